// links: evaluate
// Author's text and values in TOML (see slot_fuzz.h); and the first value, printed in each kind of
// place, must be read back by toml++ as it was, or be refused.
#include "compiler/toml.h"
#include "grammar/unicode.h"
#include "tests/fuzz/fuzzer.h"
#include "tests/fuzz/slot_fuzz.h"

namespace fuzz_slot_toml {

using namespace keyplate;
using namespace keyplate::evaluate;

void check_place(std::string_view before, std::string_view value, std::string_view after) {
  std::string input(before);
  input += '\x01' + std::string(value) + '\x01' + std::string(after);
  const Slots slots = print_slots(input, "toml", SIZE_MAX);
  if (slots.refused) return;
  DiagnosticSink sink;
  const auto table = compiler::parse_toml(Source::file("f", slots.text), sink);
  if (!sink.empty() || table.size() != 2 || table[1].key != "z") std::abort();
  if (before.empty()) {
    if (table[0].key != value) std::abort();
    return;
  }
  const auto* const text = table[0].value.as<compiler::TomlString>();
  if (text == nullptr || text->text != value) std::abort();
}

FUZZER(slot_toml) {
  if (size > 4096) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_slots(input, "toml");
  const std::size_t begin = std::min(input.find('\x01'), size - 1) + 1;
  const std::string_view value = input.substr(begin, input.find('\x01', begin) - begin);
  if (find_invalid_utf8(value)) return 0;
  check_place("k = ", value, "\nz = 1\n");
  check_place("k = \"", value, "\"\nz = 1\n");
  check_place("k = '", value, "'\nz = 1\n");
  check_place("k = \"\"\"", value, "\"\"\"\nz = 1\n");
  check_place("k = '''", value, "'''\nz = 1\n");
  if (value != "z") check_place("", value, " = 1\nz = 1\n");
  return 0;
}

}  // namespace fuzz_slot_toml
