// links: evaluate
// The author's text alone must pass through unchanged, however it is cut; values must form no line
// that clients of request files take for their own, and nothing that they evaluate.
#include "runtime/evaluate/slots/slot_http.h"

#include <cstdlib>
#include <vector>

#include "tests/fuzz/fuzzer.h"
#include "tests/fuzz/slot_pieces.h"

namespace fuzz_slot_http {

using namespace keyplate::evaluate;

keyplate::fuzz::Printed print_with_lexer(std::string_view input, std::size_t piece, bool values) {
  HttpLexer lexer;
  const auto all = keyplate::fuzz::print_pieces(lexer, input, piece, values);
  static_cast<void>(lexer.verify(all.text));
  return all;
}

/// What clients would do with a file: its lines with a meaning, and what they evaluate.
struct Meaning {
  std::vector<LineKind> lines;
  std::size_t expressions = 0;
  bool operator==(const Meaning&) const = default;
};

Meaning meaning(std::string_view text) {
  Meaning found;
  LineHead head;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' && i + 1 < text.size() && (text[i + 1] == '{' || text[i + 1] == '%'))
      ++found.expressions;
    if (text[i] != '\n') head.add(text[i], false);
    if (text[i] != '\n' && i + 1 < text.size()) continue;
    if (has_meaning(head.kind())) found.lines.push_back(head.kind());
    head = {};
  }
  return found;
}

FUZZER(slot_http) {
  if (size > 4096) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto [whole, harmless] = keyplate::fuzz::check_pieces(input, print_with_lexer);
  if (whole.refused || harmless.refused) return 0;
  if (!(meaning(whole.text) == meaning(harmless.text))) std::abort();
  return 0;
}

}  // namespace fuzz_slot_http
