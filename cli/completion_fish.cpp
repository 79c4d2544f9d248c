#include <fmt/core.h>

#include "cli/completion.h"

namespace keyplate::cli {
namespace {

constexpr std::string_view fish_head =
    R"(# Completion of keyplate for fish, printed by `keyplate completion fish`.

# The command before the cursor, and how many operands it has there.
function __keyplate_words
    set -l command ''
    set -l operands 0
    set -l is_value 0
    set -l ended 0
    for word in (commandline -opc)[2..-1]
        if test $is_value = 1
            set is_value 0
        else if test $ended = 0 -a "$word" = --
            set ended 1
        else if test $ended = 0; and string match -q -- '-*' $word
            __keyplate_takes_word "$command $word"; and set is_value 1
        else if test -z "$command"
            set command $word
        else
            set operands (math $operands + 1)
        end
    end
    echo $command
    echo $operands
end

# __keyplate_at COMMAND [OPERAND]
function __keyplate_at
    set -l words (__keyplate_words)
    test "$words[1]" = "$argv[1]"; or return 1
    test (count $argv) = 1; or test "$words[2]" = "$argv[2]"
end
)";

std::string fish_text(std::string_view text) {
  return fmt::format("'{}'", with_backslashes(text, "\\'"));
}

std::string fish_offer(const Offer& offered) {
  if (!offered.words.empty())
    return fmt::format(" -f -a {}", fish_text(joined(offered.words, " ")));
  return offered.files ? " -F" : " -f";
}

std::string fish_line(std::string_view condition, std::string_view rest) {
  const std::string when = condition.empty() ? "" : fmt::format(" -n {}", fish_text(condition));
  return fmt::format("complete -c keyplate{}{}\n", when, rest);
}

std::string fish_option(const OptionSpec& option, std::string_view condition) {
  std::string rest = fmt::format(" -l {}", option.field.name);
  if (option.letter != 0) rest += fmt::format(" -s {}", option.letter);
  if (takes_word(option)) rest += " -r" + fish_offer(offer(option));
  return fish_line(condition, fmt::format("{} -d {}", rest, fish_text(option.field.doc)));
}

/// The options whose next word is a value, each behind its command.
std::string fish_takes_word() {
  std::string cases;
  const auto add = [&](std::string_view command, const OptionSpec& option) {
    if (!takes_word(option)) return;
    for (const std::string& spelling : spellings(option))
      cases += fmt::format(" '{} {}'", command, spelling);
  };
  for (const OptionSpec& option : shared_options()) add("*", option);
  for (const CommandSpec& command : commands()) {
    for (const auto group : command.options)
      for (const OptionSpec& option : group) add(command.name, option);
  }
  return fmt::format(
      "\nfunction __keyplate_takes_word\n    switch $argv[1]\n        case{}\n            return "
      "0\n"
      "    end\n    return 1\nend\n",
      cases);
}

std::string fish_command(const CommandSpec& command) {
  const std::string condition = fmt::format("__keyplate_at {}", command.name);
  std::string lines = fmt::format("\n# {}\n", command.name);
  for (const auto group : command.options)
    for (const OptionSpec& option : group) lines += fish_option(option, condition);
  for (std::size_t i = 0; i < command.operands.size(); ++i) {
    const OperandSpec& operand = command.operands[i];
    const Offer offered = offer(operand);
    if (offered.words.empty() && !offered.files) continue;
    const std::string place = operand.repeatable ? condition : fmt::format("{} {}", condition, i);
    lines += fish_line(place, fish_offer(offered));
  }
  return lines;
}

}  // namespace

std::string fish_completion() {
  std::string script = std::string(fish_head) + fish_takes_word();
  script += "\ncomplete -c keyplate -f\n";
  for (const CommandSpec& command : commands())
    script += fish_line("__keyplate_at ''",
                        fmt::format(" -a {} -d {}", command.name, fish_text(command.doc)));
  script += fish_line("__keyplate_at ''", " -l version -d 'show the version'");
  script += fish_line("", " -l help -s h -d 'show help'");
  for (const OptionSpec& option : shared_options()) script += fish_option(option, "");
  for (const CommandSpec& command : commands()) script += fish_command(command);
  return script;
}

}  // namespace keyplate::cli
