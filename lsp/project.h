#pragma once
// What the editor has open, the workspaces that rule it, and what is wrong with it. Knows nothing
// of messages.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lsp/document.h"
#include "lsp/workspaces.h"

namespace keyplate::lsp {

/// A keyplate.toml that rules an open document and isn't open itself.
struct ClosedFile {
  std::string uri;
  std::string folder;
  const WorkspaceEntry* entry;
};

class Project {
 public:
  explicit Project(WorkspaceChoice choice) : workspaces_(std::move(choice)) {}

  /// Takes the place of a document of that URI.
  Document& open(std::string uri, std::string text, std::int64_t version);
  Document* find(const std::string& uri);
  void close(const std::string& uri);
  /// After edits of its text.
  void edited(Document& document);
  /// A file may have changed on disk.
  void look_again();

  /// Checks the text if that hasn't been done. Good until the document or a workspace changes.
  const std::vector<Diagnostic>& diagnostics(Document& document);
  /// What would be wrong with that text in its place.
  std::vector<Diagnostic> check(const Document& document, const std::string& text);

  /// The edits that format it: none if it has mistakes, or is no template of its workspace.
  std::vector<TextEdit> format(const Document& document);

  const std::map<std::string, std::unique_ptr<Document>>& documents() const { return documents_; }
  std::vector<ClosedFile> closed_files();
  /// Of a file that may be open: the client's own spelling then.
  std::string uri_of_file(const std::string& path) const;

  /// What is to be told to the user about workspaces.
  std::set<std::string> complaints() const { return workspaces_.complaints(); }

  /// Whether templates may have other diagnostics though nobody edited them; asking resets it.
  bool take_changed() { return std::exchange(changed_, false); }

 private:
  void place(Document& document);
  std::vector<Diagnostic> check(const Document& document, const SourcePtr& source);
  void touch(Document& document);
  void touch_ruled_by(const std::string& folder);

  Workspaces workspaces_;
  compiler::TextChecker checker_;
  std::map<std::string, std::unique_ptr<Document>> documents_;
  std::uint64_t stamp_ = 0;
  bool changed_ = false;
};

}  // namespace keyplate::lsp
