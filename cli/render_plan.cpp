#include "cli/render_plan.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include "cli/console.h"
#include "cli/protected_files.h"
#include "cli/render_sources.h"
#include "cli/shown_path.h"
#include "compiler/walk.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

using compiler::OutputRule;

bool names_folder(const std::string& path) {
  struct stat status {};
  return path.ends_with('/') || (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode));
}

class Planner {
 public:
  Planner(const Arguments& arguments, Console& console)
      : arguments_(arguments), console_(console), current_(current_folder()) {}

  /// Without targets.
  Expected<RenderPlan> run(const std::vector<std::string>& paths) {
    const NamedSources sources = TRY(named_sources(paths, arguments_, current_));
    TRY(load(sources.workspace));
    for (const NamedSource& file : sources.files) add(file, read_template(file, plan_.workspace()));
    return std::move(plan_);
  }

  Expected<RenderPlan> run() {
    if (arguments_.has("stdin"))
      TRY(plan_standard_input());
    else if (arguments_.operands().empty())
      TRY(plan_outputs());
    else
      TRY(plan_files());
    TRY(refuse_shared_targets());
    TRY(refuse_protected_targets());
    return std::move(plan_);
  }

 private:
  std::string workspace_folder() const {
    return plan_.loaded ? plan_.loaded->workspace.folder : std::string();
  }

  Expected<void> load(const std::optional<std::string>& folder) {
    if (folder) plan_.loaded = TRY(require_workspace_of(*folder, console_));
    return {};
  }

  Expected<void> plan_standard_input() {
    const bool in_folder = arguments_.has("out-dir");
    if (in_folder && !arguments_.has("stdin-filename"))
      return give_up(ExitCode::usage,
                     "`--out-dir` needs `--stdin-filename`, which names the file in it");
    const StandardInput input = TRY(standard_input_source(arguments_, current_));
    TRY(load(input.workspace));
    add(input.named, read_standard_input(input.named, plan_.workspace()));
    return in_folder ? set_folder_targets() : set_person_target();
  }

  Expected<void> plan_files() {
    const NamedSources sources = TRY(named_sources(arguments_.operands(), arguments_, current_));
    TRY(load(sources.workspace));
    const bool one_target = !arguments_.has("out-dir");
    if (one_target && sources.files.size() > 1)
      return give_up(ExitCode::usage,
                     arguments_.has("output")
                         ? "several files can't go to one `--output`; `--out-dir` takes them all"
                         : "several files need `--out-dir`");
    allow_descriptors(4 * sources.files.size() + 64);
    for (const NamedSource& file : sources.files) add(file, read_template(file, plan_.workspace()));
    return one_target ? set_person_target() : set_folder_targets();
  }

  Expected<void> plan_outputs() {
    for (const std::string_view option : {"output", "out-dir"}) {
      if (arguments_.has(option))
        return give_up(ExitCode::usage, fmt::format("`--{}` needs a FILE to render", option));
    }
    plan_.loaded = TRY(require_workspace(arguments_, console_));
    const compiler::Workspace& workspace = plan_.loaded->workspace;
    if (workspace.outputs.empty())
      return give_up(
          ExitCode::usage,
          fmt::format("`{}` has no `[[outputs]]`; name the FILE to render", plan_.loaded->file));
    for (const OutputRule& rule : workspace.outputs) TRY(plan_rule(rule));
    return {};
  }

  Expected<void> plan_rule(const OutputRule& rule) {
    const compiler::Workspace& workspace = plan_.loaded->workspace;
    const compiler::TemplateGlobs globs({rule.from}, workspace.exclude);
    const auto walked = compiler::walk(workspace.folder, "", globs);
    if (!walked) return give_up(ExitCode::world, walked.error().message);
    DiagnosticSink sink;
    for (const compiler::Skipped& skipped : walked->skipped)
      sink.report_file(shown(skipped.path), diag::skipped_file, skipped.error.message);
    if (walked->files.empty())
      sink.report(workspace.source, rule.span, diag::unused_output, visible(rule.from));
    keep(sink);
    allow_descriptors(4 * (plan_.items.size() + walked->files.size()) + 64);
    for (const std::string& file : walked->files) add_output(rule, file);
    return {};
  }

  std::string shown(const std::string& relative) const {
    return shown_path(normal_path(workspace_folder(), relative), current_);
  }

