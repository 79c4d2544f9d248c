#include <array>

#include "compiler/suggest.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/failure.h"

namespace keyplate::evaluate {

using grammar::ExprId;

namespace {

/// Positions of the fields of `secret` in its row.
enum SecretField : std::size_t { vault, name, key, path, version, stage, binary, fallback };

bool is_proven_absent(protocol::ErrorKind kind) {
  return kind == protocol::ErrorKind::not_found || kind == protocol::ErrorKind::key_not_found ||
         kind == protocol::ErrorKind::version_unavailable;
}

}  // namespace

Value Evaluator::tag(const compiler::TagCall& call) {
  if (call.tag == compiler::TagId::secret) return secret_tag(call);
  const std::string what = fmt::format("the tag `{}`", compiler::spec(call.tag).name);
  return report(call.span, diag::not_yet, what);
}

/// One argument of a reference as text; nothing when it is not given, or can't be used: then
/// `problem` says what the whole tag is instead.
std::optional<std::string> Evaluator::reference_text(const compiler::TagCall& call,
                                                     std::size_t field, Value& problem) {
  const ExprId id = call.arguments[field];
  if (id == ExprId::none) return std::nullopt;
  const Value value = operand(id);
  const Span span = tree_[id].span;
  if (value.is_absorbing()) {
    if (!problem.is(Kind::pending)) problem = value;
  } else if (value.secret()) {
    problem = report(span, diag::secret_in_reference,
                     std::string(compiler::spec(call.tag).fields[field].name));
  } else if (value.is_nullish()) {
    problem = report(span, diag::undefined_value, shown(tree_, span), kind_name(value));
  } else {
    const Value text = finish_call(to_text(value, context_), span);
    if (text.is(Kind::string)) return std::string(text.text());
    problem = text;
  }
  return std::nullopt;
}

Value Evaluator::secret_tag(const compiler::TagCall& call) {
  Value problem;
  const std::string vault_name = reference_text(call, vault, problem).value_or("");
  SecretRequest request;
  request.reference.name = reference_text(call, name, problem).value_or("");
  request.reference.key = reference_text(call, key, problem);
  request.reference.path = reference_text(call, path, problem);
  request.reference.version = reference_text(call, version, problem);
  request.reference.stage = reference_text(call, stage, problem);
  request.reference.binary = reference_text(call, binary, problem);
  if (problem.is_absorbing()) return problem;
  if (state_.workspace != nullptr)
    request.vault = compiler::resolve_vault(*state_.workspace, state_.scope, vault_name);
  if (request.vault == nullptr) return report_vault(call, vault_name);
  return ask(call, request);
}

Value Evaluator::report_vault(const compiler::TagCall& call, const std::string& vault_name) {
  if (state_.workspace == nullptr)
    return report(call.span, diag::no_workspace, shown(tree_, call.span));
  std::vector<std::string_view> names;
  for (const compiler::Vault& known : state_.workspace->vaults) names.push_back(known.name);
  return report(tree_[call.arguments[vault]].span, diag::unknown_vault, vault_name,
                compiler::hint(vault_name, names));
}

Value Evaluator::ask(const compiler::TagCall& call, const SecretRequest& request) {
  std::optional<Value> answer =
      state_.references.ask(request, Source::outermost(tree_.source, call.span));
  if (!answer) {
    state_.budget.exhaust(Budget::Limit::references);
    return failed();
  }
  if (answer->is(Kind::pending)) state_.incomplete = true;
  if (!answer->is(Kind::failed) || call.arguments[fallback] == ExprId::none)
    return *std::move(answer);
  if (!is_proven_absent(state_.references.failed(*answer).failure.kind)) return *std::move(answer);
  // It stands for the secret, so it is quoted where that would be.
  Value value = evaluate(call.arguments[fallback]);
  const auto flags = static_cast<Flags>(value.flags() & ~flag::literal);
  return std::move(value).with_flags(flags);
}

}  // namespace keyplate::evaluate
