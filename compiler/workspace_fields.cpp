#include "compiler/workspace_fields.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/duration.h"
#include "compiler/glob.h"
#include "compiler/names_text.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

// clang-format off
constexpr FieldSpec jwt_sources[] = {
    {"env", FieldType::string, "The environment variable that holds it."},
    {"file", FieldType::credential_path, "The file that holds it."},
    {"command", FieldType::string_list, "The program that prints it, as an absolute path, and its arguments."},
    {"github_oidc", FieldType::string, "The audience of a GitHub Actions token."},
};
// clang-format on
constexpr std::string_view credential_forms =
    "`{ env = \"NAME\" }`, `{ file = \"PATH\" }` or `{ command = [\"/PROGRAM\"] }`";
constexpr std::string_view jwt_forms =
    "`{ env = \"NAME\" }`, `{ file = \"PATH\" }`, `{ command = [\"/PROGRAM\"] }` or `{ github_oidc "
    "= \"AUDIENCE\" }`";

std::string_view type_name(const TomlValue& value) {
  constexpr std::string_view names[] = {"a string", "an integer", "a number", "a boolean",
                                        "a date",   "a list",     "a table"};
  return names[value.value.index()];
}

}  // namespace

std::span<const FieldSpec> credential_sources(FieldType type) {
  const std::span<const FieldSpec> all = jwt_sources;
  return type == FieldType::jwt ? all : all.first(3);
}

Span FieldReader::part(const TomlValue& value, const TomlString& text,
                       const NameProblem& problem) const {
  if (problem.size == 0 || problem.offset + problem.size >= text.offsets.size()) return value.span;
  return {text.offsets[problem.offset], text.offsets[problem.offset + problem.size]};
}

void FieldReader::wrong_type(std::string_view key, const TomlValue& value,
                             std::string_view expected) {
  sink_.report(source_, value.span, diag::wrong_type, visible(key), type_name(value), expected);
}

void FieldReader::check_keys(const TomlTable& table, std::span<const FieldSpec* const> fields,
                             const Owner& owner) {
  std::vector<std::string_view> known;
  for (const FieldSpec* field : fields) known.push_back(field->name);
  for (const TomlEntry& entry : table) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    sink_
        .report(source_, entry.key_span, diag::unknown_setting, owner.name, shown(entry.key),
                hint(entry.key, known))
        .fix = replacement(source_, entry.key_span, entry.key, known, ChosenBy::us);
  }
  for (const FieldSpec* field : fields) {
    if (field->required && find(table, field->name) == nullptr)
      sink_.report(source_, owner.span, diag::missing_setting, owner.name,
                   fmt::format("`{}`", field->name));
  }
}

void FieldReader::check(const TomlTable& table, std::span<const FieldSpec> fields,
                        const Owner& owner) {
  std::vector<const FieldSpec*> rows;
  for (const FieldSpec& field : fields) rows.push_back(&field);
  check_keys(table, rows, owner);
  for (const TomlEntry& entry : table)
    if (const FieldSpec* field = find(fields, entry.key))
      check_value(entry.key, entry.value, *field);
}

bool FieldReader::check_value(std::string_view key, const TomlValue& value,
                              const FieldSpec& field) {
  switch (field.type) {
    case FieldType::any:
      return true;
    case FieldType::auth:
    case FieldType::table:
      return expect<TomlTable>(key, value, name(field.type)) != nullptr;
    case FieldType::boolean:
      return expect<bool>(key, value, name(field.type)) != nullptr;
    case FieldType::integer:
      return check_integer(key, value, field);
    case FieldType::number:
      if (value.as<TomlInteger>() != nullptr) return true;
      return expect<TomlFloat>(key, value, name(field.type)) != nullptr;
    case FieldType::duration:
      return check_duration(key, value, field);
    case FieldType::string_list:
    case FieldType::glob_list:
      return check_list(key, value, field);
    case FieldType::string_map:
      return check_map(key, value);
    case FieldType::credential:
    case FieldType::jwt:
      return check_credential(key, value, field);
    case FieldType::string:
    case FieldType::choice:
    case FieldType::path:
    case FieldType::credential_path:
    case FieldType::glob:
    case FieldType::url:
      return check_string(key, value, field);
  }
  return true;
}

bool FieldReader::check_string(std::string_view key, const TomlValue& value,
                               const FieldSpec& field) {
  const auto* text = expect<TomlString>(key, value, name(field.type));
  if (text == nullptr) return false;
  if (field.type == FieldType::glob) return check_glob(value, *text);
  if (!is_literal(key, value)) return false;
  if (!field.choices.empty()) return check_choice(key, value, field);
  if (field.type == FieldType::url && !check_url(value, *text)) return false;
  return check_rule(value, field);
}

