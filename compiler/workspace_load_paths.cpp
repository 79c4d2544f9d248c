#include <fmt/core.h>

#include <algorithm>

#include "compiler/names.h"
#include "compiler/names_text.h"
#include "compiler/workspace_load.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

/// The segments of a path with `.` and inner `..` taken out; leading `..` stay.
std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else
      parts.push_back(part);
  }
  return parts;
}

bool is_rooted(std::string_view path) {
  return !path.empty() && (path[0] == '/' || path == "~" || path.substr(0, 2) == "~/");
}

/// Whether the text of `path` says that it lies in `folder`.
bool lies_in(std::string_view path, std::string_view folder) {
  if (is_rooted(path) != is_rooted(folder) || (is_rooted(path) && path[0] != folder[0]))
    return false;
  const auto inner = segments(path);
  const auto outer = segments(folder);
  return outer.size() <= inner.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

bool leads_out(std::string_view path) {
  if (is_rooted(path)) return true;
  const auto parts = segments(path);
  return !parts.empty() && parts.front() == "..";
}

/// Case doesn't count: some file systems find `.git` as `.GIT`.
bool is_git_folder(std::string_view part) {
  constexpr std::string_view git = ".git";
  return std::equal(part.begin(), part.end(), git.begin(), git.end(), [](char c, char small) {
    return (c >= 'A' && c <= 'Z' ? c + 32 : c) == small;
  });
}

/// Why nothing there may be read or written, as half a sentence; empty when its text says nothing.
std::string objection(std::string_view path) {
  if (path.empty()) return "names no file";
  const auto parts = segments(path);
  if (std::any_of(parts.begin(), parts.end(), is_git_folder))
    return "lies in `.git`, which keyplate leaves alone";
  return {};
}

void report_path(const TomlValue& value, std::string reason, Loading& loading) {
  if (reason.empty()) return;
  const std::string& path = value.as<TomlString>()->text;
  loading.reader.sink().report(loading.reader.source(), value.span, diag::outside_workspace,
                               path.empty() ? "\"\"" : visible(path), std::move(reason));
}

}  // namespace

void check_plain_name(const TomlEntry& entry, Loading& loading) {
  const auto problem = plain_name_problem(entry.key);
  if (!problem) return;
  loading.reader.sink().report(loading.reader.source(), entry.key_span, diag::invalid_name,
                               entry.key.empty() ? "\"\"" : visible(entry.key), problem->reason);
}

void check_data_path(const TomlValue& value, Loading& loading) {
  const auto* path = value.as<TomlString>();
  if (path == nullptr) return;
  std::string reason = objection(path->text);
  const auto& granted = loading.workspace.data_folders;
  const auto holds = [&](const std::string& folder) {
    return lies_in(path->text, folder);
  };
  if (reason.empty() && leads_out(path->text) &&
      std::none_of(granted.begin(), granted.end(), holds))
    reason = "leads out of the workspace; `[workspace] data_folders` lists folders beside it";
  report_path(value, std::move(reason), loading);
}

std::string data_path_objection(std::string_view path, const Workspace& workspace) {
  std::string reason = objection(path);
  const auto holds = [&](const std::string& folder) {
    return lies_in(path, folder);
  };
  const bool outside =
      leads_out(path) && !holds(workspace.folder) &&
      std::none_of(workspace.data_folders.begin(), workspace.data_folders.end(), holds);
  if (reason.empty() && outside)
    reason = "leads out of the workspace; `[workspace] data_folders` lists folders beside it";
  return reason;
}

void check_credential_path(const TomlValue& value, Loading& loading) {
  const auto* path = value.as<TomlString>();
  if (path == nullptr || !loading.personal || is_rooted(path->text)) return;
  loading.reader.sink().report(loading.reader.source(), value.span, diag::relative_path,
                               shown(path->text));
}

void check_key_path(const TomlValue& value, std::string_view key, Loading& loading) {
  const auto* path = value.as<TomlString>();
  const bool is_key = key == "key_file" || key == "key" || key == "certificate";
  if (path == nullptr || !is_key || loading.personal) return;
  const bool inside = is_rooted(path->text) ? lies_in(path->text, loading.workspace.folder)
                                            : !leads_out(path->text);
  if (inside)
    loading.reader.sink().report(loading.reader.source(), value.span, diag::key_in_workspace,
                                 visible(path->text));
}

void check_workspace_path(const TomlValue& value, Loading& loading) {
  const auto* path = value.as<TomlString>();
  if (path == nullptr) return;
  std::string reason = objection(path->text);
  if (reason.empty() && leads_out(path->text))
    reason = "leads out of the workspace; templates and outputs lie beneath its folder";
  report_path(value, std::move(reason), loading);
}

std::string plain_path(std::string_view path) {
  std::string plain = is_rooted(path) && path[0] == '/' ? "/" : "";
  for (const std::string_view part : segments(path)) {
    if (!plain.empty() && plain.back() != '/') plain += '/';
    plain += part;
  }
  return plain;
}

void check_command(const TomlValue& command, Loading& loading) {
  const auto refuse = [&](Span span, std::string_view program, std::string reason) {
    loading.reader.sink().report(loading.reader.source(), span, diag::bad_command, visible(program),
                                 std::move(reason));
  };
  const auto* list = command.as<TomlArray>();
  if (list == nullptr) return;
  if (list->empty()) return refuse(command.span, "[]", "names no program");
  const auto* program = list->front().as<TomlString>();
  if (program == nullptr) return;
  if (program->text.substr(0, 1) != "/")
    return refuse(list->front().span, program->text,
                  "is no absolute path, and a program is not searched for");
  if (lies_in(program->text, loading.workspace.folder))
    refuse(list->front().span, program->text, "lies in the workspace, whose files are not run");
}

std::string decimal(const TomlInteger& integer) {
  return std::to_string(integer.value);
}

}  // namespace keyplate::compiler
