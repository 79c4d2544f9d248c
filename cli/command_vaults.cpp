#include <fmt/core.h>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/loaded_workspace.h"
#include "cli/own_folders.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

using compiler::ProviderId;
using compiler::Setting;
using compiler::Vault;
using compiler::Workspace;

struct Line {
  std::string key;
  std::string value;
  std::string from;
};

/// A setting as the workspace has it: it names credentials, and never holds one.
std::string value_of(const Setting& setting) {
  std::string joined;
  for (const std::string& value : setting.values)
    joined += fmt::format("{}{}", joined.empty() ? "" : ", ", visible(value));
  return setting.list ? fmt::format("[{}]", joined) : joined;
}

std::vector<Line> lines_of(const Vault& vault, const LoadedWorkspace& loaded) {
  std::vector<Line> lines;
  for (const Setting& setting : vault.settings) {
    const Position at = loaded.workspace.source->position(setting.span.begin);
    lines.push_back({setting.key, value_of(setting), fmt::format("{}:{}", loaded.file, at.line)});
  }
  const auto add_defaults = [&](std::span<const compiler::FieldSpec> fields) {
    for (const compiler::FieldSpec& field : fields) {
      if (!field.fallback.empty() && vault.find(field.name) == nullptr)
        lines.push_back({std::string(field.name), std::string(field.fallback), "default"});
    }
  };
  add_defaults(spec(*vault.provider).settings);
  add_defaults(compiler::vault_settings());
  return lines;
}

std::string passphrase_source(const Vault& vault) {
  for (const std::string_view kind : {"env", "file", "command"}) {
    const Setting* const setting = vault.find(fmt::format("passphrase.{}", kind));
    if (setting != nullptr)
      return fmt::format("the passphrase from {} {}", kind, value_of(*setting));
  }
  if (environment_variable("KEYPLATE_PASSPHRASE")) return "the passphrase in KEYPLATE_PASSPHRASE";
  return "a passphrase that is asked for";
}

/// Which credential a read would use; nothing is opened to find out.
std::string credential_of(const Vault& vault) {
  if (vault.provider == ProviderId::env) return "none: the process environment is read";
  if (vault.provider == ProviderId::local) {
    const Setting* const key_file = vault.find("key_file");
    return key_file != nullptr ? fmt::format("the key file {}", value_of(*key_file))
                               : passphrase_source(vault);
  }
  const Setting* const type = vault.find("auth.type");
  return type != nullptr ? fmt::format("`auth` of type {}", value_of(*type)) : "the ambient chain";
}

void print(const Vault& vault, const LoadedWorkspace& loaded, Console& console) {
  const compiler::ProviderSpec& provider = spec(*vault.provider);
  console.out.write(fmt::format("{} ({})\n", visible(vault.name), provider.name));
  const std::vector<Line> lines = lines_of(vault, loaded);
  std::size_t key_width = std::string_view("credential").size();
  std::size_t value_width = 0;
  for (const Line& line : lines) {
    key_width = std::max(key_width, line.key.size());
    value_width = std::max(value_width, line.value.size());
  }
  for (const Line& line : lines)
    console.out.write(fmt::format("  {:<{}}  {:<{}}  {}\n", line.key, key_width, line.value,
                                  value_width, line.from));
  console.out.write(fmt::format("  {:<{}}  {}\n", "credential", key_width, credential_of(vault)));
  if (!provider.available)
    console.out.write(
        fmt::format("  {:<{}}  this version can't read `{}` yet\n", "", key_width, provider.name));
}

}  // namespace

ExitCode run_vaults(const Arguments& arguments, Console& console) {
  const auto loaded = require_workspace(arguments, console);
  if (!loaded) return end_with(loaded.error(), console);
  for (const Vault& vault : loaded->workspace.vaults) print(vault, *loaded, console);
  if (loaded->workspace.vaults.empty())
    console.note(fmt::format("`{}` names no vault", loaded->file));
  return ExitCode::ok;
}

}  // namespace keyplate::cli
