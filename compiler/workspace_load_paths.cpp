#include <fmt/core.h>

#include <algorithm>

#include "compiler/names.h"
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

/// Why a path may not be read or written, as half a sentence; empty when its text says nothing.
std::string objection(std::string_view path, const std::vector<std::string>& data_folders) {
  if (path.empty()) return "names no file";
  const auto parts = segments(path);
  if (std::find(parts.begin(), parts.end(), ".git") != parts.end())
    return "lies in `.git`, which keyplate leaves alone";
  const bool leads_out = is_rooted(path) || (!parts.empty() && parts.front() == "..");
  const bool granted =
      std::any_of(data_folders.begin(), data_folders.end(),
                  [&](const std::string& folder) { return lies_in(path, folder); });
  if (!leads_out || granted) return {};
  return "leads out of the workspace; `[workspace] data_folders` lists folders beside it";
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
  std::string reason = objection(path->text, loading.workspace.data_folders);
  if (reason.empty()) return;
  loading.reader.sink().report(loading.reader.source(), value.span, diag::outside_workspace,
                               path->text.empty() ? "\"\"" : visible(path->text),
                               std::move(reason));
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
