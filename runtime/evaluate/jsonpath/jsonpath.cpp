#include "runtime/evaluate/jsonpath/jsonpath.h"

#include <fmt/core.h>

#include "compiler/jsonpath/parse.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/jsonpath/evaluation.h"

namespace keyplate::evaluate {
namespace {

/// The document that a text holds, as secret as the text.
Value document_in(const Value& text, CallContext& context) {
  if (!context.budget().bytes(text.text().size())) return {};
  auto parsed = parse_json(text.text(), static_cast<Flags>(text.flags() & flag::secret));
  if (!parsed) return context.fail("expects JSON, and the text is " + parsed.error().message);
  return *std::move(parsed);
}

bool is_document(const Value& value) {
  return value.is(Kind::string) || value.is(Kind::list) || value.is(Kind::dict);
}

/// Shows nothing of the path: it may be a secret.
std::string described(const compiler::NameProblem& problem) {
  constexpr std::string_view reason = "is given a text that is no JSONPath";
  if (problem.size == 0) return std::string(reason);
  return fmt::format("{}; it is wrong at byte {}", reason, problem.offset + 1);
}

}  // namespace

Value jsonpath_first(const Value& document, std::string_view path, CallContext& context) {
  if (!is_document(document))
    return context.fail(
        fmt::format("expects a JSON text, a dict or a list, not {}", kind_name(document)));
  const auto query = compiler::jsonpath::parse(path, compiler::jsonpath::Dialect::insomnia);
  if (!query) return context.fail(described(query.error()));
  const Value parsed = document.is(Kind::string) ? document_in(document, context) : document;
  if (parsed.is(Kind::undefined)) return {};
  const auto found = jsonpath_matches(parsed, *query, 1, context);
  if (!found.empty()) return found.front();
  const bool ended = context.budget().exhausted() != Budget::Limit::none;
  return ended ? Value() : context.fail("finds nothing that the path matches");
}

std::vector<Value> jsonpath_matches(const Value& document, const compiler::jsonpath::Query& query,
                                    std::size_t most, CallContext& context) {
  return jsonpath::Evaluation(query, document, context).matches(most);
}

}  // namespace keyplate::evaluate
