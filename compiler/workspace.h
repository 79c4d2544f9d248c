#pragma once
// What a keyplate.toml says, checked against the tables of settings. Loading reports every mistake
// of the file in one run and reads nothing but the text it is given. Immutable once loaded.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/tables.h"
#include "compiler/variables.h"
#include "grammar/diagnostic.h"

namespace keyplate::compiler {

inline constexpr std::string_view workspace_file_name = "keyplate.toml";

/// One setting as written. `key` is dotted below its vault: `passphrase.command`. A scalar has one
/// value; a list has as many as written. Nothing is expanded and no default is filled in.
struct Setting {
  std::string key;
  std::vector<std::string> values;
  bool list = false;
  Span span;  ///< of the value
};

struct Vault {
  std::string name;
  Span name_span;
  std::optional<ProviderId> provider;  ///< nothing after a diagnostic
  std::vector<Setting> settings;       ///< in source order, `provider` left out
  bool sound = true;                   ///< no setting of it was reported as wrong

  const Setting* find(std::string_view key) const;
};

struct VaultAlias {
  std::string alias;
  Span span;
  std::string vault;
  Span vault_span;
};

struct Environment {
  std::string name;
  Span name_span;
  std::optional<std::string> extends;
  Span extends_span;
  std::vector<VaultAlias> vaults;
  VariableTable variables;
};

struct OutputRule {
  std::string from;
  std::string to;
  Span span;
};

struct FormatRule {
  std::string glob;
  std::string format;
};

enum class Undefined : std::uint8_t { error, empty };

struct Limits {
  std::uint64_t references = 5000;
  std::uint64_t requests = 10000;
  std::uint64_t output = 64ull << 20;
  std::uint64_t template_size = 16ull << 20;
  std::uint64_t nesting = 64;
  std::uint64_t steps = 100'000'000;
  std::uint64_t regex = 10'000'000;
};

struct Workspace {
  SourcePtr source;
  std::string folder;  ///< real, absolute path of the folder that holds the file
  std::string name;
  std::vector<std::string> templates;
  std::vector<std::string> exclude;
  Undefined undefined = Undefined::error;
  std::vector<std::string> inputs;
  std::optional<std::string> default_environment;
  std::vector<OutputRule> outputs;
  std::chrono::seconds cache_ttl{1800};
  std::vector<Vault> vaults;
  std::vector<Environment> environments;
  std::vector<FormatRule> formats;
  std::vector<std::string> data_folders;
  std::vector<Setting> insomnia;  ///< `credentials.ID`, `ambient`
  std::vector<std::string> ignored_codes;
  bool portable_to_insomnia_13 = false;
  Limits limits;

  const Vault* find_vault(std::string_view name) const;
  const Environment* find_environment(std::string_view name) const;
};

/// Reads `source`. What could be understood is returned even when there are errors.
Workspace load_workspace(const SourcePtr& source, std::string folder, DiagnosticSink& sink);

/// The settings that a person grants, as canonical text: `keyplate-grant 1`, then one sorted line
/// per setting as written. The same on every machine; see docs/trust.md.
std::string grant_text(const Workspace& workspace);

/// What templates see in one environment: its variables with those it extends, the command line's
/// on top, and the vault that each alias names.
struct Scope {
  std::string environment;  ///< empty: none selected
  VariableTable variables;
  std::vector<VaultAlias> aliases;
  std::vector<std::string> inputs;
};

/// REQUIRES: the workspace loaded without errors about its environments.
Scope make_scope(const Workspace& workspace, const Environment* environment,
                 const VariableTable& overrides);

/// The environments that a check covers: those that no other extends, and the default.
std::vector<const Environment*> checked_environments(const Workspace& workspace);

/// What an `env` vault permits instead, by its `prefix` or its `names`; empty when it permits the
/// variable.
std::string what_env_permits(const Vault& vault, std::string_view name);

/// Why `file` reads nothing at `path`, as half a sentence; empty when its text says nothing.
std::string data_path_objection(std::string_view path, const Workspace& workspace);

/// The vault that a template's `name` means: an alias of the scope, else a vault.
const Vault* resolve_vault(const Workspace& workspace, const Scope& scope, std::string_view name);

}  // namespace keyplate::compiler
