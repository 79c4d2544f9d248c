#include <fmt/core.h>

#include "cli/arguments.h"
#include "cli/ask.h"
#include "cli/console.h"
#include "cli/loaded_workspace.h"
#include "cli/ownership.h"
#include "cli/report.h"
#include "cli/trust.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

ExitCode store_failed(const Error& error, Console& console) {
  DiagnosticSink sink;
  sink.report_file("", diag::trust_store, error.message);
  return report(sink.take(), console);
}

ExitCode list(Console& console) {
  const auto store = TrustStore::of_caller();
  if (!store) return store_failed(store.error(), console);
  const auto entries = store->list();
  if (!entries) return store_failed(entries.error(), console);
  for (const TrustStore::Entry& entry : *entries)
    console.out.write(fmt::format("{}  {}\n", entry.digest, visible(entry.folder)));
  return ExitCode::ok;
}

/// Shows what would be granted: one line a setting.
void show(const std::string& folder, const std::string& text, const std::string& digest,
          Console& console) {
  console.out.write(fmt::format("{}\n", visible(folder)));
  for (std::size_t at = text.find('\n') + 1; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    console.out.write(fmt::format("  {}\n", text.substr(at, end - at)));
    at = end + 1;
  }
  console.out.write(fmt::format("{}\n", digest));
  console.out.flush();
}

ExitCode grant(const LoadedWorkspace& loaded, bool may_ask, Console& console) {
  const std::string& folder = loaded.workspace.folder;
  const std::string text = grant_text(loaded.workspace);
  const TrustStore::Entry entry{folder, grant_digest(text)};
  const auto store = TrustStore::of_caller();
  if (!store) return store_failed(store.error(), console);
  const auto stored = store->find(folder);
  if (!stored) return store_failed(stored.error(), console);
  show(folder, text, entry.digest, console);
  if (*stored == entry.digest) {
    console.note("this is granted already");
    return ExitCode::ok;
  }
  const auto answer = may_ask ? confirm("Grant this?") : std::nullopt;
  if (!answer || !*answer) {
    console.say(answer ? "not granted"
                       : "nobody can be asked here; a run with `--trust=` and the digest above "
                         "grants exactly this");
    return ExitCode::person;
  }
  if (const auto done = store->grant(entry); !done) return store_failed(done.error(), console);
  console.note("granted");
  return ExitCode::ok;
}

/// The folder of the workspace to forget: it may be gone.
Expected<std::string> folder_to_forget(const Arguments& arguments) {
  if (const auto operand = arguments.operand(0)) return compiler::real_path(*operand);
  if (const auto chosen = TRY(chosen_workspace(arguments))) return *chosen;
  if (const auto found = workspace_finder().find(".").workspace) return *found;
  return give_up(ExitCode::usage, "there is no workspace here or above; name its folder");
}

}  // namespace

ExitCode run_trust(const Arguments& arguments, Console& console) {
  if (arguments.has("list")) return list(console);
  const auto loaded = require_workspace(arguments, console);
  if (!loaded) return end_with(loaded.error(), console);
  const std::string file =
      fmt::format("{}/{}", loaded->workspace.folder, compiler::workspace_file_name);
  if (const auto problem = ownership_problem(file)) {
    DiagnosticSink sink;
    sink.report_file(loaded->file, diag::unsafe_workspace, *problem);
    return report(sink.take(), console);
  }
  return grant(*loaded, !arguments.has("no-input"), console);
}

ExitCode run_untrust(const Arguments& arguments, Console& console) {
  const auto folder = folder_to_forget(arguments);
  if (!folder) return end_with(folder.error(), console);
  const auto store = TrustStore::of_caller();
  if (!store) return store_failed(store.error(), console);
  const auto revoked = store->revoke(*folder);
  if (!revoked) return store_failed(revoked.error(), console);
  console.note(
      fmt::format("`{}` {}", *folder, *revoked ? "has no grant any more" : "had no grant"));
  return ExitCode::ok;
}

}  // namespace keyplate::cli
