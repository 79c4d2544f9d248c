// Tags and functions: which one is meant, and what a secret's arguments must be for its vault.

#include <algorithm>
#include <bit>

#include "compiler/checker.h"
#include "compiler/date_pattern.h"
#include "compiler/pins.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {

using namespace grammar;

namespace {

/// What begins a statement that is no tag; a mistyped one arrives as an unknown tag.
constexpr std::string_view statements[] = {"asyncAll", "asyncEach", "call",    "filter",
                                           "for",      "if",        "ifAsync", "macro",
                                           "raw",      "set",       "switch",  "verbatim"};

/// A format of `now`, in any case of letters.
bool is_custom(std::string_view format) {
  constexpr std::string_view custom = "custom";
  return std::equal(
      format.begin(), format.end(), custom.begin(), custom.end(),
      [](char written, char lower) { return written == lower || written - 'A' + 'a' == lower; });
}

template <typename Row>
void add_names(std::span<const Row> rows, std::vector<std::string_view>& names) {
  for (const Row& row : rows) names.push_back(row.name);
}

}  // namespace

void Checker::unknown_filter(Span name) {
  std::vector<std::string_view> known;
  add_names(filters(), known);
  const std::string written(text(name));
  offer(report(name, diag::unknown_filter, written, suggest(written, known)), name, written, known);
}

void Checker::unknown_test(Span name) {
  std::vector<std::string_view> known;
  add_names(tests(), known);
  const std::string written(text(name));
  offer(report(name, diag::unknown_test, written, suggest(written, known)), name, written, known);
}

void Checker::unknown_tag(Span name) {
  std::vector<std::string_view> known(std::begin(statements), std::end(statements));
  add_names(tags(), known);
  const std::string written(text(name));
  offer(report(name, diag::unknown_tag, written, suggest(written, known)), name, written, known);
}

void Checker::unknown_function(Span name) {
  const std::string written(text(name));
  if (group_ && VariableNames::find(group_->variables.roots(), written)) {
    report(name, diag::unknown_function, written, "; it is a variable, and no data can be called");
    return;
  }
  std::vector<std::string_view> known = locals_.names();
  add_names(tags(), known);
  add_names(globals(), known);
  offer(report(name, diag::unknown_function, written, suggest(written, known)), name, written,
        known, ChosenBy::author);
}

// ---- calls and statements ----

void Checker::call(const Call& node, const Work& work) {
  if (std::holds_alternative<NameExpr>(tree_[node.callee].node))
    call_name(node, span(work.expr));
  else
    push(node.callee, Usage::value, work);
  push_arguments(node.arguments, work);
}

void Checker::call_name(const Call& node, Span whole) {
  const Span name = span(node.callee);
  const auto id = find_tag(text(name));
  if (const Local* local = locals_.find(text(name))) {
    if (!id) return;
    Diagnostic& added = report(name, diag::shadows_tag, std::string(text(name)));
    if (!local->where.empty())
      added.related.push_back({Source::outermost(tree_.source, local->where), "bound here"});
    return;
  }
  if (id) return tag(*id, {name, node.arguments, whole, false});
  const auto global = find_global(text(name));
  if (!global) return unknown_function(name);
  const GlobalSpec& spec = globals()[*global];
  if (!spec.variadic && by_position(name, node.arguments))
    arguments(name, spec.fields, node.arguments);
}

void Checker::tag_statement(const TagStatement& node, Span whole) {
  if (const auto id = find_tag(text(node.name)))
    tag(*id, {node.name, node.arguments, whole, true});
  else
    unknown_tag(node.name);
  for (const Argument& argument : tree_.list(node.arguments))
    expression(argument.value, Usage::value);
}

