#include <fmt/core.h>

#include "cli/completion.h"

namespace keyplate::cli {
namespace {

// In bash `=` is a word of its own, so `--color=al` is three. Files are readline's own business,
// which knows how to quote them: where they belong nothing is offered; elsewhere that is turned
// off.
constexpr std::string_view bash_head =
    R"(# Completion of keyplate for bash, printed by `keyplate completion bash`.
_keyplate() {
  local cur=${COMP_WORDS[COMP_CWORD]} option= command= operand=0 ended= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ! $ended && ${COMP_WORDS[i]} == -- ]]; then
      ended=1
    elif [[ ! $ended && ${COMP_WORDS[i]} == -* ]]; then
      option=${COMP_WORDS[i]}
      if [[ ${COMP_WORDS[i + 1]-} == = ]]; then
        ((i++))
      else
        _keyplate_takes_word "$command $option" || continue
      fi
      ((++i < COMP_CWORD)) && continue
      [[ $cur == = ]] && cur=
      _keyplate_offer_value "$command $option"
      return
    elif [[ ! $command ]]; then
      command=${COMP_WORDS[i]}
    else
      ((operand++))
    fi
  done
  if [[ ! $ended && $cur == -* ]]; then
    _keyplate_offer_options "$command"
  elif [[ ! $command ]]; then
    _keyplate_offer @COMMANDS@
  else
    _keyplate_offer_operand "$command $operand"
  fi
}

_keyplate_offer() {
  compopt +o default +o bashdefault 2>/dev/null
  COMPREPLY=($(compgen -W "$*" -- "$cur"))
}
)";

std::string bash_offer(const Offer& offered) {
  if (offered.words.empty()) return offered.files ? "" : "_keyplate_offer ";
  return fmt::format("_keyplate_offer {} ", joined(offered.words, " "));
}

/// The patterns of an option behind its command; a shared one stands behind any.
std::string bash_patterns(std::string_view command, const OptionSpec& option) {
  const std::string begin = command == "*" ? "*\"" : fmt::format("\"{}", command);
  std::string patterns;
  for (const std::string& spelling : spellings(option))
    patterns += fmt::format("{}{} {}\"", patterns.empty() ? "" : " | ", begin, spelling);
  return patterns;
}

struct BashCases {
  std::string words;
  std::string value;
  std::string options;
  std::string operand;

  void add_option(std::string_view command, const OptionSpec& option) {
    const std::string patterns = bash_patterns(command, option);
    if (takes_word(option)) words += fmt::format("    {}) ;;\n", patterns);
    if (option.field.type != compiler::FieldType::boolean)
      value += fmt::format("    {}) {};;\n", patterns, bash_offer(offer(option)));
  }

  void add_names(const CommandSpec* command) {
    std::string names;
    for (const OptionSpec* const option : options_of(command)) {
      for (const std::string& spelling : spellings(*option)) names += spelling + " ";
    }
    options += fmt::format("    {}) _keyplate_offer {}--help -h{} ;;\n",
                           command == nullptr ? "''" : command->name, names,
                           command == nullptr ? " --version" : "");
  }

  void add(const CommandSpec& command) {
    for (const auto group : command.options)
      for (const OptionSpec& option : group) add_option(command.name, option);
    add_names(&command);
    for (std::size_t i = 0; i < command.operands.size(); ++i) {
      const OperandSpec& each = command.operands[i];
      const std::string place = each.repeatable ? fmt::format("\"{} \"*", command.name)
                                                : fmt::format("\"{} {}\"", command.name, i);
      operand += fmt::format("    {}) {};;\n", place, bash_offer(offer(each)));
    }
  }
};

std::string bash_function(std::string_view name, std::string_view cases,
                          std::string_view otherwise) {
  return fmt::format("\n{}() {{\n  case $1 in\n{}    *) {} ;;\n  esac\n}}\n", name, cases,
                     otherwise);
}

}  // namespace

std::string bash_completion() {
  std::vector<std::string_view> names;
  BashCases cases;
  cases.add_names(nullptr);
  for (const CommandSpec& command : commands()) {
    names.push_back(command.name);
    cases.add(command);
  }
  for (const OptionSpec& option : shared_options()) cases.add_option("*", option);
  std::string script(bash_head);
  constexpr std::string_view slot = "@COMMANDS@";
  script.replace(script.find(slot), slot.size(), joined(names, " "));
  return script + bash_function("_keyplate_takes_word", cases.words, "return 1") +
         bash_function("_keyplate_offer_value", cases.value, "_keyplate_offer") +
         bash_function("_keyplate_offer_options", cases.options, "_keyplate_offer") +
         bash_function("_keyplate_offer_operand", cases.operand, "_keyplate_offer") +
         "\ncomplete -o default -o bashdefault -F _keyplate keyplate\n";
}

}  // namespace keyplate::cli
