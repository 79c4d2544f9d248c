#pragma once
// A command line, read by the rows of commands.h: options anywhere, `--name value`, `--name=value`,
// `-n value`, `--` before operands that begin with a dash. What comes out is complete and
// well-typed as far as the rows say: no required operand is missing, every choice is one of its
// choices.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "cli/commands.h"

namespace keyplate::cli {

/// An option as it was given.
struct Given {
  const OptionSpec* option = nullptr;
  std::string value;  ///< empty for a flag, or where an optional value was left out
  bool has_value = false;
};

class Arguments {
 public:
  /// Null: `--help` or `--version` without a command.
  const CommandSpec* command() const { return command_; }
  bool help() const { return help_; }
  bool version() const { return version_; }

  /// REQUIRES, here and below: the command's rows have an option of that name.
  bool has(std::string_view option) const;
  /// The value given, else the row's fallback, else nothing.
  std::optional<std::string> value(std::string_view option) const;
  /// Every value of a repeatable option.
  std::vector<std::string> values(std::string_view option) const;
  /// All options in the order in which they stand on the command line.
  const std::vector<Given>& given() const { return given_; }
  const std::vector<std::string>& operands() const { return operands_; }
  /// The operand in that position, or nothing.
  std::optional<std::string> operand(std::size_t index) const;

 private:
  friend class ArgumentReader;

  const CommandSpec* command_ = nullptr;
  bool help_ = false;
  bool version_ = false;
  std::vector<Given> given_;
  std::vector<std::string> operands_;
};

/// Why a command line makes no sense, and for which command, if that was clear.
struct UsageError {
  std::string message;
  const CommandSpec* command = nullptr;
};

/// REQUIRES: `words` without the program's own name.
tl::expected<Arguments, UsageError> parse_arguments(std::span<const char* const> words);

/// The help of the program, or of one command.
std::string help_text();
std::string help_text(const CommandSpec& command);
/// `usage: keyplate check [OPTIONS] [PATH...]`
std::string usage_line(const CommandSpec* command);

}  // namespace keyplate::cli
