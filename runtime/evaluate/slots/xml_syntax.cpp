#include "runtime/evaluate/slots/xml_syntax.h"

#define XML_DTD  // the library has it, and declares by it how entities are bounded
#include <expat.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::evaluate {
namespace {

// expat copies names and values: its memory is wiped like ours. Each block begins with its size.
constexpr std::size_t block_header = alignof(std::max_align_t);

void* allocate_block(std::size_t size) {
  if (size > SIZE_MAX - block_header) return nullptr;
  auto* const block = static_cast<char*>(std::malloc(size + block_header));
  if (block == nullptr) return nullptr;
  std::memcpy(block, &size, sizeof(size));
  return block + block_header;
}

std::size_t size_of(const void* memory) {
  std::size_t size = 0;
  std::memcpy(&size, static_cast<const char*>(memory) - block_header, sizeof(size));
  return size;
}

void release_block(void* memory) {
  if (memory == nullptr) return;
  protocol::wipe(memory, size_of(memory));
  std::free(static_cast<char*>(memory) - block_header);
}

void* reallocate_block(void* memory, std::size_t size) {
  void* const other = allocate_block(size);
  if (other == nullptr || memory == nullptr) return other;
  std::memcpy(other, memory, std::min(size, size_of(memory)));
  release_block(memory);
  return other;
}

/// Encodings that expat doesn't know: well-formedness is a matter of ASCII.
int read_as_latin1(void*, const XML_Char*, XML_Encoding* encoding) {
  for (int i = 0; i < 256; ++i) encoding->map[i] = i;
  encoding->data = nullptr;
  encoding->convert = nullptr;
  encoding->release = nullptr;
  return XML_STATUS_OK;
}

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

/// How much longer than its text a document may become, once that is 8 MiB (expat's threshold).
constexpr float most_amplified = 10;

}  // namespace

std::vector<HostError> find_xml_errors(std::string_view text) {
  const XML_Memory_Handling_Suite memory{allocate_block, reallocate_block, release_block};
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser(
      XML_ParserCreate_MM(nullptr, &memory, nullptr));
  if (!parser || text.size() > INT_MAX) return {{0, "this can't be read", {}, true}};
  XML_SetUnknownEncodingHandler(parser.get(), read_as_latin1, nullptr);
  XML_SetBillionLaughsAttackProtectionMaximumAmplification(parser.get(), most_amplified);
  if (XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), 1) != XML_STATUS_ERROR)
    return {};
  const auto at =
      static_cast<std::size_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser.get()), 0));
  const XML_Error code = XML_GetErrorCode(parser.get());
  const char* const said = XML_ErrorString(code);
  // No value that stands before it can be the cause of an entity's name.
  const bool ends = code != XML_ERROR_UNDEFINED_ENTITY;
  return {{std::min(at, text.size()), said != nullptr ? said : "not well-formed", {}, ends}};
}

bool declares_other_than_utf8(std::string_view text) {
  if (!text.starts_with("<?xml")) return false;
  const std::string_view declaration = text.substr(0, text.find("?>"));
  const std::size_t key = declaration.find("encoding");
  if (key == std::string_view::npos) return false;
  const std::size_t open = declaration.find_first_of("\"'", key);
  if (open == std::string_view::npos) return false;
  std::string name(
      declaration.substr(open + 1, declaration.find(declaration[open], open + 1) - open - 1));
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return name != "utf-8" && name != "utf8";
}

}  // namespace keyplate::evaluate
