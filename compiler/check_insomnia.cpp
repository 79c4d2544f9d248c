// Insomnia's own `vault` tag: its credential against `[insomnia]`, its JSON against the rows of
// insomnia.cpp.

#include <algorithm>

#include "compiler/checker.h"
#include "compiler/insomnia.h"
#include "compiler/names_text.h"
#include "compiler/pins.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {

using namespace grammar;

namespace {

/// The positions of the tag's arguments.
constexpr std::size_t provider_position = 0;
constexpr std::size_t credential_position = 1;
constexpr std::size_t config_position = 2;

bool has_type(const FieldSpec& key, const Variable& value) {
  if (key.type == FieldType::boolean) return value.as<bool>() != nullptr;
  if (key.type == FieldType::any) return spelled_value(value).has_value();
  return value.as<LiteralText>() != nullptr;
}

}  // namespace

void Checker::insomnia_tag(const Binding& binding) {
  const ExprId name = binding.values[provider_position];
  const auto written = name == ExprId::none ? std::nullopt : constant_text(name);
  const InsomniaSpec* insomnia = written ? find_insomnia(*written) : nullptr;
  const VaultRules* rules = insomnia_credential(binding, insomnia);
  const ExprId argument = binding.values[config_position];
  if (!insomnia || argument == ExprId::none) return;
  const auto text = constant_text(argument);
  if (!text) return;
  const auto plain = unwrapped_argument(*text);
  const auto object = plain ? parse_json_object(plain->empty() ? "{}" : *plain)
                            : Result<VariableTable>(tl::unexpected(plain.error()));
  if (!object) {
    report(span(argument), diag::insomnia_config,
           plain ? "is no JSON object: " + object.error().message : object.error().message);
    return;
  }
  insomnia_keys(*insomnia, *object, argument);
  if (!rules) return;
  insomnia_pins(*insomnia, *object, *rules, argument);
  const auto secret = member_text(*object, insomnia->name);
  if (secret && !rules->allows(*secret))
    report(json_place(argument, insomnia->name), diag::name_not_allowed, rules->vault->name,
           shown(*secret), rules->allowed);
}

/// The vault that the tag's credential means, or null.
const VaultRules* Checker::insomnia_credential(const Binding& binding,
                                               const InsomniaSpec* insomnia) {
  const ExprId value = binding.values[credential_position];
  const auto id =
      value == ExprId::none ? std::optional<std::string_view>("") : constant_text(value);
  if (used_names_ && id) used_names_->credentials.emplace(*id);
  if (used_names_ && !id) used_names_->any_credential = true;
  if (!id || !insomnia) return nullptr;
  const auto meant = insomnia_vault(*group_->workspace, insomnia->provider, *id);
  if (meant) return meant->vault ? group_->find_rules(*meant->vault) : nullptr;
  const Span at = value == ExprId::none ? island_ : span(value);
  report(at, diag::insomnia_credential, shown(*id), meant.error().message);
  return nullptr;
}

void Checker::insomnia_keys(const InsomniaSpec& insomnia, const VariableTable& object,
                            ExprId argument) {
  std::vector<std::string_view> known;
  for (const FieldSpec& key : insomnia.keys) known.push_back(key.name);
  const VariableEntry* const retired =
      insomnia.provider == ProviderId::hashicorp ? find_retired(object) : nullptr;
  if (retired != nullptr) {
    report(json_place(argument, retired->name), diag::insomnia_config,
           "names a secret of HCP Vault Secrets, a service that HashiCorp has ended; move it to a "
           "Vault server");
    return;
  }
  for (const VariableEntry& entry : object) {
    const FieldSpec* key = find(insomnia.keys, entry.name);
    if (key) {
      insomnia_value(*key, entry.value, argument);
      continue;
    }
    report(json_place(argument, entry.name), diag::insomnia_config,
           fmt::format("has the key `{}`, which nothing reads{}", visible(entry.name),
                       suggest(entry.name, known)))
        .severity = Severity::warning;
  }
  for (const FieldSpec& key : insomnia.keys)
    if (key.required && !member_text(object, key.name) &&
        (!find(object, key.name) || has_type(key, *find(object, key.name))))
      report(span(argument), diag::insomnia_config, fmt::format("lacks `{}`", key.name));
  insomnia_together(insomnia, object, argument);
}