void Checker::tag(TagId id, const TagUse& use) {
  const Binding binding = arguments(use.name, spec(id).fields, use.arguments);
  if (use.statement) filters_on_arguments(use);
  if (spec(id).needs_app) report(use.name, diag::needs_app, std::string(text(use.name)));
  if (id == TagId::now) now(use, binding);
  const bool reads_vault = id == TagId::secret || id == TagId::vault;
  if (!group_ && (reads_vault || id == TagId::file))
    report(use.name, diag::no_workspace, std::string(text(use.name)),
           reads_vault ? "a vault, and no `keyplate.toml` says which"
                       : "a file, and no `keyplate.toml` grants it");
  else if (id == TagId::secret)
    secret(use, binding);
  else if (id == TagId::vault)
    insomnia_tag(binding);
  else if (id == TagId::file)
    file(binding.values.front());
}

/// Only `custom` looks at the pattern.
void Checker::now(const TagUse& use, const Binding& binding) {
  const ExprId format = binding.values[0];
  const ExprId pattern = binding.values[1];
  const auto chosen = format == ExprId::none ? std::nullopt : constant_text(format);
  if (!chosen || !is_custom(*chosen)) return;
  if (pattern == ExprId::none) {
    report(use.name, diag::missing_argument, std::string(text(use.name)), "`pattern`");
    return;
  }
  const auto written = constant_text(pattern);
  const auto problem = written ? date_pattern::problem(*written) : std::nullopt;
  if (problem) report_problem(pattern, diag::bad_date_pattern, std::string(*written), *problem);
}

void Checker::file(ExprId path) {
  if (path == ExprId::none) return;
  if (const auto found = secret_within(path))
    report(*found, diag::secret_in_reference, std::string(spec(TagId::file).fields[0].name));
  const auto written = constant_text(path);
  if (!written || written->empty() || written->starts_with("b64::")) return;
  const std::string objection = data_path_objection(*written, *group_->workspace);
  if (!objection.empty()) report(span(path), diag::outside_workspace, visible(*written), objection);
}

void Checker::filters_on_arguments(const TagUse& use) {
  const auto list = tree_.list(use.arguments);
  if (list.empty()) return;
  const Argument& first = list.front();
  const std::uint32_t begin = first.name.empty() ? span(first.value).begin : first.name.begin;
  if (begin < use.name.end || text({use.name.end, begin}).find('(') != std::string_view::npos)
    return;
  for (const Argument& argument : list)
    if (const auto* filter = std::get_if<FilterExpr>(&tree_[argument.value].node))
      filter_on_argument(filter->name, use.name);
}

void Checker::filter_on_argument(Span filter, Span tag) {
  const std::string filter_name(text(filter));
  const std::string tag_name(text(tag));
  report(filter, diag::filter_on_argument, filter_name, tag_name, tag_name, filter_name);
}

// ---- secrets ----

void Checker::secret(const TagUse& use, const Binding& binding) {
  secret_in_reference(binding);
  const ExprId vault = binding.values[static_cast<std::size_t>(SecretField::vault)];
  if (vault == ExprId::none) return;
  const auto written = constant_text(vault);
  if (!written) {
    if (!constant(vault) && !std::holds_alternative<ErrorExpr>(tree_[vault].node))
      report(span(vault), diag::vault_not_constant);
    return;
  }
  key_or_path(use, binding);
  const std::string name(*written);
  const VaultName* meaning = group_->find_vault(name);
  if (meaning && used_)
    used_->vaults[static_cast<std::size_t>(meaning - group_->vaults.data())] = true;
  if (!meaning) return unknown_vault(vault, name, active_);
  ScopeMask unknown = 0;
  for (ScopeMask left = active_; left != 0;) {
    const auto first = static_cast<std::size_t>(std::countr_zero(left));
    ScopeMask same = 0;
    for (std::size_t i = first; i < meaning->meaning.size(); ++i)
      if (meaning->meaning[i] == meaning->meaning[first]) same |= ScopeMask{1} << i;
    same &= left;
    left &= ~same;
    if (const VaultRules* rules = meaning->meaning[first])
      secret_from(*rules, use, binding, same);
    else
      unknown |= same;
  }
  if (unknown != 0) unknown_vault(vault, name, unknown);
}

