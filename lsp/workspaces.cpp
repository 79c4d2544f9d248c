#include "lsp/workspaces.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <utility>

#include "compiler/files.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::lsp {

Workspaces::Workspaces(WorkspaceChoice choice)
    : choice_(std::move(choice)), finder_(choice_.home), written_("/") {}

const compiler::RuledFolder& Workspaces::ruling(const std::string& path) {
  const compiler::RuledFolder& found = finder_.find(compiler::folder_of(path));
  if (!choice_.workspace) return found;
  chosen_ = {found.real, choice_.workspace};
  return *chosen_;
}

WorkspaceEntry& Workspaces::in(const std::string& folder) {
  const auto [known, is_new] = kept_.try_emplace(folder);
  if (is_new) {
    known->second.state = state_of(folder);
    known->second.entry = prepared(load(folder));
  }
  return known->second.entry;
}

Workspaces::Loaded Workspaces::load_text(const std::string& folder, const std::string& text) {
  const std::string file = file_in(folder);
  if (text.size() <= compiler::largest_workspace_file)
    return compiler::load_workspace_text(folder, file, text);
  return tl::unexpected(
      compiler::unreadable(file, compiler::too_large(file, compiler::largest_workspace_file)));
}

Workspaces::Loaded Workspaces::load(const std::string& folder) const {
  const auto text = texts_.find(folder);
  if (text != texts_.end()) return load_text(folder, text->second);
  return compiler::load_workspace_file(folder, file_in(folder));
}

WorkspaceEntry Workspaces::prepared(Loaded loaded) const {
  WorkspaceEntry entry;
  if (!loaded) {
    entry.diagnostics.push_back(std::move(loaded).error());
    return entry;
  }
  entry.checked = std::make_unique<compiler::CheckedWorkspace>(*std::move(loaded));
  const compiler::Workspace& workspace = entry.checked->loaded.workspace;
  const compiler::Environment* only = nullptr;
  if (choice_.environment) {
    only = workspace.find_environment(*choice_.environment);
    if (only == nullptr)
      entry.complaint =
          fmt::format("{} has no environment named `{}`; all of its environments are checked",
                      visible(entry.checked->loaded.file), visible(*choice_.environment));
  }
  entry.diagnostics = entry.checked->prepare(only, {});
  entry.checked->complete = false;  // nobody reads its other templates here
  for (const Diagnostic& diagnostic : entry.checked->loaded.diagnostics)
    entry.diagnostics.push_back(diagnostic);
  entry.checked->drop_ignored(entry.diagnostics);
  sort_and_merge(entry.diagnostics);
  return entry;
}

void Workspaces::set_text(const std::string& folder, std::optional<std::string> text) {
  kept_.erase(folder);
  if (text) {
    texts_[folder] = *std::move(text);
  } else {
    texts_.erase(folder);
  }
}

std::set<std::string> Workspaces::look_again() {
  finder_ = compiler::WorkspaceFinder(choice_.home);
  written_ = compiler::WrittenPaths("/");
  std::set<std::string> dropped;
  std::erase_if(kept_, [&](const auto& entry) {
    if (entry.second.state == state_of(entry.first)) return false;
    dropped.insert(entry.first);
    return true;
  });
  return dropped;
}

void Workspaces::keep_only(const std::set<std::string>& folders) {
  std::erase_if(kept_, [&](const auto& entry) { return !folders.contains(entry.first); });
}

std::set<std::string> Workspaces::complaints() const {
  std::set<std::string> complaints;
  for (const auto& [folder, kept] : kept_)
    if (kept.entry.complaint) complaints.insert(*kept.entry.complaint);
  return complaints;
}

std::string Workspaces::file_in(const std::string& folder) {
  return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/",
                     compiler::workspace_file_name);
}

Workspaces::FileState Workspaces::state_of(const std::string& folder) {
  struct stat status {};
  if (::lstat(file_in(folder).c_str(), &status) != 0) return {};
#ifdef __APPLE__
  const timespec changed = status.st_mtimespec;
#else
  const timespec changed = status.st_mtim;
#endif
  return {status.st_dev, status.st_ino, status.st_size, changed.tv_sec, changed.tv_nsec};
}

}  // namespace keyplate::lsp
