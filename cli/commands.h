#pragma once
// The command table: every command with its operands and options as rows. Parsing, the errors for
// wrong use and `--help` read nothing else. To add a command: one row here, one command_*.cpp.

#include <span>
#include <string_view>
#include <vector>

#include "cli/exit_code.h"
#include "compiler/field.h"

namespace keyplate::cli {

class Arguments;
struct Console;

struct OptionSpec {
  compiler::FieldSpec field;          ///< named without its dashes; `boolean` is a flag
  std::string_view placeholder = {};  ///< what help calls the value: `FILE`
  bool repeatable = false;
  char letter = 0;              ///< the short form, if any
  bool optional_value = false;  ///< may stand alone; a value only after `=`
  std::string_view needs = {};  ///< an option without which this one means nothing
};

/// A positional argument. Only the last may be repeatable.
struct OperandSpec {
  compiler::FieldSpec field;  ///< named as help writes it: `PATH`
  bool repeatable = false;
  /// What stands behind `--` only, since it has options of its own.
  bool behind_dashes = false;
  /// What shells complete it to, where there are no choices; null: nothing.
  std::vector<std::string_view> (*known)() = nullptr;
};

/// Two options (or an option and an operand) that don't go together.
struct Conflict {
  std::string_view first;
  std::string_view second;
};

struct CommandSpec {
  std::string_view name;
  std::string_view doc;
  std::span<const OperandSpec> operands;
  /// Beside `shared_options`.
  std::span<const std::span<const OptionSpec>> options;
  std::span<const Conflict> conflicts;
  std::string_view example;
  ExitCode (*run)(const Arguments& arguments, Console& console);
  ExitCode wrong_use = ExitCode::usage;  ///< how a command line that makes no sense ends
};

std::span<const CommandSpec> commands();
const CommandSpec* find_command(std::string_view name);

/// What every command takes.
std::span<const OptionSpec> shared_options();
/// `--context` and the `--set` family; variables_options.h reads them.
std::span<const OptionSpec> variable_options();

/// The option of that name which `command` (null: none yet) takes, or null.
const OptionSpec* find_option(const CommandSpec* command, std::string_view name);

// The words of those commands that have many.
std::vector<std::string_view> tag_names();
std::vector<std::string_view> diagnostic_codes();

// One function a command, each in its command_*.cpp.
ExitCode run_check(const Arguments& arguments, Console& console);
ExitCode run_completion(const Arguments& arguments, Console& console);
ExitCode run_tags(const Arguments& arguments, Console& console);
ExitCode run_explain(const Arguments& arguments, Console& console);
ExitCode run_fmt(const Arguments& arguments, Console& console);
ExitCode run_get(const Arguments& arguments, Console& console);
ExitCode run_init(const Arguments& arguments, Console& console);
ExitCode run_lsp(const Arguments& arguments, Console& console);
ExitCode run_local(const Arguments& arguments, Console& console);
ExitCode run_plan(const Arguments& arguments, Console& console);
ExitCode run_render(const Arguments& arguments, Console& console);
ExitCode run_run(const Arguments& arguments, Console& console);
ExitCode run_schema(const Arguments& arguments, Console& console);
ExitCode run_trust(const Arguments& arguments, Console& console);
ExitCode run_untrust(const Arguments& arguments, Console& console);
ExitCode run_vaults(const Arguments& arguments, Console& console);

}  // namespace keyplate::cli
