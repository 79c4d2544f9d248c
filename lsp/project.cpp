#include "lsp/project.h"

#include <algorithm>

#include "compiler/beneath.h"
#include "compiler/files.h"
#include "grammar/format.h"
#include "lsp/uri.h"

namespace keyplate::lsp {
namespace {

std::string last_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

Document& Project::open(std::string uri, std::string text, std::int64_t version) {
  close(uri);
  look_again();
  auto& document = documents_[uri];
  document = std::make_unique<Document>(std::move(uri), std::move(text));
  document->version = version;
  place(*document);
  edited(*document);
  return *document;
}

Document* Project::find(const std::string& uri) {
  const auto found = documents_.find(uri);
  return found == documents_.end() ? nullptr : found->second.get();
}

void Project::close(const std::string& uri) {
  const auto found = documents_.find(uri);
  if (found == documents_.end()) return;
  const std::unique_ptr<Document> closed = std::move(found->second);
  documents_.erase(found);
  if (closed->is_workspace_file && !closed->refusal) {
    workspaces_.set_text(*closed->workspace, std::nullopt);
    touch_ruled_by(*closed->workspace);
  }
}

void Project::edited(Document& document) {
  touch(document);
  if (!document.is_workspace_file || document.refusal) return;
  workspaces_.set_text(*document.workspace, std::string(document.text()));
  touch_ruled_by(*document.workspace);
}

void Project::look_again() {
  const std::set<std::string> dropped = workspaces_.look_again();
  std::set<std::string> used;
  for (const auto& [uri, document] : documents_) {
    const auto ruled_by = document->workspace;
    const bool refused = document->refusal.has_value();
    place(*document);
    if (document->workspace) used.insert(*document->workspace);
    const bool same = ruled_by == document->workspace && refused == document->refusal.has_value();
    if (same && !(ruled_by && dropped.contains(*ruled_by))) continue;
    touch(*document);
    changed_ = true;
  }
  workspaces_.keep_only(used);
}

const std::vector<Diagnostic>& Project::diagnostics(Document& document) {
  if (document.checked) return document.found;
  if (document.is_workspace_file && !document.refusal) {
    document.found = workspaces_.in(*document.workspace).diagnostics;
  } else {
    document.found = check(document, document.source());
  }
  document.checked = true;
  return document.found;
}

std::vector<Diagnostic> Project::check(const Document& document, const std::string& text) {
  if (document.is_workspace_file && !document.refusal)
    return workspaces_.diagnostics_of(*document.workspace, text);
  return check(document, Source::file(document.source()->name(), text));
}

std::vector<Diagnostic> Project::check(const Document& document, const SourcePtr& source) {
  if (document.refusal) return {compiler::unreadable(source->name(), *document.refusal)};
  const compiler::CheckedWorkspace* const workspace =
      document.workspace ? workspaces_.in(*document.workspace).checked.get() : nullptr;
  const std::uint64_t most = compiler::largest_template_in(workspace);
  if (source->text().size() <= most) return checker_.check(source, workspace);
  std::vector<Diagnostic> found = {
      compiler::template_too_large(source->name(), compiler::too_large(source->name(), most))};
  if (workspace != nullptr) workspace->drop_ignored(found);
  return found;
}

std::vector<TextEdit> Project::format(const Document& document) {
  if (document.is_workspace_file || document.refusal) return {};
  const compiler::CheckedWorkspace* workspace = nullptr;
  if (document.workspace) {
    workspace = workspaces_.in(*document.workspace).checked.get();
    if (workspace == nullptr || workspace->loaded.has_errors()) return {};
    // An editor may format whatever it saves; a file that no glob names isn't ours to change.
    const auto relative = relative_to(*document.workspace, document.real);
    if (!relative || !workspace->globs.matches(*relative)) return {};
  }
  if (document.text().size() > compiler::largest_template_in(workspace)) return {};
  DiagnosticSink sink;
  return grammar::format(document.source(), sink, compiler::parse_options_in(workspace));
}

std::vector<ClosedFile> Project::closed_files() {
  std::set<std::string> closed;
  for (const auto& [uri, document] : documents_)
    if (document->workspace) closed.insert(*document->workspace);
  for (const auto& [uri, document] : documents_)
    if (document->is_workspace_file) closed.erase(*document->workspace);
  std::vector<ClosedFile> files;
  for (const std::string& folder : closed)
    files.push_back({uri_of(Workspaces::file_in(folder)), folder, &workspaces_.in(folder)});
  return files;
}

std::string Project::uri_of_file(const std::string& path) const {
  for (const auto& [uri, document] : documents_)
    if (document->real == path || document->path == path) return uri;
  return uri_of(path);
}

/// Finds out where the document lies and what rules it.
void Project::place(Document& document) {
  if (document.path.empty()) return;
  document.refusal = workspaces_.refuse(document.path);
  const compiler::RuledFolder& folder = workspaces_.ruling(document.path);
  document.real = normal_path(folder.real, last_part(document.path));
  document.is_workspace_file = last_part(document.path) == compiler::workspace_file_name;
  document.workspace = document.is_workspace_file ? folder.real : folder.workspace;
}

void Project::touch(Document& document) {
  document.checked = false;
  document.due = true;
  document.found.clear();
  document.stamp = ++stamp_;
}

void Project::touch_ruled_by(const std::string& folder) {
  for (const auto& [uri, document] : documents_) {
    if (document->workspace != folder) continue;
    touch(*document);
    if (!document->is_workspace_file) changed_ = true;
  }
}

}  // namespace keyplate::lsp
