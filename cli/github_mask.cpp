#include "cli/github_mask.h"

#include <fmt/core.h>
#include <unistd.h>

#include <string_view>

#include "cli/console.h"
#include "cli/own_folders.h"
#include "cli/write.h"
#include "runtime/protocol/masker.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::cli {
namespace {

using protocol::WipedString;

constexpr std::string_view option = "github-mask";

/// As the runner undoes it; nothing else is escaped in what follows the second `::`.
void append_escaped(std::string_view text, WipedString& commands) {
  for (const char c : text) {
    if (c == '%')
      commands += "%25";
    else if (c == '\r')
      commands += "%0D";
    else if (c == '\n')
      commands += "%0A";
    else
      commands += c;
  }
}

void append_command(std::string_view value, WipedString& commands) {
  commands += "::add-mask::";
  append_escaped(value, commands);
  commands += '\n';
}

/// The runner masks line by line what a program prints.
void append_lines(std::string_view value, WipedString& commands) {
  if (value.find_first_of("\r\n") == std::string_view::npos) return;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of("\r\n"), value.size());
    if (end >= protocol::shortest_masked) append_command(value.substr(0, end), commands);
    value.remove_prefix(std::min(end + 1, value.size()));
  }
}

void say_unmasked(std::size_t count, Console& console) {
  if (count == 0) return;
  console.note(fmt::format("{} of fewer than {} bytes {} not masked",
                           count == 1 ? "a secret" : fmt::format("{} secrets", count),
                           protocol::shortest_masked, count == 1 ? "is" : "are"));
}

}  // namespace

Expected<void> check_github_mask(const Arguments& arguments) {
  if (!arguments.has(option) || environment_variable("GITHUB_ACTIONS") == "true") return {};
  return give_up(
      ExitCode::usage,
      "`--github-mask` prints secrets for the runner of GitHub Actions to mask; here the "
      "variable GITHUB_ACTIONS is not `true`");
}

Expected<void> mask_in_github(const Arguments& arguments, Console& console) {
  if (!arguments.has(option)) return {};
  WipedString commands;
  commands.reserve(protocol::beyond_small_string);
  std::size_t unmasked = 0;
  for (const std::string_view value : console.seen.values()) {
    if (value.size() < protocol::shortest_masked) {
      ++unmasked;
      continue;
    }
    append_command(value, commands);
    append_lines(value, commands);
  }
  say_unmasked(unmasked, console);
  console.err.flush();
  // Straight to the descriptor: the console's buffer is not for secrets.
  if (const auto written = write_all(STDERR_FILENO, commands, "standard error"); !written)
    return give_up(ExitCode::world, written.error().message);
  return {};
}

}  // namespace keyplate::cli
