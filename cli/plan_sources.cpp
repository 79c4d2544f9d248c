#include "cli/plan_sources.h"

#include <fmt/core.h>

#include <map>

#include "cli/console.h"
#include "cli/render_sources.h"
#include "cli/shown_path.h"
#include "compiler/beneath.h"
#include "compiler/walk.h"
#include "compiler/workspace_files.h"

namespace keyplate::cli {
namespace {

using compiler::workspace_file_name;

bool names_workspace(std::string_view path) {
  return path.substr(path.rfind('/') + 1) == workspace_file_name;
}

class Collector {
 public:
  Collector(const Arguments& arguments, Console& console)
      : arguments_(arguments),
        console_(console),
        current_(current_folder()),
        finder_(workspace_finder()),
        written_(current_) {}

  Expected<RenderPlan> run() {
    chosen_ = TRY(chosen_workspace(arguments_));
    if (arguments_.operands().empty()) TRY(add_everything());
    for (const std::string& path : arguments_.operands()) {
      if (names_workspace(path))
        TRY(add_folder(compiler::folder_of(path)));
      else
        TRY(is_folder(path) ? add_folder(path) : add_file(path));
    }
    for (auto& [shown, source] : sources_) add_item(std::move(source));
    return std::move(plan_);
  }

 private:
  struct Wanted {
    NamedSource source;
    bool named = false;  ///< by the person, not by a glob
  };

  Expected<void> add_everything() {
    plan_.loaded = TRY(require_workspace(arguments_, console_));
    first_ = ".";
    return add_walk("");
  }

  /// All paths have one workspace, which is loaded at the first.
  Expected<void> enter(const std::string& path, const std::optional<std::string>& workspace) {
    if (first_.empty()) {
      first_ = path;
      if (workspace) plan_.loaded = TRY(require_workspace_of(*workspace, console_));
    }
    const std::string folder = plan_.loaded ? plan_.loaded->workspace.folder : std::string();
    if (folder == workspace.value_or("")) return {};
    return give_up(ExitCode::usage,
                   fmt::format("`{}` and `{}` are ruled by different workspaces", first_, path));
  }

  Expected<void> add_folder(const std::string& path) {
    const compiler::RuledFolder& folder = finder_.find(path);
    const auto workspace = chosen_ ? chosen_ : folder.workspace;
    if (!workspace)
      return give_up(ExitCode::usage,
                     fmt::format("`{}` is a folder that no {} rules; name the files", path,
                                 workspace_file_name));
    TRY(enter(path, workspace));
    if (const auto error = written_.refuse(path, finder_)) {
      plan_.diagnostics.push_back(compiler::unreadable(shown(folder.real), *error));
      return {};
    }
    const auto beneath = relative_to(*workspace, folder.real);
    if (!beneath)
      return give_up(ExitCode::usage,
                     fmt::format("`{}` is not in the workspace of `{}`", path, plan_.loaded->file));
    return add_walk(*beneath);
  }

  Expected<void> add_file(const std::string& path) {
    NamedSources named = TRY(named_sources({path}, arguments_, current_));
    TRY(enter(path, named.workspace));
    NamedSource& file = named.files.front();
    const std::string key = file.shown;
    sources_.insert_or_assign(key, Wanted{std::move(file), true});
    return {};
  }

  Expected<void> add_walk(const std::string& beneath) {
    const compiler::Workspace& workspace = plan_.loaded->workspace;
    std::vector<std::string> patterns = workspace.templates;
    for (const compiler::OutputRule& rule : workspace.outputs) patterns.push_back(rule.from);
    const auto walked = compiler::walk(workspace.folder, beneath,
                                       compiler::TemplateGlobs(patterns, workspace.exclude));
    if (!walked) return give_up(ExitCode::usage, walked.error().message);
    for (const compiler::Skipped& skipped : walked->skipped)
      skip(shown(normal_path(workspace.folder, skipped.path)), skipped.error);
    for (const std::string& file : walked->files) {
      NamedSource source;
      source.real = normal_path(workspace.folder, file);
      source.shown = shown(source.real);
      source.relative = file;
      const std::string key = source.shown;
      sources_.try_emplace(key, Wanted{std::move(source), false});
    }
    return {};
  }

  std::string shown(const std::string& path) const { return shown_path(path, current_); }

  void skip(const std::string& file, const Error& error) {
    DiagnosticSink sink;
    plan_.diagnostics.push_back(sink.report_file(file, diag::skipped_file, error.message));
  }

  void add_item(Wanted wanted) {
    auto text = read_template(wanted.source, plan_.workspace());
    if (!text) {
      if (wanted.named)
        plan_.diagnostics.push_back(std::move(text.error()));
      else
        skip(wanted.source.shown, {ErrorCode::io, text.error().message});
      return;
    }
    RenderItem item;
    item.source = Source::file(wanted.source.shown, *std::move(text));
    item.shown = std::move(wanted.source.shown);
    item.relative = std::move(wanted.source.relative);
    item.real = std::move(wanted.source.real);
    plan_.items.push_back(std::move(item));
  }

  const Arguments& arguments_;
  Console& console_;
  std::string current_;
  compiler::WorkspaceFinder finder_;
  compiler::WrittenPaths written_;
  std::optional<std::string> chosen_;
  std::string first_;                      ///< the path that brought the workspace; empty: none yet
  std::map<std::string, Wanted> sources_;  ///< by what is shown
  RenderPlan plan_;
};

}  // namespace

Expected<RenderPlan> plan_operands(const Arguments& arguments, Console& console) {
  return Collector(arguments, console).run();
}

}  // namespace keyplate::cli
