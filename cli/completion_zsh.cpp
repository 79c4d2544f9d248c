#include <fmt/core.h>

#include <algorithm>

#include "cli/completion.h"

namespace keyplate::cli {
namespace {

constexpr std::string_view zsh_head =
    R"(#compdef keyplate
# Completion of keyplate for zsh, printed by `keyplate completion zsh`.
_keyplate() {
  local curcontext=$curcontext state line ret=1
  typeset -A opt_args
)";

/// In single quotes, and without what `_arguments` reads itself.
std::string zsh_text(std::string_view text) {
  std::string quoted;
  for (const char c : with_backslashes(text, "\\:[]"))
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted;
}

std::string zsh_action(const Offer& offered) {
  if (!offered.words.empty()) return fmt::format("({})", joined(offered.words, " "));
  return offered.files ? "_files" : " ";
}

/// The options that don't go with this one, itself among them unless it may come again.
std::string zsh_exclusions(const OptionSpec& option, const CommandSpec* command) {
  std::string listed;
  const auto exclude = [&](const OptionSpec& other) {
    for (const std::string& spelling : spellings(other))
      listed += fmt::format("{}{}", listed.empty() ? "" : " ", spelling);
  };
  if (!option.repeatable) exclude(option);
  if (command != nullptr) {
    for (const Conflict& conflict : command->conflicts) {
      const bool first = conflict.first == option.field.name;
      if (!first && conflict.second != option.field.name) continue;
      const OptionSpec* const other =
          find_option(command, first ? conflict.second : conflict.first);
      if (other != nullptr) exclude(*other);
    }
  }
  return listed.empty() ? "" : fmt::format("({})", listed);
}

std::string zsh_option(const OptionSpec& option, const CommandSpec* command) {
  std::string lines;
  for (const std::string& spelling : spellings(option)) {
    const bool is_long = spelling.starts_with("--");
    const bool flag = option.field.type == compiler::FieldType::boolean;
    const std::string_view sign = flag ? "" : option.optional_value ? "=-" : is_long ? "=" : "+";
    lines += fmt::format("      '{}{}{}{}[{}]", zsh_exclusions(option, command),
                         option.repeatable ? "*" : "", spelling, sign, zsh_text(option.field.doc));
    if (!flag)
      lines += fmt::format("{}:{}:{}", option.optional_value ? ":" : "",
                           zsh_text(option.placeholder), zsh_action(offer(option)));
    lines += "' \\\n";
  }
  return lines;
}

std::string zsh_options(const CommandSpec* command) {
  std::string lines;
  for (const OptionSpec* const option : options_of(command)) lines += zsh_option(*option, command);
  return lines + "      '(- *)'{-h,--help}'[show help]' \\\n";
}

std::string zsh_operand(const OperandSpec& operand) {
  return fmt::format("      '{}{}:{}:{}' \\\n", operand.repeatable ? "*" : "",
                     operand.field.required || operand.repeatable ? "" : ":",
                     zsh_text(operand.field.name), zsh_action(offer(operand)));
}

std::string zsh_command(const CommandSpec& command) {
  std::string text = fmt::format("    {})\n      _arguments -S \\\n", command.name);
  text += zsh_options(&command);
  for (const OperandSpec& operand : command.operands) text += zsh_operand(operand);
  return text + "      && ret=0\n      ;;\n";
}

}  // namespace

std::string zsh_completion() {
  std::string script(zsh_head);
  script += "  _arguments -C -S \\\n" + zsh_options(nullptr) +
            "      '(- *)--version[show the version]' \\\n"
            "      '1:command:->command' \\\n      '*::argument:->arguments' && ret=0\n"
            "  case $state in\n  command)\n    local -a commands=(\n";
  for (const CommandSpec& command : commands())
    script += fmt::format("      '{}:{}'\n", command.name, zsh_text(command.doc));
  script +=
      "    )\n    _describe -t commands command commands && ret=0\n    ;;\n  arguments)\n"
      "    case $words[1] in\n";
  for (const CommandSpec& command : commands()) script += zsh_command(command);
  return script +
         "    esac\n    ;;\n  esac\n  return ret\n}\n\n"
         "# In a folder of $fpath this file is the function; otherwise it was sourced.\n"
         "if [[ $funcstack[1] == _keyplate ]]; then\n  _keyplate \"$@\"\nelse\n"
         "  compdef _keyplate keyplate\nfi\n";
}

}  // namespace keyplate::cli
