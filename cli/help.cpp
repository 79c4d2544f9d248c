#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "cli/arguments.h"

namespace keyplate::cli {
namespace {

constexpr std::size_t line_width = 96;
constexpr std::size_t widest_label = 28;

/// `text` broken at spaces, every line but the first indented by `indent`.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (!out.empty() && column + 1 + end > line_width) {
      out += fmt::format("\n{:{}}", "", indent);
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string label(const OptionSpec& option) {
  const std::string letter = option.letter == 0 ? "    " : fmt::format("-{}, ", option.letter);
  std::string value;
  if (!option.placeholder.empty())
    value = option.optional_value ? fmt::format("[={}]", option.placeholder)
                                  : fmt::format(" {}", option.placeholder);
  return fmt::format("{}--{}{}", letter, option.field.name, value);
}

std::string label(const OperandSpec& operand) {
  const std::string name = fmt::format("{}{}", operand.field.name, operand.repeatable ? "..." : "");
  return operand.field.required ? name : fmt::format("[{}]", name);
}

std::string description(const compiler::FieldSpec& field) {
  std::string text(field.doc);
  std::string choices;
  for (const std::string_view choice : field.choices)
    choices += fmt::format("{}{}", choices.empty() ? "" : ", ", choice);
  if (!choices.empty()) text += fmt::format(" ({})", choices);
  if (!field.fallback.empty()) text += fmt::format(" [default: {}]", field.fallback);
  return text;
}

void add_row(std::string& out, std::string_view left, std::string_view right) {
  constexpr std::size_t indent = 2 + widest_label + 2;
  out += fmt::format("  {:{}}", left, widest_label);
  out += left.size() > widest_label ? fmt::format("\n{:{}}", "", indent) : "  ";
  out += wrapped(right, indent);
  out += '\n';
}

void add_options(std::string& out, std::string_view title, std::span<const OptionSpec> options) {
  out += fmt::format("\n{}:\n", title);
  for (const OptionSpec& option : options) add_row(out, label(option), description(option.field));
}

}  // namespace

std::string usage_line(const CommandSpec* command) {
  if (command == nullptr) return "usage: keyplate COMMAND [OPTIONS] ...";
  std::string line = fmt::format("usage: keyplate {} [OPTIONS]", command->name);
  bool dashes = false;
  for (const OperandSpec& operand : command->operands) {
    if (operand.behind_dashes && !std::exchange(dashes, true)) line += " --";
    line += fmt::format(" {}", label(operand));
  }
  return line;
}

std::string help_text() {
  std::string out = "keyplate compiles plain text that refers to secrets, and resolves it.\n\n";
  out += usage_line(nullptr);
  out += "\n\nCommands:\n";
  for (const CommandSpec& command : commands()) add_row(out, command.name, command.doc);
  add_options(out, "Options of every command", shared_options());
  add_row(out, "-h, --help", "show this, or the help of a command");
  add_row(out, "    --version", "show the version");
  return out;
}

std::string help_text(const CommandSpec& command) {
  std::string out =
      fmt::format("keyplate {}: {}\n\n{}\n", command.name, command.doc, usage_line(&command));
  if (!command.operands.empty()) out += "\nOperands:\n";
  for (const OperandSpec& operand : command.operands)
    add_row(out, operand.field.name, description(operand.field));
  const auto is_variables = [](auto group) {
    return group.data() == variable_options().data();
  };
  std::vector<OptionSpec> own;
  for (const auto group : command.options) {
    if (!is_variables(group)) own.insert(own.end(), group.begin(), group.end());
  }
  if (!own.empty()) add_options(out, "Options", own);
  if (std::any_of(command.options.begin(), command.options.end(), is_variables))
    add_options(out, "Variables", variable_options());
  add_options(out, "Options of every command", shared_options());
  add_row(out, "-h, --help", "show this");
  if (!command.example.empty()) out += fmt::format("\nExample:\n  {}\n", command.example);
  return out;
}

}  // namespace keyplate::cli
