#include <string.h>

#include <algorithm>
#include <array>

#include "compiler/insomnia.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/failure.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/tags.h"

namespace keyplate::evaluate {

using grammar::ExprId;

namespace {

/// Positions of the fields of `secret` in its row.
enum SecretField : std::size_t { vault, name, key, path, version, stage, binary, fallback };

bool is_proven_absent(protocol::ErrorKind kind) {
  return kind == protocol::ErrorKind::not_found || kind == protocol::ErrorKind::key_not_found ||
         kind == protocol::ErrorKind::version_unavailable;
}

/// Insomnia wraps a text that it can't quote.
Value unwrapped(const Value& text, CallContext& context) {
  if (!text.text().starts_with("b64::")) return text;
  auto plain = compiler::unwrapped_argument(text.text());
  if (!plain) return context.fail("has an argument that " + plain.error().message);
  const bool readable = !find_invalid_utf8(*plain);
  Value value = readable ? Value::string(*plain, text.flags() & flag::secret) : Value();
  if (text.secret()) ::explicit_bzero(plain->data(), plain->size());
  return readable ? value : context.fail("has an argument that wraps bytes that are not UTF-8");
}

}  // namespace

Value Evaluator::tag(const compiler::TagCall& call) {
  const compiler::TagSpec& spec = compiler::spec(call.tag);
  if (call.tag == compiler::TagId::secret) return secret_tag(call);
  if (call.tag == compiler::TagId::vault) return vault_tag(call);
  if (tag_implementations()[static_cast<std::size_t>(call.tag)] != nullptr) return call_tag(call);
  const std::string name(spec.name);
  state_.sink->report(tree_.source, call.span, diag::needs_app, name).severity = Severity::error;
  return failed();
}

/// A list, dict or null that a tag prints is JSON, as Insomnia writes it; in call position it is
/// itself.
Value Evaluator::tag_as_statement(const compiler::TagCall& call) {
  Value value = tag(call);
  const bool structured = value.is(Kind::list) || value.is(Kind::dict) || value.is(Kind::null);
  if (!structured || call.tag == compiler::TagId::secret) return value;
  const bool secret = value.secret();
  Value json = finish_call(json_text(value, "", context_), call.span);
  return secret ? json.made_secret() : json;
}

// ---- tags that are functions of their arguments and the World ----

Value Evaluator::call_tag(const compiler::TagCall& call) {
  const compiler::TagSpec& spec = compiler::spec(call.tag);
  std::vector<Value> arguments;
  Value problem;
  for (std::size_t i = 0; i < spec.fields.size(); ++i) {
    arguments.push_back(tag_argument(call, i));
    if (arguments.back().is_absorbing() && !problem.is(Kind::pending)) problem = arguments.back();
  }
  if (problem.is_absorbing()) return problem;
  if (planning() && spec.asks_world) return Value::pending();
  // The world's answers are kept, so their number must stay bounded.
  if (!state_.budget.step(remembered_steps)) return failed();
  const CallSite site(program_, call, scope_);
  TagContext context{context_, state_.world_calls, site, spec.fields};
  Value result = tag_implementations()[static_cast<std::size_t>(call.tag)](arguments, context);
  result = finish_call(std::move(result), call.span, std::string(spec.name));
  const bool secret = std::any_of(arguments.begin(), arguments.end(),
                                  [](const Value& argument) { return argument.secret(); });
  return secret && !result.is_absorbing() ? result.made_secret() : result;
}

/// The argument of a field, fit for a tag; undefined when none is given.
Value Evaluator::tag_argument(const compiler::TagCall& call, std::size_t field) {
  const compiler::FieldSpec& spec = compiler::spec(call.tag).fields[field];
  const ExprId id = call.arguments[field];
  if (id == ExprId::none) return {};
  Value value = operand(id);
  const Span span = tree_[id].span;
  if (value.is_absorbing()) return value;
  if (value.is_nullish() && spec.required)
    return report(span, diag::undefined_value, shown(tree_, span), kind_name(value));
  if (value.secret() && spec.type == compiler::FieldType::path)
    return report(span, diag::secret_in_reference, std::string(spec.name));
  if (!value.is(Kind::string)) return value;
  auto plain = unwrapped(value, context_);
  return finish_call(std::move(plain), span, std::string(compiler::spec(call.tag).name));
}

// ---- secrets ----

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
  request.reference.version = reference_text(call, version, problem);
  request.reference.stage = reference_text(call, stage, problem);
  // A plan needs no more: which part of it doesn't change what is read.
  const bool known = planning() && !problem.is_absorbing();
  request.reference.key = reference_text(call, key, problem);
  request.reference.path = reference_text(call, path, problem);
  request.reference.binary = reference_text(call, binary, problem);
  if (problem.is_absorbing() && !known) return unasked(call, problem);
  if (state_.workspace != nullptr)
    request.vault = compiler::resolve_vault(*state_.workspace, state_.scope, vault_name);
  if (request.vault == nullptr) return report_vault(call, vault_name);
  return ask(call, request, call.arguments[fallback]);
}

Value Evaluator::report_vault(const compiler::TagCall& call, const std::string& vault_name) {
  if (state_.workspace == nullptr)
    return report(call.span, diag::no_workspace, shown(tree_, call.span),
                  "a vault, and no `keyplate.toml` says which");
  std::vector<std::string_view> names;
  for (const compiler::Vault& known : state_.workspace->vaults) names.push_back(known.name);
  return report(tree_[call.arguments[vault]].span, diag::unknown_vault, vault_name,
                compiler::hint(vault_name, names));
}

/// What a reference is that can't be made, for an argument of it is pending or failed.
Value Evaluator::unasked(const compiler::TagCall& call, const Value& problem) {
  if (planning() && problem.is(Kind::pending))
    state_.plan->note_unknown(Source::outermost(tree_.source, call.span));
  return problem;
}

/// `otherwise` stands for a secret that is proven to be absent; none: nothing does.
Value Evaluator::ask(const compiler::TagCall& call, const SecretRequest& request,
                     ExprId otherwise) {
  const Location where = Source::outermost(tree_.source, call.span);
  std::optional<Value> answer = state_.references.ask(request, where);
  if (!answer) {
    state_.budget.exhaust(Budget::Limit::references);
    return failed();
  }
  if (planning()) state_.plan->note(request, where);
  if (answer->is(Kind::pending)) {
    state_.incomplete = true;
    perhaps(otherwise);
  }
  if (!answer->is(Kind::failed) || otherwise == ExprId::none) return *std::move(answer);
  if (!is_proven_absent(state_.references.failed(*answer).failure.kind)) return *std::move(answer);
  // It stands for the secret, so it is quoted where that would be.
  Value value = evaluate(otherwise);
  const auto flags = static_cast<Flags>(value.flags() & ~flag::literal);
  return std::move(value).with_flags(flags);
}

}  // namespace keyplate::evaluate
