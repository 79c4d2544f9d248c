// links: evaluate
// Author's text and values in a format of lines, which the first byte chooses (see slot_fuzz.h). In
// dotenv the first value, printed behind each kind of quote, must be read back, or be refused.
#include "runtime/evaluate/slots/dotenv_syntax.h"
#include "tests/fuzz/fuzzer.h"
#include "tests/fuzz/slot_fuzz.h"

namespace fuzz_slot_flat {

using namespace keyplate::evaluate;

constexpr const char* formats[] = {"dotenv", "dotenv:docker", "dotenv:sh", "ini", "properties"};

void check_place(std::string_view format, std::string_view quote, std::string_view value) {
  const std::string input = "A=" + std::string(quote) + '\x01' + std::string(value) + '\x01' +
                            std::string(quote) + "\nB=1\n";
  const Slots slots = print_slots(input, format, SIZE_MAX);
  if (slots.refused) return;
  const DotenvFile file = read_dotenv(slots.text, *dotenv_dialect(format));
  if (!file.errors.empty() || file.assignments.size() != 2) std::abort();
  const bool raw = format == "dotenv:docker";
  const std::string wanted =
      std::string(raw ? quote : "") + std::string(value) + std::string(raw ? quote : "");
  if (file.assignments[0].value.reveal() != wanted) std::abort();
}

FUZZER(slot_flat) {
  if (size == 0 || size > 4096) return 0;
  const std::string_view format = formats[data[0] % 5];
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_slots(input, format);
  if (!dotenv_dialect(format)) return 0;
  const std::size_t begin = std::min(input.find('\x01'), input.size() - 1) + 1;
  const std::string_view value = input.substr(begin, input.find('\x01', begin) - begin);
  for (const char* const quote : {"", "'", "\""}) check_place(format, quote, value);
  return 0;
}

}  // namespace fuzz_slot_flat
