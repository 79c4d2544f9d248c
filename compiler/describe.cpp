#include "compiler/describe.h"

#include <fmt/core.h>

#include "compiler/settings.h"
#include "compiler/tables.h"
#include "compiler/workspace_fields.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view settings_introduction =
    "# The workspace file\n\n"
    "Every table and setting of `keyplate.toml`, printed from the rows that check it. A setting "
    "that\n"
    "is written must be one of these; none but those marked *needed* has to be.\n\n"
    "Globs know `*`, `**`, `?` and `{a,b}`, and start from the workspace's folder. Durations are\n"
    "written `90s`, `30m` or `1h30m`. A file has at most 1 MiB, 256 environments, and 5,000 keys "
    "in a\n"
    "table.\n";

constexpr std::string_view credentials =
    "\n## Credentials\n\n"
    "A credential is never written into the file, only where it comes from; one of:\n\n";

constexpr std::string_view commands =
    "\nA command is run without a shell, with nothing on its input, for 60 seconds at most; it "
    "prints\n"
    "up to 64 KiB.\n";

std::string choices(const FieldSpec& field) {
  std::string listed;
  for (const std::string_view choice : field.choices)
    listed += fmt::format("{}`{}`", listed.empty() ? "" : ", ", choice);
  return listed;
}

std::string type(const FieldSpec& field) {
  switch (field.type) {
    case FieldType::credential:
      return "credential";
    case FieldType::jwt:
      return "credential or `github_oidc`";
    case FieldType::auth:
      return "table, see `auth`";
    case FieldType::table:
      return "table";
    case FieldType::duration:
      return "duration";
    case FieldType::boolean:
      return "boolean";
    case FieldType::choice:
      return choices(field);
    default:
      break;
  }
  std::string_view text = name(field.type);
  for (const std::string_view article : {"a ", "an "})
    if (text.substr(0, article.size()) == article) text.remove_prefix(article.size());
  return field.choices.empty() ? std::string(text) : fmt::format("{}: {}", text, choices(field));
}

std::string row(const FieldSpec& field) {
  const std::string fallback = field.required           ? "*needed*"
                               : field.fallback.empty() ? ""
                                                        : fmt::format("`{}`", field.fallback);
  return fmt::format("| `{}` | {} | {} | {} |\n", field.name, type(field), fallback, field.doc);
}

std::string table(std::span<const FieldSpec> fields) {
  if (fields.empty()) return {};
  std::string text = "\n| setting | type | default | |\n| --- | --- | --- | --- |\n";
  for (const FieldSpec& field : fields) text += row(field);
  return text;
}

std::string alternatives(std::span<const Alternatives> groups) {
  std::string text;
  for (const Alternatives& group : groups) {
    std::string listed;
    for (const std::string_view name : group.names) {
      std::string together = fmt::format("`{}`", name);
      const std::size_t plus = together.find('+');
      if (plus != std::string::npos) together.replace(plus, 1, "` with `");
      listed += (listed.empty() ? "" : " or ") + together;
    }
    text +=
        fmt::format("\n{}: {}.\n", group.required ? "Exactly one of" : "At most one of", listed);
  }
  return text;
}

std::string provider(const ProviderSpec& spec) {
  std::string text = fmt::format("\n### provider = \"{}\"\n\n{}\n", spec.name, spec.doc);
  if (!spec.available) text += "\nChecked, but not read by this version.\n";
  text += table(spec.settings) + alternatives(spec.alternatives);
  for (const AuthSpec& auth : spec.auth)
    text += fmt::format("\n`auth = {{ type = \"{}\" }}`: {}\n", auth.type, auth.doc) +
            table(auth.fields) + alternatives(auth.alternatives);
  return text;
}

std::string vaults() {
  std::string text = "\nSettings of every vault:\n" + table(vault_settings());
  for (const ProviderSpec& spec : providers()) text += provider(spec);
  return text;
}

}  // namespace

std::string describe_workspace() {
  std::string text(settings_introduction);
  for (const SectionSpec& section : sections()) {
    text += fmt::format("\n## {}\n\n{}\n", section.title, section.doc);
    text += section.name == "vaults" ? vaults() : table(section.fields);
  }
  text += credentials;
  for (const FieldSpec& source : credential_sources(FieldType::jwt))
    text += fmt::format("- `{}`: {}\n", source.name, source.doc);
  return text + std::string(commands);
}

}  // namespace keyplate::compiler
