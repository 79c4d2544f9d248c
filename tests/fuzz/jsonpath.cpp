// links: evaluate
// The first line is a path, the rest a document. It must not crash, must end within its steps, must
// say the same twice, and what is a path by RFC 9535 must be the same one as Insomnia's.
#include "runtime/evaluate/jsonpath/jsonpath.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/jsonpath/parse.h"
#include "runtime/evaluate/json.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_jsonpath {

using namespace keyplate;
using namespace keyplate::evaluate;
namespace path = compiler::jsonpath;

/// All matches as JSON, or why there are none.
std::string outcome(const Value& document, const path::Query& query) {
  compiler::Limits limits;
  limits.steps = 100'000;
  limits.output = 1 << 16;
  Budget budget(limits);
  CallContext context(budget);
  const auto matches = jsonpath_matches(document, query, SIZE_MAX, context);
  if (context.failure()) return "! " + *context.failure();
  if (budget.exhausted() != Budget::Limit::none) return "!!";
  Budget unlimited{compiler::Limits{}};
  CallContext writing(unlimited);
  const Value text = json_text(Value::list(matches), "", writing);
  return text.is(Kind::string) ? std::string(text.text()) : std::string();
}

FUZZER(jsonpath) {
  if (size > 4096) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view text = input.substr(0, input.find('\n'));
  const auto strict = path::parse(text, path::Dialect::rfc9535);
  const auto lenient = path::parse(text, path::Dialect::insomnia);
  if (strict && !lenient) std::abort();
  if (!lenient && lenient.error().offset + lenient.error().size > text.size()) std::abort();
  if (!lenient || text.size() == size) return 0;
  const auto document = parse_json(input.substr(text.size() + 1));
  if (!document) return 0;
  const std::string once = outcome(*document, *lenient);
  if (once != outcome(*document, *lenient)) std::abort();
  if (strict && once != outcome(*document, *strict)) std::abort();
  return 0;
}

}  // namespace fuzz_jsonpath
