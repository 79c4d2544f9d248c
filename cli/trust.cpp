#include "cli/trust.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/ownership.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// The settings that a grant is about, as the lines of its text name them: `vaults.dev.file`.
std::string setting_names(std::string_view grant_text) {
  std::string names;
  for (std::size_t at = 0; at < grant_text.size();) {
    const std::size_t end = std::min(grant_text.find('\n', at), grant_text.size());
    const std::string_view line = grant_text.substr(at, end - at);
    at = end + 1;
    const std::size_t equals = line.find(" = ");
    if (equals == std::string_view::npos) continue;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", visible(line.substr(0, equals)));
  }
  return names.empty() ? "nothing, but `file` reads in its folder" : names;
}

bool is_granted(const std::string& folder, const std::string& digest, const RunGrants& grants,
                DiagnosticSink& sink) {
  if (grants.any) return true;
  if (std::find(grants.digests.begin(), grants.digests.end(), digest) != grants.digests.end())
    return true;
  const auto store = TrustStore::of_caller();
  if (!store) return false;  // no HOME: nothing can have been stored
  const auto stored = store->find(folder);
  if (!stored) sink.report_file("", diag::trust_store, stored.error().message);
  return stored && *stored == digest;
}

}  // namespace

bool check_trust(const compiler::Workspace& workspace, const RunGrants& grants,
                 DiagnosticSink& sink) {
  const std::string& file = workspace.source->name();
  const std::string path = workspace.folder + "/" + std::string(compiler::workspace_file_name);
  if (const auto problem = ownership_problem(path)) {
    sink.report_file(file, diag::unsafe_workspace, *problem);
    return false;
  }
  const std::string text = grant_text(workspace);
  const std::string digest = grant_digest(text);
  if (is_granted(workspace.folder, digest, grants, sink)) return true;
  sink.report_file(file, diag::untrusted_workspace, setting_names(text), digest);
  return false;
}

}  // namespace keyplate::cli