bool FieldReader::check_list(std::string_view key, const TomlValue& value, const FieldSpec& field) {
  const auto* list = expect<TomlArray>(key, value, name(field.type));
  if (list == nullptr) return false;
  FieldSpec item = field;
  item.type = field.type == FieldType::glob_list ? FieldType::glob : FieldType::string;
  const std::string item_key = fmt::format("{}[...]", key);
  bool right = true;
  for (const TomlValue& element : *list) right = check_string(item_key, element, item) && right;
  return right;
}

bool FieldReader::check_map(std::string_view key, const TomlValue& value) {
  const auto* table = expect<TomlTable>(key, value, name(FieldType::string_map));
  if (table == nullptr) return false;
  FieldSpec item;
  bool right = true;
  for (const TomlEntry& entry : *table)
    right = check_string(fmt::format("{}.{}", key, entry.key), entry.value, item) && right;
  return right;
}

bool FieldReader::check_integer(std::string_view key, const TomlValue& value,
                                const FieldSpec& field) {
  const auto* integer = expect<TomlInteger>(key, value, name(field.type));
  if (integer == nullptr) return false;
  if (integer->value >= field.least && integer->value <= field.most) return true;
  sink_.report(source_, value.span, diag::out_of_range, visible(key), integer->spelling,
               fmt::format("it is between {} and {}", field.least, field.most));
  return false;
}

bool FieldReader::check_duration(std::string_view key, const TomlValue& value,
                                 const FieldSpec& field) {
  std::string text = "0";
  const auto* integer = value.as<TomlInteger>();
  if (integer == nullptr || integer->value != 0) {
    const auto* written = expect<TomlString>(key, value, name(FieldType::duration));
    if (written == nullptr || !is_literal(key, value)) return false;
    text = written->text;
  }
  const auto duration = parse_duration(text);
  if (!duration) {
    sink_.report(source_, value.span, diag::bad_duration, shown(text));
    return false;
  }
  if (duration->count() >= field.least && duration->count() <= field.most) return true;
  sink_.report(source_, value.span, diag::out_of_range, visible(key), shown(text),
               fmt::format("it is between `{}` and `{}`", duration_text(field.least),
                           duration_text(field.most)));
  return false;
}

bool FieldReader::check_credential(std::string_view key, const TomlValue& value,
                                   const FieldSpec& field) {
  const bool jwt = field.type == FieldType::jwt;
  const auto* table = value.as<TomlTable>();
  if (table == nullptr) {
    // Whatever it is, it may be the credential: nothing of it is shown.
    sink_.report(source_, value.span, diag::literal_credential, visible(key),
                 jwt ? jwt_forms : credential_forms);
    return false;
  }
  const std::size_t before = sink_.size();
  const Owner owner{fmt::format("`{}`", visible(key)), value.span};
  check(*table, credential_sources(field.type), owner);
  std::vector<std::string_view> names;
  for (const FieldSpec& source : credential_sources(field.type)) names.push_back(source.name);
  if (sink_.size() == before) {
    const Alternatives one[] = {{names, true}};
    check_alternatives(*table, one, owner);
  }
  return sink_.size() == before;
}

bool FieldReader::check_choice(std::string_view key, const TomlValue& value,
                               const FieldSpec& field) {
  const std::string& text = value.as<TomlString>()->text;
  const auto& choices = field.choices;
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return true;
  sink_
      .report(source_, value.span, diag::wrong_choice, shown(text), visible(key),
              hint(text, choices))
      .fix = replacement(source_, value.span, text, choices, ChosenBy::us);
  return false;
}

bool FieldReader::check_rule(const TomlValue& value, const FieldSpec& field) {
  if (field.rule == nullptr) return true;
  const auto& text = *value.as<TomlString>();
  const auto problem = field.rule(text.text);
  if (!problem) return true;
  sink_
      .report(source_, part(value, text, *problem), *field.rule_message, shown(text.text),
              problem->reason)
      .severity = problem->severity;
  return problem->severity != Severity::error;
}

bool FieldReader::check_glob(const TomlValue& value, const TomlString& glob) {
  const auto problem = glob_problem(glob.text);
  if (!problem) return true;
  sink_.report(source_, part(value, glob, *problem), diag::bad_glob, shown(glob.text),
               problem->reason);
  return false;
}

