#include <fmt/core.h>

#include <cstring>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/version.h"
#include "runtime/protocol/hardening.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::cli {
namespace {

ExitCode report_wrong_use(const UsageError& error, Console& console) {
  const CommandSpec* const command = error.command;
  console.say(command == nullptr ? error.message
                                 : fmt::format("{}: {}", command->name, error.message));
  console.err.write(fmt::format("{}\n", usage_line(command)));
  console.err.write(command == nullptr
                        ? "`keyplate --help` lists the commands\n"
                        : fmt::format("`keyplate {} --help` lists the options\n", command->name));
  return command == nullptr ? ExitCode::usage : command->wrong_use;
}

void apply_shared_options(const Arguments& arguments, Console& console) {
  const std::string color = arguments.value("color").value_or("auto");
  console.color = color == "always"  ? ColorChoice::always
                  : color == "never" ? ColorChoice::never
                                     : ColorChoice::automatic;
  console.quiet = arguments.has("quiet");
  console.verbose = arguments.has("verbose");
}

ExitCode dispatch(std::span<const char* const> words, Console& console) {
  const auto arguments = parse_arguments(words);
  if (!arguments) return report_wrong_use(arguments.error(), console);
  const CommandSpec* const command = arguments->command();
  if (arguments->version()) {
    console.out.write(fmt::format("keyplate {}\n", version));
    return ExitCode::ok;
  }
  if (arguments->help()) {
    console.out.write(command == nullptr ? help_text() : help_text(*command));
    return ExitCode::ok;
  }
  apply_shared_options(*arguments, console);
  return command->run(*arguments, console);
}

ExitCode run(std::span<const char* const> words) {
  // Where a sandbox forbids it we work all the same: `check` holds no secret.
  static_cast<void>(protocol::protect_memory());
  Console console;
  console.input_closed = !prepare_process();
  ExitCode code = dispatch(words, console);
  if (!console.out.flush()) {
    console.say(fmt::format("cannot write the output: {}", std::strerror(console.out.failure())));
    code = worst(code, ExitCode::world);
  }
  console.err.flush();
  if (!console.seen.empty()) protocol::wipe_stack();
  return code;
}

}  // namespace
}  // namespace keyplate::cli

int main(int argc, char** argv) {
  const std::span<const char* const> words(argv, static_cast<std::size_t>(argc));
  return static_cast<int>(keyplate::cli::run(words.subspan(words.empty() ? 0 : 1)));
}
