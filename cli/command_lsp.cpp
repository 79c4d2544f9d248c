#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/loaded_workspace.h"
#include "cli/own_folders.h"
#include "cli/version.h"
#include "lsp/serve.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::cli {

ExitCode run_lsp(const Arguments& arguments, Console& console) {
  protocol::stop_wiping_all();  // it reads no secret
  lsp::ServerOptions options;
  options.version = version;
  options.choice.home = environment_variable("HOME").value_or("");
  auto chosen = chosen_workspace(arguments);
  if (!chosen) return end_with(chosen.error(), console);
  options.choice.workspace = *std::move(chosen);
  options.choice.environment = arguments.value("env");
  if (console.out.terminal()) console.note("this speaks with an editor; docs/editors.md says how");
  console.err.flush();
  const lsp::Served served = lsp::serve(0, 1, std::move(options));
  // What the protocol asks for.
  return served == lsp::Served::shut_down ? ExitCode::ok : ExitCode::findings;
}

}  // namespace keyplate::cli
