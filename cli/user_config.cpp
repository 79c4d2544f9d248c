#include "cli/user_config.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "cli/console.h"
#include "cli/own_folders.h"
#include "cli/ownership.h"
#include "cli/render_run.h"
#include "cli/report.h"
#include "compiler/files.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

bool has_configuration(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

tl::unexpected<Failure> refuse(const std::string& path, ExitCode code, DiagnosticSink& sink,
                               Console& console) {
  report(sink.take(), console);
  return give_up(code, fmt::format("`{}` is not used", visible(path)));
}

}  // namespace

Expected<compiler::UserConfig> require_user_config(Console& console) {
  const auto folder = configuration_folder();
  if (!folder) return compiler::UserConfig{};  // no HOME: nobody's
  const std::string path = fmt::format("{}/{}", *folder, compiler::user_config_name);
  if (!has_configuration(path)) return compiler::UserConfig{};

  std::string text;
  if (const auto read = compiler::read_file(path, compiler::largest_workspace_file, text); !read)
    return give_up(ExitCode::usage, read.error().message);
  DiagnosticSink sink;
  if (const auto problem = ownership_problem(path)) {
    sink.report_file(path, diag::unsafe_configuration, *problem);
    return refuse(path, ExitCode::person, sink, console);
  }
  compiler::UserConfig config =
      compiler::load_user_config(Source::file(path, std::move(text)), sink);
  if (has_errors(sink.diagnostics())) return refuse(path, ExitCode::usage, sink, console);
  report(sink.take(), console);
  return config;
}

}  // namespace keyplate::cli