  void add_output(const OutputRule& rule, const std::string& file) {
    const compiler::Workspace& workspace = plan_.loaded->workspace;
    const NamedSource named{shown(file), file, normal_path(workspace.folder, file)};
    if (!add(named, read_template(named, &workspace))) return;
    std::string path = rule.to;
    const std::string name = without_template_suffix(file.substr(file.rfind('/') + 1));
    constexpr std::string_view placeholder = "{name}";
    for (std::size_t at = 0; (at = path.find(placeholder, at)) != std::string::npos;
         at += name.size())
      path.replace(at, placeholder.size(), name);
    auto target = resolve_target(workspace.folder, workspace.folder, path, NamedBy::workspace);
    if (!target) {
      DiagnosticSink sink;
      sink.report(workspace.source, rule.span, diag::output_path, target.error().message);
      keep(sink);
      plan_.items.pop_back();
      return;
    }
    target->shown = visible(shown(path));
    plan_.items.back().target = *std::move(target);
  }

  /// False after a diagnostic.
  bool add(NamedSource named, tl::expected<std::string, Diagnostic> text) {
    if (!text) {
      plan_.diagnostics.push_back(std::move(text.error()));
      return false;
    }
    RenderItem item;
    item.source = Source::file(named.shown, *std::move(text));
    item.shown = std::move(named.shown);
    item.relative = std::move(named.relative);
    item.real = std::move(named.real);
    plan_.items.push_back(std::move(item));
    return true;
  }

  void keep(DiagnosticSink& sink) {
    for (Diagnostic& diagnostic : sink.take()) plan_.diagnostics.push_back(std::move(diagnostic));
  }

  Expected<void> set_target(RenderItem& item, const std::string& path) {
    auto target = resolve_target(workspace_folder(), current_, path, NamedBy::person);
    if (!target)
      return give_up(names_folder(path) ? ExitCode::usage : ExitCode::world,
                     target.error().message);
    item.target = *std::move(target);
    return {};
  }

  Expected<void> set_person_target() {
    if (plan_.items.empty()) return {};
    return set_target(plan_.items.front(), arguments_.value("output").value_or("-"));
  }

  Expected<void> set_folder_targets() {
    const std::string folder = *arguments_.value("out-dir");
    for (RenderItem& item : plan_.items)
      TRY(set_target(item, folder + "/" + without_template_suffix(item.relative)));
    return {};
  }

  Expected<void> refuse_shared_targets() const {
    std::map<std::string, const RenderItem*> owners;
    for (const RenderItem& item : plan_.items) {
      if (!item.real.empty()) owners.emplace(item.real, nullptr);
    }
    for (const RenderItem& item : plan_.items) {
      if (item.target.kind != TargetKind::file) continue;
      const auto [owner, is_new] = owners.emplace(item.target.located.real, &item);
      if (is_new) continue;
      return give_up(ExitCode::usage,
                     owner->second == nullptr
                         ? fmt::format("`{}` would be written over a template", item.target.shown)
                         : fmt::format("`{}` and `{}` would both be written to `{}`",
                                       owner->second->shown, item.shown, item.target.shown));
    }
    return {};
  }

  Expected<void> refuse_protected_targets() const {
    if (!plan_.loaded) return {};
    const ProtectedFiles files(plan_.loaded->workspace);
    for (const RenderItem& item : plan_.items) {
      if (const auto what = files.at(item.target))
        return give_up(ExitCode::usage,
                       fmt::format("`{}` would be written over {}", item.target.shown, *what));
    }
    return {};
  }

  const Arguments& arguments_;
  Console& console_;
  std::string current_;
  RenderPlan plan_;
};

}  // namespace

Expected<RenderPlan> plan_render(const Arguments& arguments, Console& console) {
  return Planner(arguments, console).run();
}

Expected<RenderPlan> plan_sources(const std::vector<std::string>& paths, const Arguments& arguments,
                                  Console& console) {
  return Planner(arguments, console).run(paths);
}

std::string without_template_suffix(std::string_view name) {
  for (const std::string_view suffix : {".tmpl", ".tpl", ".njk", ".j2"}) {
    const std::size_t base = name.rfind('/') + 1;
    if (name.ends_with(suffix) && name.size() - base > suffix.size())
      return std::string(name.substr(0, name.size() - suffix.size()));
  }
  return std::string(name);
}

}  // namespace keyplate::cli
