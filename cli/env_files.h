#pragma once
// The variables that rendered env files assign. A file that its dialect's readers would not all
// read, or whose values would be expanded or run, assigns nothing: each such place is an error in
// its template.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/render_run.h"
#include "runtime/protocol/secret.h"

namespace keyplate::cli {

struct AssignedVariable {
  std::string name;
  protocol::Secret value;
  bool secret = false;  ///< a part of it came from a secret
  /// Those parts, as they stand in the file.
  std::vector<protocol::Secret> parts = {};
};

/// `dotenv` or one of its dialects, where `format` is none of them.
std::string env_format(std::string format);

/// In the order of the files; nothing: there are errors in the run's sink.
std::optional<std::vector<AssignedVariable>> read_env_files(
    RenderRun& run, std::span<const evaluate::Rendered> rendered);

}  // namespace keyplate::cli
