#include "cli/render_sources.h"

#include <fmt/core.h>
#include <unistd.h>

#include "cli/loaded_workspace.h"
#include "cli/shown_path.h"
#include "compiler/beneath.h"
#include "compiler/discover.h"
#include "compiler/files.h"
#include "compiler/workspace_files.h"

namespace keyplate::cli {
namespace {

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::size_t limit_of(const compiler::Workspace* workspace) {
  return workspace == nullptr ? compiler::largest_template
                              : static_cast<std::size_t>(workspace->limits.template_size);
}

NamedSource source_of(const std::string& path, const compiler::RuledFolder& folder,
                      const std::string& workspace, const std::string& current_folder) {
  NamedSource source;
  source.real = normal_path(folder.real, file_name(path));
  source.shown = shown_path(normal_path(current_folder, path), current_folder);
  const std::string& base = workspace.empty() ? current_folder : workspace;
  source.relative = relative_to(base, source.real).value_or(file_name(path));
  return source;
}

tl::unexpected<Diagnostic> can_not_read(const NamedSource& source, const Error& error) {
  return tl::unexpected(compiler::unreadable(source.shown, error));
}

}  // namespace

Expected<NamedSources> named_sources(const std::vector<std::string>& paths,
                                     const Arguments& arguments,
                                     const std::string& current_folder) {
  NamedSources sources;
  const auto chosen = TRY(chosen_workspace(arguments));
  compiler::WorkspaceFinder finder = workspace_finder();
  compiler::WrittenPaths written(current_folder);
  for (const std::string& path : paths) {
    const compiler::RuledFolder& folder = finder.find(compiler::folder_of(path));
    const auto workspace = chosen ? chosen : folder.workspace;
    if (!sources.files.empty() && workspace != sources.workspace)
      return give_up(ExitCode::usage, fmt::format("`{}` and `{}` are ruled by different workspaces",
                                                  sources.files.front().shown, path));
    sources.workspace = workspace;
    sources.files.push_back(source_of(path, folder, workspace.value_or(""), current_folder));
    sources.files.back().refused = written.refuse(path, finder);
  }
  return sources;
}

Expected<StandardInput> standard_input_source(const Arguments& arguments,
                                              const std::string& current_folder) {
  StandardInput input;
  const auto chosen = TRY(chosen_workspace(arguments));
  compiler::WorkspaceFinder finder = workspace_finder();
  const auto name = arguments.value("stdin-filename");
  const compiler::RuledFolder& folder = finder.find(name ? compiler::folder_of(*name) : ".");
  input.workspace = chosen ? chosen : folder.workspace;
  if (name)
    input.named = source_of(*name, folder, input.workspace.value_or(""), current_folder);
  else
    input.named.shown = "<stdin>";
  input.named.real.clear();
  return input;
}

tl::expected<std::string, Diagnostic> read_template(const NamedSource& source,
                                                    const compiler::Workspace* workspace) {
  if (source.refused) return can_not_read(source, *source.refused);
  if (workspace != nullptr) {
    std::string text;
    const auto read = compiler::read_beneath(workspace->folder, source.real, source.shown,
                                             limit_of(workspace), text);
    if (!read) return can_not_read(source, read.error());
    return text;
  }
  const auto located = locate_anywhere("/", source.real);
  if (!located) return can_not_read(source, located.error());
  auto text = read_located(*located, limit_of(workspace));
  if (!text) return can_not_read(source, text.error());
  return *std::move(text);
}

tl::expected<std::string, Diagnostic> read_standard_input(const NamedSource& source,
                                                          const compiler::Workspace* workspace) {
  std::string text;
  const auto read =
      compiler::read_stream(STDIN_FILENO, "standard input", limit_of(workspace), text);
  if (!read) return can_not_read(source, read.error());
  return text;
}

}  // namespace keyplate::cli
