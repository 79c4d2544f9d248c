// links: evaluate
// A byte says what the text up to its next one is: the author's, or a value. The author's text
// alone must pass through unchanged however it is cut; a value that is printed where the document
// around it is well-formed must leave it so.
#include "runtime/evaluate/slots/slot_xml.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "runtime/evaluate/slots/xml_syntax.h"

namespace {

using namespace keyplate;
using namespace keyplate::evaluate;

struct Outcome {
  std::string text;
  bool refused = false;
};

/// Author's text and values by turns, author's text in pieces of at most `piece` bytes. A value is
/// printed for each, or what is harmless in any place that isn't text.
Outcome rendered(std::string_view input, std::size_t piece, bool values, Within within) {
  XmlLexer lexer(within);
  HostText out;
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  Outcome outcome;
  bool value = false;
  while (true) {
    const std::string_view part = input.substr(0, input.find('\x01'));
    out.mark({}, value, false);
    if (value) {
      const auto refusal = lexer.print(Value::string(values ? part : "a"), out, context);
      outcome.refused = outcome.refused || refusal;
    } else {
      for (std::size_t i = 0; i < part.size(); i += piece) {
        lexer.author(part.substr(i, piece), out);
        out.append(part.substr(i, piece));
      }
    }
    if (part.size() == input.size()) break;
    input.remove_prefix(part.size() + 1);
    value = !value;
  }
  lexer.finish(out);
  outcome.refused = outcome.refused || !out.late().empty();
  outcome.text = out.view();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view own = input.substr(0, input.find('\x01'));
  if (rendered(own, SIZE_MAX, true, Within::file).text != own) std::abort();
  const Outcome whole = rendered(input, SIZE_MAX, true, Within::file);
  const Outcome cut = rendered(input, 1, true, Within::file);
  if (whole.text != cut.text || whole.refused != cut.refused) std::abort();
  const Outcome harmless = rendered(input, SIZE_MAX, false, Within::file);
  if (whole.refused || harmless.refused || !find_xml_errors(harmless.text).empty()) return 0;
  for (const HostError& error : find_xml_errors(whole.text)) {
    // Two values may be one attribute's name, or a tag's name and not its end's.
    if (error.reason != "mismatched tag" && error.reason != "duplicate attribute") std::abort();
  }
  return 0;
}