bool FieldReader::check_url(const TomlValue& value, const TomlString& url) {
  const std::string_view text = url.text;
  const auto refuse = [&](std::string_view shown_part, const char* reason) {
    sink_.report(source_, value.span, diag::bad_url, shown(shown_part), reason);
    return false;
  };
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos ||
      (text.substr(0, scheme) != "https" && text.substr(0, scheme) != "http"))
    return refuse(text.substr(0, text.find_first_of("@?#")),
                  "is no URL; it begins with `https://`");
  const std::string_view rest = text.substr(scheme + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  // What stands before the `@` or behind the `?` may be a password or token.
  if (host.find('@') != std::string_view::npos)
    return refuse(text.substr(0, scheme + 3),
                  "is followed by a user name; a URL here names only a host");
  if (rest.find_first_of("?#") != std::string_view::npos)
    return refuse(text.substr(0, text.find_first_of("?#")),
                  "is followed by a query or fragment; a URL here names only a host");
  if (host.empty() || host.find_first_of(" \t\r\n\\\"<>") != std::string_view::npos)
    return refuse(text, "names no host");
  return true;
}

/// A setting is what it says; one with an island in it was meant to be something else.
bool FieldReader::is_literal(std::string_view key, const TomlValue& value) {
  const auto& text = *value.as<TomlString>();
  for (const std::string_view opener : {"{{", "{%", "{#"}) {
    const std::size_t at = text.text.find(opener);
    if (at == std::string::npos) continue;
    sink_.report(source_, part(value, text, {at, opener.size(), {}}), diag::template_in_setting,
                 visible(key));
    return false;
  }
  return true;
}

void FieldReader::check_alternatives(const TomlTable& table,
                                     std::span<const Alternatives> alternatives,
                                     const Owner& owner) {
  for (const Alternatives& group : alternatives) {
    std::vector<std::pair<std::string_view, const TomlEntry*>> written;
    for (const TomlEntry& entry : table) {
      for (const std::string_view name : group.names) {
        const std::string_view first = name.substr(0, name.find('+'));
        if (first == entry.key) written.emplace_back(first, &entry);
      }
    }
    for (std::size_t i = 1; i < written.size(); ++i) {
      Diagnostic& added =
          sink_.report(source_, written[i].second->key_span, diag::conflicting_settings, owner.name,
                       written[0].first, written[i].first);
      added.related.push_back({{source_, written[0].second->key_span}, "the other one"});
    }
    if (group.required && written.empty()) missing_alternatives(group, owner);
    check_companions(table, group, owner);
  }
}

void FieldReader::missing_alternatives(const Alternatives& group, const Owner& owner) {
  std::string listed;
  for (std::size_t i = 0; i < group.names.size(); ++i) {
    const std::string_view joiner = i == 0 ? "" : i + 1 == group.names.size() ? " or " : ", ";
    listed += joiner;
    std::string_view rest = group.names[i];
    for (std::size_t plus = rest.find('+'); plus != std::string_view::npos; plus = rest.find('+')) {
      listed += fmt::format("`{}` with ", rest.substr(0, plus));
      rest.remove_prefix(plus + 1);
    }
    listed += fmt::format("`{}`", rest);
  }
  sink_.report(source_, owner.span, diag::missing_setting, owner.name, listed);
}

/// Of `a+b` both must be there, or neither.
void FieldReader::check_companions(const TomlTable& table, const Alternatives& group,
                                   const Owner& owner) {
  for (std::string_view rest : group.names) {
    const std::size_t plus = rest.find('+');
    if (plus == std::string_view::npos) continue;
    const std::string_view first = rest.substr(0, plus);
    const std::string_view second = rest.substr(plus + 1);
    if (find(table, first) != nullptr && find(table, second) == nullptr)
      sink_.report(source_, owner.span, diag::missing_setting, owner.name,
                   fmt::format("`{}` beside `{}`", second, first));
  }
}

std::vector<std::string> strings(const TomlTable& table, std::string_view key) {
  std::vector<std::string> texts;
  const TomlValue* value = find(table, key);
  const auto* list = value == nullptr ? nullptr : value->as<TomlArray>();
  if (list == nullptr) return texts;
  for (const TomlValue& element : *list)
    if (const auto* text = element.as<TomlString>()) texts.push_back(text->text);
  return texts;
}

std::optional<std::string> string(const TomlTable& table, std::string_view key) {
  const TomlValue* value = find(table, key);
  const auto* text = value == nullptr ? nullptr : value->as<TomlString>();
  if (text == nullptr) return std::nullopt;
  return text->text;
}

}  // namespace keyplate::compiler
