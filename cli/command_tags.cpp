#include <fmt/core.h>

#include <algorithm>

#include "cli/arguments.h"
#include "cli/console.h"
#include "compiler/suggest.h"
#include "compiler/tables.h"

namespace keyplate::cli {
namespace {

using compiler::FieldSpec;
using compiler::FieldType;

/// `secret(vault, name, key=, path=)`: required arguments by name, the others as keywords.
std::string signature(const compiler::TagSpec& tag) {
  std::string text = fmt::format("{}(", tag.name);
  for (const FieldSpec& field : tag.fields) {
    text += fmt::format("{}{}{}", &field == tag.fields.data() ? "" : ", ", field.name,
                        field.required ? "" : "=");
  }
  return text + ")";
}

std::string_view note(const compiler::TagSpec& tag) {
  return tag.needs_app ? " (needs a running Insomnia: checked, never rendered)" : "";
}

std::string describe(const FieldSpec& field) {
  std::string text = fmt::format("  {:<12} {}{}: {}", field.name, name(field.type),
                                 field.required ? ", required" : "", field.doc);
  for (const std::string_view choice : field.choices) {
    text += fmt::format("{}`{}`{}", choice == field.choices.front() ? " One of " : ", ", choice,
                        choice == field.choices.back() ? "." : "");
  }
  if (!field.fallback.empty()) text += fmt::format(" Absent: `{}`.", field.fallback);
  return text + "\n";
}

std::string describe(const compiler::TagSpec& tag) {
  std::string text = fmt::format("{}\n{}{}\n", signature(tag), tag.doc, note(tag));
  if (!tag.fields.empty()) text += "\nArguments:\n";
  for (const FieldSpec& field : tag.fields) text += describe(field);
  return text + fmt::format("\nExample:\n  {}\n", tag.example);
}

ExitCode describe_one(const std::string& name, Console& console) {
  if (const auto id = compiler::find_tag(name)) {
    console.out.write(describe(compiler::spec(*id)));
    return ExitCode::ok;
  }
  console.say(fmt::format("no tag is named `{}`{}", name, compiler::hint(name, tag_names())));
  return ExitCode::usage;
}

}  // namespace

std::vector<std::string_view> tag_names() {
  std::vector<std::string_view> names;
  for (const compiler::TagSpec& tag : compiler::tags()) names.push_back(tag.name);
  return names;
}

ExitCode run_tags(const Arguments& arguments, Console& console) {
  if (const auto name = arguments.operand(0)) return describe_one(*name, console);
  for (const compiler::TagSpec& tag : compiler::tags())
    console.out.write(fmt::format("{}\n    {}{}\n", signature(tag), tag.doc, note(tag)));
  return ExitCode::ok;
}

}  // namespace keyplate::cli
