// links: evaluate
// The author's text alone must pass through unchanged, however it is cut; a value that is printed
// where the document around it is well-formed must leave it so.
#include "runtime/evaluate/slots/slot_xml.h"

#include <cstdlib>

#include "runtime/evaluate/slots/xml_syntax.h"
#include "tests/fuzz/fuzzer.h"
#include "tests/fuzz/slot_pieces.h"

namespace fuzz_slot_xml {

using namespace keyplate::evaluate;

keyplate::fuzz::Printed print_with_lexer(std::string_view input, std::size_t piece, bool values) {
  XmlLexer lexer;
  return keyplate::fuzz::print_pieces(lexer, input, piece, values);
}

FUZZER(slot_xml) {
  if (size > 4096) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto [whole, harmless] = keyplate::fuzz::check_pieces(input, print_with_lexer);
  if (whole.refused || harmless.refused || !find_xml_errors(harmless.text).empty()) return 0;
  for (const HostError& error : find_xml_errors(whole.text)) {
    // Two values may be one attribute's name, or a tag's name and not its end's.
    if (error.reason != "mismatched tag" && error.reason != "duplicate attribute") std::abort();
  }
  return 0;
}

}  // namespace fuzz_slot_xml
