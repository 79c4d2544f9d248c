#include "cli/check_targets.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/loaded_workspace.h"
#include "cli/shown_path.h"
#include "cli/variables_options.h"
#include "compiler/beneath.h"
#include "compiler/files.h"

namespace keyplate::cli {
namespace {

using compiler::workspace_file_name;

std::string last_part(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::string(path.substr(path.rfind('/') + 1));
}

}  // namespace

CheckTargets::CheckTargets(const Arguments& arguments, Purpose purpose)
    : arguments_(&arguments),
      purpose_(purpose),
      current_folder_(current_folder()),
      finder_(workspace_finder()),
      written_(current_folder_) {}

Expected<CheckTargets> CheckTargets::collect(const Arguments& arguments, Purpose purpose) {
  CheckTargets targets(arguments, purpose);
  targets.chosen_ = TRY(chosen_workspace(arguments));
  targets.overrides_ = TRY(variables_of(arguments));
  if (arguments.has("stdin")) {
    TRY(targets.add_standard_input());
  } else if (arguments.operands().empty()) {
    TRY(targets.add_everything());
  }
  for (const std::string& path : arguments.operands()) TRY(targets.add_path(path));
  for (const auto& [folder, workspace] : targets.workspaces_) {
    if (workspace != nullptr && !targets.covered_.contains(folder)) workspace->complete = false;
  }
  targets.sort();
  return targets;
}

std::vector<const CheckedWorkspace*> CheckTargets::complete() const {
  std::vector<const CheckedWorkspace*> whole;
  for (const auto& [folder, workspace] : workspaces_)
    if (workspace != nullptr && workspace->complete) whole.push_back(workspace.get());
  return whole;
}

Expected<void> CheckTargets::add_everything() {
  const auto folder = chosen_ ? chosen_ : finder_.find(".").workspace;
  if (!folder) {
    return give_up(ExitCode::usage, fmt::format("there is no {} here or above; name the files, "
                                                "or `keyplate init` makes a workspace",
                                                workspace_file_name));
  }
  return add_whole(*folder);
}

Expected<void> CheckTargets::add_whole(const std::string& folder) {
  const CheckedWorkspace* const workspace = TRY(workspace_in(folder));
  covered_.insert(folder);
  return workspace == nullptr ? Expected<void>() : add_walk(*workspace, "");
}

Expected<void> CheckTargets::add_standard_input() {
  CheckTarget target;
  const std::string name = arguments_->value("stdin-filename").value_or("");
  target.shown =
      name.empty() ? "<stdin>" : shown_path(normal_path(current_folder_, name), current_folder_);
  target.workspace = TRY(ruling(finder_.find(name.empty() ? "." : compiler::folder_of(name))));
  target.named = true;
  std::string text;
  if (auto read = compiler::read_stream(0, "standard input", compiler::largest_template, text);
      !read)
    return give_up(ExitCode::usage, read.error().message);
  target.text = std::move(text);
  files_.push_back(std::move(target));
  return {};
}

Expected<void> CheckTargets::add_path(const std::string& path) {
  if (last_part(path) == workspace_file_name) return add_workspace_file(path);
  return is_folder(path) ? add_folder(path) : add_file(path);
}

bool CheckTargets::refused(const std::string& path) {
  const auto error = written_.refuse(path, finder_);
  if (!error) return false;
  diagnostics_.push_back(compiler::unreadable(
      shown_path(normal_path(current_folder_, path), current_folder_), *error));
  return true;
}

Expected<void> CheckTargets::add_workspace_file(const std::string& path) {
  if (refused(compiler::folder_of(path))) return {};
  return add_whole(finder_.find(compiler::folder_of(path)).real);
}

Expected<void> CheckTargets::add_folder(const std::string& path) {
  if (refused(path)) return {};
  const compiler::RuledFolder& folder = finder_.find(path);
  if (!chosen_ && !folder.workspace) {
    return give_up(ExitCode::usage, fmt::format("`{}` is a folder that no {} rules; name the files",
                                                path, workspace_file_name));
  }
  const CheckedWorkspace* const workspace = TRY(ruling(folder));
  if (workspace == nullptr) return {};
  const auto beneath = relative_to(workspace->loaded.workspace.folder, folder.real);
  if (!beneath) {
    return give_up(ExitCode::usage, fmt::format("`{}` is not in the workspace of `{}`", path,
                                                workspace->loaded.file));
  }
  if (beneath->empty()) return add_whole(workspace->loaded.workspace.folder);
  return add_walk(*workspace, *beneath);
}

Expected<void> CheckTargets::add_file(const std::string& path) {
  const compiler::RuledFolder& folder = finder_.find(compiler::folder_of(path));
  const CheckedWorkspace* const workspace = TRY(ruling(folder));
  const std::string real = normal_path(folder.real, last_part(path));
  const auto relative =
      workspace == nullptr ? std::nullopt : relative_to(workspace->loaded.workspace.folder, real);
  if (arguments_->has("force-exclude") && (!relative || !workspace->globs.matches(*relative)))
    return {};
  if (refused(path)) return {};
  CheckTarget target;
  if (relative) target.real = real;
  target.shown = shown_path(normal_path(current_folder_, path), current_folder_);
  if (target.shown != path) target.given = path;
  target.workspace = workspace;
  target.named = true;
  files_.push_back(std::move(target));
  return {};
}

Expected<void> CheckTargets::add_walk(const CheckedWorkspace& workspace,
                                      const std::string& beneath) {
  const std::string& folder = workspace.loaded.workspace.folder;
  auto walked = compiler::walk(folder, beneath, workspace.globs);
  if (!walked) return give_up(ExitCode::usage, walked.error().message);
  const std::string prefix = shown_path(folder, current_folder_);
  const auto shown = [&](const std::string& path) {
    return prefix == "." ? path : fmt::format("{}/{}", prefix, path);
  };
  files_.reserve(files_.size() + walked->files.size());
  for (const std::string& path : walked->files)
    files_.push_back({shown(path), "", &workspace, false, std::nullopt});
  DiagnosticSink sink;
  for (const compiler::Skipped& skipped : walked->skipped)
    sink.report_file(shown(skipped.path), diag::skipped_file, skipped.error.message);
  keep(sink.take(), workspace);
  return {};
}

Expected<const CheckedWorkspace*> CheckTargets::ruling(const compiler::RuledFolder& folder) {
  if (chosen_) return workspace_in(*chosen_);
  if (!folder.workspace) return nullptr;
  return workspace_in(*folder.workspace);
}

Expected<const CheckedWorkspace*> CheckTargets::workspace_in(const std::string& folder) {
  const auto [known, is_new] = workspaces_.try_emplace(folder);
  if (!is_new) return known->second.get();
  auto loaded = load_workspace_of(folder);
  if (!loaded) {
    diagnostics_.push_back(loaded.error());
    return nullptr;
  }
  known->second = std::make_unique<CheckedWorkspace>(*std::move(loaded));
  TRY(prepare(*known->second));
  return known->second.get();
}

Expected<void> CheckTargets::prepare(CheckedWorkspace& checked) {
  if (purpose_ == Purpose::format) {
    if (!checked.loaded.has_errors()) return {};
    return give_up(ExitCode::usage, fmt::format("`{}` has errors; `keyplate check` says which",
                                                checked.loaded.file));
  }
  const compiler::Environment* only = nullptr;
  if (arguments_->has("env") && checked.loaded.is_whole())
    only = TRY(selected_environment(checked.loaded.workspace, *arguments_));
  keep(checked.prepare(only, overrides_), checked);
  keep(checked.loaded.diagnostics, checked);
  return {};
}

void CheckTargets::keep(std::vector<Diagnostic> diagnostics, const CheckedWorkspace& workspace) {
  workspace.drop_ignored(diagnostics);
  for (Diagnostic& diagnostic : diagnostics) diagnostics_.push_back(std::move(diagnostic));
}

void CheckTargets::sort() {
  const auto out_of_order = [](const CheckTarget& a, const CheckTarget& b) {
    return a.shown >= b.shown;
  };
  if (std::adjacent_find(files_.begin(), files_.end(), out_of_order) == files_.end()) return;
  std::sort(files_.begin(), files_.end(), [](const CheckTarget& a, const CheckTarget& b) {
    return std::tuple(std::string_view(a.shown), !a.named) <
           std::tuple(std::string_view(b.shown), !b.named);
  });
  files_.erase(
      std::unique(files_.begin(), files_.end(),
                  [](const CheckTarget& a, const CheckTarget& b) { return a.shown == b.shown; }),
      files_.end());
}

}  // namespace keyplate::cli
