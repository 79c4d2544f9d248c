#pragma once
// Reads a rendered file of environment variables in one of three dialects. Nothing is run or
// expanded: what a reader of the dialect would run or expand is an error here. Linear in the text.
//
// portable  NAME=value that sh, Docker Compose, python-dotenv, dotenv 16 of npm and systemd's
//           EnvironmentFile= read alike: bare, if it holds only letters, digits and `_./+=-:@%,`;
//           in single quotes, without a single quote, `${`, or a backslash before another or before
//           the end; in double quotes, without `$`, `\` and backtick. Quoted it may go over lines.
//           No `export` (systemd), no comment behind a value (systemd), no carriage return (all but
//           sh change it) or other control character but tab and line break (systemd).
// docker    what `docker run --env-file` takes: NAME=, then bytes up to the line's end as they are,
//           for it knows neither quotes nor escapes. Compose's `.env` is `portable`.
// sh        what `set -a; . ./FILE` reads: quotes of both kinds, backslashes and any mixture of
//           them, `export` too; no `$`, backtick, pattern or home folder that isn't quoted.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/evaluate/slots/slot.h"
#include "runtime/protocol/secret.h"

namespace keyplate::evaluate {

enum class DotenvDialect : std::uint8_t { portable, docker, sh };

/// Of the host formats `dotenv`, which is `portable`, and `dotenv:DIALECT`.
std::optional<DotenvDialect> dotenv_dialect(std::string_view format);

struct DotenvAssignment {
  std::string name;
  protocol::Secret value;  ///< as a reader of the dialect has it
  std::size_t begin = 0;   ///< of the name in the text
  std::size_t value_begin = 0;
  std::size_t value_end = 0;  ///< of the value as it is written, quotes and all
};

struct DotenvFile {
  std::vector<DotenvAssignment> assignments;  ///< in order; a later one of the same name wins
  std::vector<HostError> errors;              ///< in order; a line with one assigns nothing
};

DotenvFile read_dotenv(std::string_view text, DotenvDialect dialect);

/// Docker reads no line of so many bytes or more.
inline constexpr std::size_t docker_line_limit = 64 << 10;

/// What `portable` takes without quotes; the other two as well.
inline constexpr std::string_view dotenv_bare =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+=-:@%,";

/// Whether every reader and every process takes it for a variable's name: a letter or `_`, then
/// these and digits.
bool is_variable_name(std::string_view name);

}  // namespace keyplate::evaluate