void Checker::key_or_path(const TagUse& use, const Binding& binding) {
  const ExprId key = binding.values[static_cast<std::size_t>(SecretField::key)];
  const ExprId path = binding.values[static_cast<std::size_t>(SecretField::path)];
  if (key == ExprId::none || path == ExprId::none) return;
  const ExprId later = span(key).begin < span(path).begin ? path : key;
  report(argument_span(use.arguments, later), diag::conflicting_settings,
         fmt::format("`{}`", text(use.name)), "key", "path");
}

void Checker::unknown_vault(ExprId vault, const std::string& name, ScopeMask where) {
  if (where == 0) return;
  std::vector<std::string_view> known;
  for (const VaultName& vault_name : group_->vaults) known.push_back(vault_name.name);
  Diagnostic& added = report(span(vault), diag::unknown_vault, name, suggest(name, known));
  offer(added, span(vault), name, known, ChosenBy::author);
  name_environments(added, where);
}

void Checker::secret_from(const VaultRules& rules, const TagUse& use, const Binding& binding,
                          ScopeMask where) {
  if (!rules.provider) return;
  const auto fields = spec(TagId::secret).fields;
  for (auto field = static_cast<std::size_t>(SecretField::name);
       field <= static_cast<std::size_t>(SecretField::binary); ++field) {
    const ExprId value = binding.values[field];
    if (value == ExprId::none) continue;
    if (const FieldSpec* row = find(rules.provider->reference, fields[field].name)) {
      reference_text(*row, value, where);
      continue;
    }
    Diagnostic& added =
        report(argument_span(use.arguments, value), diag::reference_field,
               std::string(fields[field].name), rules.vault->name,
               std::string(rules.provider->name), quoted_list(reference_options(*rules.provider)));
    name_environments(added, where);
  }
  pinned(rules, binding, where);
  permitted(rules, binding.values[static_cast<std::size_t>(SecretField::name)], where);
}

/// One constant of a reference against its provider's rule.
void Checker::reference_text(const FieldSpec& row, ExprId value, ScopeMask where) {
  const auto written = row.rule ? spelled_constant(value) : std::nullopt;
  if (!written) return;
  if (const auto problem = row.rule(*written))
    name_environments(report_problem(value, *row.rule_message, *written, *problem), where);
}

/// The reference as a whole against what its vault pins.
void Checker::pinned(const VaultRules& rules, const Binding& binding, ScopeMask where) {
  const PinRules* pins = rules.provider->pins;
  if (!pins || !pins->reference || !rules.vault->sound) return;
  const auto value_of = [&](SecretField field) {
    return binding.values[static_cast<std::size_t>(field)];
  };
  const auto text_of = [&](SecretField field) {
    return value_of(field) == ExprId::none ? std::nullopt : spelled_constant(value_of(field));
  };
  const ReferenceText reference{text_of(SecretField::name), text_of(SecretField::version),
                                text_of(SecretField::stage)};
  std::vector<PinProblem> problems;
  pins->reference(*rules.vault, reference, problems);
  for (const PinProblem& found : problems) {
    const bool of_name = found.field == "name";
    const ExprId value = value_of(of_name ? SecretField::name : SecretField::version);
    const std::string& written = *(of_name ? reference.name : reference.version);
    name_environments(report_problem(value, *found.message, written, found.problem), where);
  }
}

Span Checker::argument_span(Arguments arguments, ExprId value) const {
  for (const Argument& argument : tree_.list(arguments))
    if (argument.value == value && !argument.name.empty()) return join(argument.name, span(value));
  return span(value);
}

void Checker::permitted(const VaultRules& rules, ExprId name, ScopeMask where) {
  if (name == ExprId::none) return;
  const auto written = constant_text(name);
  if (!written) return;
  std::string permits = rules.allows(*written) ? std::string() : rules.allowed;
  if (permits.empty() && rules.vault->provider == ProviderId::env)
    permits = what_env_permits(*rules.vault, *written);
  if (permits.empty()) return;
  const std::string secret(*written);
  name_environments(report(span(name), diag::name_not_allowed, rules.vault->name, secret, permits),
                    where);
}

}  // namespace keyplate::compiler
