#include "compiler/checked_workspace.h"

#include <algorithm>
#include <utility>

#include "compiler/check_portable_names.h"
#include "compiler/check_tables.h"
#include "compiler/check_whole.h"
#include "compiler/files.h"
#include "compiler/suppress.h"
#include "compiler/workspace_files.h"

namespace keyplate::compiler {
namespace {

constexpr Code leave_gaps[] = {Code::toml_syntax, Code::duplicate_key, Code::wrong_type,
                               Code::unknown_table, Code::environment_cycle};

/// What hides that a file was not read is said whatever `[check] ignore` lists.
constexpr Code never_ignored[] = {Code::toml_syntax, Code::duplicate_key, Code::unreadable_file,
                                  Code::file_too_large};

template <std::size_t N>
bool is_one_of(Code code, const Code (&codes)[N]) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

}  // namespace

bool LoadedWorkspace::has_errors() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error;
  });
}

bool LoadedWorkspace::is_whole() const {
  for (const Environment& environment : workspace.environments) {
    if (environment.extends && workspace.find_environment(*environment.extends) == nullptr)
      return false;
  }
  return std::none_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return is_one_of(diagnostic.code, leave_gaps);
  });
}

Diagnostic unreadable(const std::string& file, const Error& error) {
  DiagnosticSink sink;
  if (error.code == ErrorCode::too_large) {
    sink.report_file(file, diag::file_too_large, error.message);
  } else {
    sink.report_file(file, diag::unreadable_file, error.message);
  }
  return sink.take().front();
}

Diagnostic template_too_large(const std::string& file, const Error& error) {
  DiagnosticSink sink;
  return sink.report_file(file, diag::file_too_large,
                          error.message + "; `[limits] template` sets how large");
}

LoadedWorkspace load_workspace_text(const std::string& folder, std::string file, std::string text) {
  LoadedWorkspace loaded;
  loaded.file = std::move(file);
  DiagnosticSink sink;
  loaded.workspace = load_workspace(Source::file(loaded.file, std::move(text)), folder, sink);
  loaded.diagnostics = sink.take();
  return loaded;
}

tl::expected<LoadedWorkspace, Diagnostic> load_workspace_file(const std::string& folder,
                                                              std::string file) {
  std::string text;
  const auto read = read_beneath(folder, workspace_file_name, file, largest_workspace_file, text);
  if (!read) return tl::unexpected(unreadable(file, read.error()));
  return load_workspace_text(folder, std::move(file), std::move(text));
}

CheckedWorkspace::CheckedWorkspace(LoadedWorkspace from)
    : loaded(std::move(from)), globs(loaded.workspace.templates, loaded.workspace.exclude) {
  for (const std::string& slug : loaded.workspace.ignored_codes) {
    if (const auto code = find_code(slug)) ignored.push_back(*code);
  }
}

std::vector<Diagnostic> CheckedWorkspace::prepare(const Environment* only,
                                                  const VariableTable& overrides) {
  if (!loaded.is_whole()) return {};
  std::vector<const Environment*> environments = {only};
  if (only == nullptr) environments = checked_environments(loaded.workspace);
  if (environments.empty()) environments = {nullptr};
  for (const Environment* const environment : environments)
    scopes.push_back(make_scope(loaded.workspace, environment, overrides));
  context.emplace(&loaded.workspace, scopes);
  complete = only == nullptr;
  DiagnosticSink sink;
  used = UsedNames(context->tables());
  check_variables(*context, sink, &used);
  if (loaded.workspace.portable_to_insomnia_13) check_portable_names(loaded.workspace, sink);
  return sink.take();
}

void CheckedWorkspace::drop_ignored(std::vector<Diagnostic>& diagnostics) const {
  if (ignored.empty()) return;
  std::erase_if(diagnostics, [&](const Diagnostic& diagnostic) {
    return !is_one_of(diagnostic.code, never_ignored) &&
           std::find(ignored.begin(), ignored.end(), diagnostic.code) != ignored.end();
  });
}

std::uint64_t largest_template_in(const CheckedWorkspace* workspace) {
  return workspace == nullptr ? largest_template : workspace->loaded.workspace.limits.template_size;
}

grammar::ParseOptions parse_options_in(const CheckedWorkspace* workspace) {
  grammar::ParseOptions options;
  if (workspace != nullptr)
    options.nesting = static_cast<unsigned>(workspace->loaded.workspace.limits.nesting);
  return options;
}

std::vector<Diagnostic> TextChecker::check(const SourcePtr& source,
                                           const CheckedWorkspace* workspace) {
  if (!grammar::may_hold_island(source->text())) return {};
  DiagnosticSink sink;
  grammar::parse(source, tree_, sink, parse_options_in(workspace));
  if (workspace == nullptr) {
    if (!outside_) outside_.emplace();
    compiler::check(tree_, *outside_, sink);
  } else if (workspace->context) {
    if (!sink.empty()) note_gap(workspace);
    compiler::check(tree_, *workspace->context, sink, used_of(workspace));
  }
  std::vector<Diagnostic> diagnostics = sink.take();
  apply_suppressions(tree_, workspace != nullptr && workspace->complete, diagnostics);
  tree_.clear();
  if (workspace != nullptr) workspace->drop_ignored(diagnostics);
  if (!diagnostics.empty()) sort_and_merge(diagnostics);
  return diagnostics;
}

UsedNames* TextChecker::used_of(const CheckedWorkspace* workspace) {
  if (!workspace->complete) return nullptr;
  const auto [known, is_new] = used_.try_emplace(workspace);
  if (is_new) known->second = UsedNames(workspace->context->tables());
  return &known->second;
}

void TextChecker::note_gap(const CheckedWorkspace* workspace) {
  if (workspace == nullptr || !workspace->context) return;
  if (UsedNames* used = used_of(workspace)) used->gaps = true;
}

std::vector<Diagnostic> check_whole(const CheckedWorkspace& workspace,
                                    const UsedNames& by_templates) {
  UsedNames used = workspace.used;
  used.add(by_templates);
  DiagnosticSink sink;
  compiler::check_whole(*workspace.context, used, sink);
  std::vector<Diagnostic> diagnostics = sink.take();
  workspace.drop_ignored(diagnostics);
  return diagnostics;
}

}  // namespace keyplate::compiler
