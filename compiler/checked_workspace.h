#pragma once
// A workspace made ready for the checks of its templates, and the check of one text against it:
// what `keyplate check` and the language server share, so that they say the same.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "compiler/check.h"
#include "compiler/result.h"
#include "compiler/walk.h"
#include "compiler/workspace.h"
#include "grammar/parse.h"

namespace keyplate::compiler {

/// A workspace file as it was read, with what is wrong with it.
struct LoadedWorkspace {
  Workspace workspace;
  std::string file;  ///< the keyplate.toml as diagnostics name it
  std::vector<Diagnostic> diagnostics;

  bool has_errors() const;
  /// False after mistakes that leave out what the author meant to be there. Templates are then
  /// checked for their syntax only: what they name may well be right.
  bool is_whole() const;
};

/// FOLDER/keyplate.toml with that text. REQUIRES: a real path, as below.
LoadedWorkspace load_workspace_text(const std::string& folder, std::string file, std::string text);

/// The same, read. `file` is what diagnostics call it. An unreadable one is the failure.
tl::expected<LoadedWorkspace, Diagnostic> load_workspace_file(const std::string& folder,
                                                              std::string file);

/// A diagnostic about a file that can't be read.
Diagnostic unreadable(const std::string& file, const Error& error);
/// The same about a template that is larger than its workspace allows.
Diagnostic template_too_large(const std::string& file, const Error& error);

/// A workspace with what all checks of its templates share. Stays where it is made.
struct CheckedWorkspace {
  explicit CheckedWorkspace(LoadedWorkspace from);
  CheckedWorkspace(const CheckedWorkspace&) = delete;
  CheckedWorkspace& operator=(const CheckedWorkspace&) = delete;

  /// Makes the checks of templates possible if the workspace is whole: in that environment, or in
  /// all that a check covers if it is null. Gives what is wrong with the environments' strings.
  std::vector<Diagnostic> prepare(const Environment* only, const VariableTable& overrides);

  void drop_ignored(std::vector<Diagnostic>& diagnostics) const;

  LoadedWorkspace loaded;
  TemplateGlobs globs;
  std::vector<Scope> scopes;
  /// Nothing when the workspace has gaps: then its templates are checked for syntax only.
  std::optional<CheckContext> context;
  UsedNames used;             ///< by the environments' strings
  std::vector<Code> ignored;  ///< what `[check] ignore` lists
  bool complete = false;      ///< all its templates are checked, wholly and for every environment
};

/// How many bytes a template may have that `workspace` (null: none) rules.
std::uint64_t largest_template_in(const CheckedWorkspace* workspace);

/// How a template that `workspace` (null: none) rules is parsed.
grammar::ParseOptions parse_options_in(const CheckedWorkspace* workspace);

/// Checks texts one after the other, with one tree for all of them. One thread.
class TextChecker {
 public:
  /// What is wrong with a template that `workspace` rules (null: none does), sorted, without what
  /// is ignored.
  std::vector<Diagnostic> check(const SourcePtr& source, const CheckedWorkspace* workspace);
  /// That a file of the workspace could not be read.
  void note_gap(const CheckedWorkspace* workspace);

  using UsedByWorkspace = std::map<const CheckedWorkspace*, UsedNames>;
  const UsedByWorkspace& used() const { return used_; }

 private:
  UsedNames* used_of(const CheckedWorkspace* workspace);

  std::optional<CheckContext> outside_;  ///< made for the first text that no workspace rules
  grammar::Tree tree_;
  UsedByWorkspace used_;  ///< by templates
};

/// What can be said of a workspace once all its templates are checked, without what is ignored.
/// REQUIRES: it is complete.
std::vector<Diagnostic> check_whole(const CheckedWorkspace& workspace,
                                    const UsedNames& by_templates);

}  // namespace keyplate::compiler
