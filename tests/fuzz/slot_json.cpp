// links: evaluate
// The author's text alone must pass through unchanged, however it is cut; a value that is printed
// where the document around it is well-formed must leave it so.
#include "runtime/evaluate/slots/slot_json.h"

#include <algorithm>
#include <cstdlib>

#include "runtime/evaluate/slots/json_syntax.h"
#include "tests/fuzz/fuzzer.h"
#include "tests/fuzz/slot_pieces.h"

namespace fuzz_slot_json {

using namespace keyplate::evaluate;

keyplate::fuzz::Printed print_with_lexer(std::string_view input, std::size_t piece, bool values) {
  JsonLexer lexer;
  return keyplate::fuzz::print_pieces(lexer, input, piece, values);
}

/// Comments and a comma too many are noted, and reading goes on.
bool broken(const std::string& text) {
  const auto errors = find_json_errors(text);
  return std::any_of(errors.begin(), errors.end(), [](const HostError& each) { return each.ends; });
}

FUZZER(slot_json) {
  if (size > 4096) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto [whole, harmless] = keyplate::fuzz::check_pieces(input, print_with_lexer);
  if (!whole.refused && !harmless.refused && !broken(harmless.text) && broken(whole.text))
    std::abort();
  return 0;
}

}  // namespace fuzz_slot_json
