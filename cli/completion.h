#pragma once
// Completion of command lines, as scripts for the shells: written out from the command table, so
// that a key press starts no program. Names of vaults and environments, which only a workspace
// knows, are not completed. One file completion_SHELL.cpp each.

#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"

namespace keyplate::cli {

inline constexpr std::string_view completed_shells[] = {"bash", "zsh", "fish"};

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

/// What is offered for an operand or the value of an option: words, else files, else nothing.
struct Offer {
  std::vector<std::string_view> words;
  bool files = false;
};
Offer offer(const OptionSpec& option);
Offer offer(const OperandSpec& operand);

/// Whether the next word is its value.
bool takes_word(const OptionSpec& option);

/// The command's own options and the shared ones; without a command, those alone.
std::vector<const OptionSpec*> options_of(const CommandSpec* command);

/// `--output`, and `-o` where there is a short form.
std::vector<std::string> spellings(const OptionSpec& option);

std::string joined(const std::vector<std::string_view>& words, std::string_view separator);

/// `text` with a backslash before each character that is one of `special`.
std::string with_backslashes(std::string_view text, std::string_view special);

}  // namespace keyplate::cli
