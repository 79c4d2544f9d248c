#pragma once
// Why a command can't go on, in one sentence, and how it ends.

#include <fmt/core.h>

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/exit_code.h"
#include "compiler/result.h"

namespace keyplate::cli {

struct Failure {
  ExitCode code = ExitCode::usage;
  std::string message;
  std::vector<std::string> further = {};  ///< more sentences, where several things are wrong
};

/// A value, or why the command ends here: `if (!x) return give_up(x.error(), console);`
template <typename T>
using Expected = tl::expected<T, Failure>;

inline tl::unexpected<Failure> give_up(ExitCode code, std::string message) {
  return tl::unexpected<Failure>(Failure{code, std::move(message), {}});
}

struct Console;

/// Says why, and gives the exit code.
ExitCode end_with(const Failure& failure, Console& console);

}  // namespace keyplate::cli
