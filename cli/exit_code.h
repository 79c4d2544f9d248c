#pragma once
// How a command ends (design, section 6). Of several reasons the gravest wins: wrong usage, a
// person who is needed, what the world said, errors in what the user wrote.

#include <cstdint>

#include "grammar/diagnostic.h"

namespace keyplate::cli {

enum class ExitCode : std::uint8_t {
  ok = 0,
  findings = 1,  ///< errors in what the user wrote
  usage = 2,     ///< wrong usage, or a named input that can't be opened
  world = 3,     ///< a provider, credential, vault file, network or disk
  person = 4,    ///< trust, sign-in or an answer is needed
  // What `run` makes of all that, and of a command that can't be started, as `env` does.
  before_command = 125,
  command_not_started = 126,
  command_not_found = 127,
};

/// The code that a command ended with is that of `run`, whatever it means there.
constexpr ExitCode exit_code_of_command(int code) {
  return static_cast<ExitCode>(code);
}

constexpr ExitCode worst(ExitCode a, ExitCode b) {
  if (a > ExitCode::person) return a;  // `run` has its own rules
  constexpr int gravity[] = {0, 1, 4, 2, 3};
  return gravity[static_cast<int>(a)] > gravity[static_cast<int>(b)] ? a : b;
}

/// What an error of this code makes of the run: `findings` but for the rows of exit_code.cpp.
ExitCode exit_code(Code code);

}  // namespace keyplate::cli
