#include <fmt/core.h>

#include "compiler/describe.h"
#include "compiler/tables.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view filters_introduction =
    "# Filters, tests and functions\n\n"
    "Printed from the rows that check a template. They are Nunjucks' own unless marked; as in\n"
    "Nunjucks, an argument is given by its place, and by its name only where that is said.\n";

std::string signature(std::string_view name, std::span<const FieldSpec> fields) {
  std::string listed;
  for (const FieldSpec& field : fields) {
    listed += listed.empty() ? "" : ", ";
    listed += field.name;
  }
  return fields.empty() ? std::string(name) : fmt::format("{}({})", name, listed);
}

std::string arguments(std::span<const FieldSpec> fields) {
  std::string text = fields.empty() ? "" : "\n";
  for (const FieldSpec& field : fields) {
    std::string remark;
    if (field.required) remark = " (needed)";
    if (!field.fallback.empty()) remark = fmt::format(" (`{}`)", field.fallback);
    text += fmt::format("- `{}`{}: {}\n", field.name, remark, field.doc);
  }
  return text;
}

std::string filter(const FilterSpec& spec) {
  std::string text = fmt::format("\n### {}\n\n{}", signature(spec.name, spec.fields), spec.doc);
  if (spec.ours) text += " keyplate's own.";
  if (spec.keywords && !spec.fields.empty()) text += " Takes its arguments by name too.";
  return text + fmt::format("\n\n    {}\n", spec.example) + arguments(spec.fields);
}

std::string function(const GlobalSpec& spec) {
  const std::string head =
      spec.variadic ? fmt::format("{}(...)", spec.name) : signature(spec.name, spec.fields);
  return fmt::format("\n### {}\n\n{}\n\n    {}\n", head, spec.doc, spec.example) +
         arguments(spec.fields);
}

}  // namespace

std::string describe_filters() {
  std::string text(filters_introduction);
  text += "\n## Filters\n";
  for (const FilterSpec& spec : filters()) text += filter(spec);
  text += "\n## Tests\n\n| `x is ...` | holds for | |\n| --- | --- | --- |\n";
  for (const TestSpec& spec : tests())
    text += fmt::format("| `{}` | {} | `{}` |\n", spec.name, spec.doc, spec.example);
  text += "\n## Functions\n";
  for (const GlobalSpec& spec : globals()) text += function(spec);
  return text;
}

}  // namespace keyplate::compiler
