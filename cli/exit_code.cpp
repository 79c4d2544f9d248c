#include "cli/exit_code.h"

namespace keyplate::cli {
namespace {

struct Row {
  Code code;
  ExitCode exit;
};

constexpr Row rows[] = {
    {Code::file_not_found, ExitCode::usage},
    {Code::not_a_regular_file, ExitCode::usage},
    {Code::file_not_readable, ExitCode::usage},
    {Code::file_too_large, ExitCode::usage},
    {Code::untrusted_workspace, ExitCode::person},
    {Code::unsafe_workspace, ExitCode::person},
    {Code::trust_store, ExitCode::world},
};

}  // namespace

ExitCode exit_code(Code code) {
  for (const Row& row : rows) {
    if (row.code == code) return row.exit;
  }
  return ExitCode::findings;
}

}  // namespace keyplate::cli
