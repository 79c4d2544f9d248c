#include "cli/exit_code.h"

namespace keyplate::cli {
namespace {

struct Row {
  Code code;
  ExitCode exit;
};

constexpr Row rows[] = {
    {Code::unreadable_file, ExitCode::usage},
    {Code::untrusted_workspace, ExitCode::person},
    {Code::unsafe_workspace, ExitCode::person},
    {Code::unsafe_configuration, ExitCode::person},
    {Code::trust_store, ExitCode::world},
    {Code::output_path, ExitCode::usage},
    {Code::write_failed, ExitCode::world},
    {Code::not_found, ExitCode::world},
    {Code::key_not_found, ExitCode::world},
    {Code::unauthenticated, ExitCode::world},
    {Code::access_denied, ExitCode::world},
    {Code::config_invalid, ExitCode::world},
    {Code::integrity, ExitCode::world},
    {Code::timeout, ExitCode::world},
    {Code::needs_person, ExitCode::person},
    {Code::unsupported, ExitCode::world},
    {Code::wrong_form, ExitCode::world},
    {Code::io_error, ExitCode::world},
    {Code::resolver_unavailable, ExitCode::world},
    {Code::version_unavailable, ExitCode::world},
    {Code::login_required, ExitCode::person},
    {Code::throttled, ExitCode::world},
    {Code::unavailable, ExitCode::world},
    {Code::network, ExitCode::world},
    {Code::tls, ExitCode::world},
    {Code::protocol, ExitCode::world},
};

}  // namespace

ExitCode exit_code(Code code) {
  for (const Row& row : rows) {
    if (row.code == code) return row.exit;
  }
  return ExitCode::findings;
}

}  // namespace keyplate::cli