/// Forms write every input, so an empty text is an absent one.
void Checker::insomnia_value(const FieldSpec& key, const Variable& value, ExprId argument) {
  const Span at = json_place(argument, key.name);
  const std::optional<std::string> text = spelled_value(value);
  if (text && text->empty()) return;
  if (!has_type(key, value)) {
    report(at, diag::insomnia_config,
           fmt::format("has a `{}` that is not {}", key.name, compiler::name(key.type)));
  } else if (key.type == FieldType::choice &&
             std::find(key.choices.begin(), key.choices.end(), *text) == key.choices.end()) {
    report(at, diag::wrong_choice, shown(*text), std::string(key.name),
           suggest(*text, key.choices));
  } else if (key.rule) {
    if (const auto problem = key.rule(*text))
      report(at, *key.rule_message, shown(*text), problem->reason).severity = problem->severity;
  }
}

/// What the keys, each right by itself, say together.
void Checker::insomnia_together(const InsomniaSpec& insomnia, const VariableTable& object,
                                ExprId argument) {
  const auto warn = [&](std::string_view key, std::string message) {
    report(json_place(argument, key), diag::insomnia_config, std::move(message)).severity =
        Severity::warning;
  };
  if (insomnia.provider == ProviderId::aws && member_text(object, "SecretType") == "kv" &&
      !member_text(object, "SecretKey"))
    warn("SecretType", "has `SecretType` `kv` without a `SecretKey`, which gives the whole secret");
  if (insomnia.provider == ProviderId::hashicorp && member_text(object, "kvVersion") == "v1" &&
      member_text(object, "version"))
    warn("version", "has a `version`, which KV version 1 doesn't keep");
  const auto identifier = member_text(object, "secretIdentifier");
  if (insomnia.provider == ProviderId::azure && identifier &&
      identifier->find("://") == std::string::npos)
    report(json_place(argument, "secretIdentifier"), diag::insomnia_config,
           "has a `secretIdentifier` that is no full identifier; it begins with `https://`");
}

void Checker::insomnia_pins(const InsomniaSpec& insomnia, const VariableTable& object,
                            const VaultRules& rules, ExprId argument) {
  const PinRules* pins = rules.provider->pins;
  const bool own_mount =
      insomnia.provider == ProviderId::hashicorp;  // the tag names it, not the vault
  if (!pins || !pins->reference || !rules.vault->sound || own_mount) return;
  const ReferenceText reference{member_text(object, insomnia.name),
                                member_text(object, insomnia.version),
                                member_text(object, insomnia.stage)};
  std::vector<PinProblem> problems;
  pins->reference(*rules.vault, reference, problems);
  for (const PinProblem& found : problems) {
    const bool of_name = found.field == "name";
    report(json_place(argument, of_name ? insomnia.name : insomnia.version), *found.message,
           shown(*(of_name ? reference.name : reference.version)), found.problem.reason);
  }
}

/// Where a key stands in JSON that is written out; the whole argument where it can't be told.
Span Checker::json_place(ExprId argument, std::string_view key) const {
  const auto* literal = std::get_if<StringLiteral>(&tree_[ungrouped(argument)].node);
  if (!literal || literal->escaped) return span(argument);
  const std::string_view written = text(literal->content);
  const std::string quoted = '"' + std::string(key) + '"';
  const std::size_t at = written.find(quoted);
  if (at == std::string_view::npos || written.find(quoted, at + 1) != std::string_view::npos)
    return span(argument);
  const auto begin = literal->content.begin + static_cast<std::uint32_t>(at);
  return {begin, begin + static_cast<std::uint32_t>(quoted.size())};
}

}  // namespace keyplate::compiler
