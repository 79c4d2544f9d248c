#include "compiler/insomnia.h"
#include "compiler/insomnia_reference.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/failure.h"

namespace keyplate::evaluate {

namespace {

/// Positions of the fields of `vault` in its row.
enum VaultField : std::size_t { provider, credential, config };

}  // namespace

/// Insomnia's own tag: its JSON says which secret, its credential id which vault.
Value Evaluator::vault_tag(const compiler::TagCall& call) {
  Value problem;
  const std::string provider_name = reference_text(call, provider, problem).value_or("");
  const std::string id = reference_text(call, credential, problem).value_or("");
  const std::string json = reference_text(call, config, problem).value_or("");
  if (problem.is_absorbing()) return unasked(call, problem);
  const auto span_of = [&](std::size_t field) {
    const grammar::ExprId argument = call.arguments[field];
    return argument == grammar::ExprId::none ? call.span : tree_[argument].span;
  };
  const compiler::InsomniaSpec* const insomnia = compiler::find_insomnia(provider_name);
  if (insomnia == nullptr)
    return report(span_of(provider), diag::call_failed, "vault",
                  "knows the providers `aws`, `gcp`, `hashicorp` and `azure`");
  const auto reference = compiler::insomnia_reference(*insomnia, json);
  if (!reference) return report(span_of(config), diag::insomnia_config, reference.error().message);
  const auto vault = state_.insomnia_vaults.find(insomnia->provider, id, *reference);
  if (!vault)
    return report(span_of(credential), diag::insomnia_credential, visible(id),
                  vault.error().message);
  SecretRequest request;
  request.vault = *vault;
  request.reference.name = reference->name;
  request.reference.key = reference->key;
  request.reference.version = reference->version;
  request.reference.stage = reference->stage;
  return ask(call, request, grammar::ExprId::none);
}

}  // namespace keyplate::evaluate
