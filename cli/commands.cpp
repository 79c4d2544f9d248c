#include "cli/commands.h"

namespace keyplate::cli {
namespace {

using compiler::FieldSpec;
using compiler::FieldType;

// clang-format off

constexpr std::string_view color_choices[] = {"auto", "always", "never"};

constexpr OptionSpec shared_rows[] = {
    {FieldSpec{.name = "workspace", .type = FieldType::path, .doc = "the workspace: a keyplate.toml or its folder, instead of the nearest one upwards"}, "PATH"},
    {FieldSpec{.name = "env", .doc = "the environment, instead of the workspace's default"}, "NAME"},
    {FieldSpec{.name = "color", .type = FieldType::choice, .doc = "whether to colour what a terminal shows", .fallback = "auto", .choices = color_choices}, "WHEN"},
    {FieldSpec{.name = "quiet", .type = FieldType::boolean, .doc = "say only what went wrong"}, "", false, 'q'},
    {FieldSpec{.name = "verbose", .type = FieldType::boolean, .doc = "say more about what is done"}, "", false, 'v'},
    {FieldSpec{.name = "no-input", .type = FieldType::boolean, .doc = "ask nothing; what needs an answer fails"}},
    {FieldSpec{.name = "timeout", .type = FieldType::duration, .doc = "how long all reads together may take", .fallback = "30s"}, "DURATION"},
};

constexpr OptionSpec variable_rows[] = {
    {FieldSpec{.name = "context", .type = FieldType::path, .doc = "variables from the object in a JSON file"}, "FILE", true},
    {FieldSpec{.name = "set", .doc = "a variable with that text; `a.b` reaches into a table"}, "NAME=TEXT", true},
    {FieldSpec{.name = "set-json", .doc = "a variable with that JSON value"}, "NAME=JSON", true},
    {FieldSpec{.name = "set-file", .doc = "a variable with the text of a file, as a secret"}, "NAME=FILE", true},
    {FieldSpec{.name = "set-env", .doc = "a variable with the text of a process variable, as a secret"}, "NAME=VARIABLE", true},
};

// --- tags ---
constexpr OperandSpec tags_operands[] = {
    {FieldSpec{.name = "NAME", .doc = "a tag, to show its arguments and an example"}},
};

// --- explain ---
constexpr OperandSpec explain_operands[] = {
    {FieldSpec{.name = "CODE", .doc = "the code of a diagnostic, such as `unknown-tag`", .required = true}},
};

constexpr CommandSpec command_rows[] = {
    {"tags", "list the tags that templates may use", tags_operands, {}, {},
     "keyplate tags secret", run_tags},
    {"explain", "say what a diagnostic means and what to write instead", explain_operands, {}, {},
     "keyplate explain expected-expression", run_explain},
};

// clang-format on

const OptionSpec* find_in(std::span<const OptionSpec> options, std::string_view name) {
  for (const OptionSpec& option : options) {
    if (option.field.name == name) return &option;
    if (option.letter != 0 && name.size() == 2 && name[0] == '-' && name[1] == option.letter)
      return &option;
  }
  return nullptr;
}

}  // namespace

std::span<const CommandSpec> commands() {
  return command_rows;
}

const CommandSpec* find_command(std::string_view name) {
  for (const CommandSpec& command : command_rows) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

std::span<const OptionSpec> shared_options() {
  return shared_rows;
}

std::span<const OptionSpec> variable_options() {
  return variable_rows;
}

const OptionSpec* find_option(const CommandSpec* command, std::string_view name) {
  if (const OptionSpec* const shared = find_in(shared_rows, name)) return shared;
  if (command == nullptr) return nullptr;
  for (const auto group : command->options) {
    if (const OptionSpec* const own = find_in(group, name)) return own;
  }
  return nullptr;
}

}  // namespace keyplate::cli
