#pragma once
// The parts of loading a workspace, one file each; load_workspace calls them in turn. For
// workspace_load*.cpp only.

#include <string_view>

#include "compiler/workspace.h"
#include "compiler/workspace_fields.h"

namespace keyplate::compiler {

/// What is being loaded, and how mistakes are found and reported.
struct Loading {
  Workspace& workspace;
  FieldReader reader;
  bool complete = true;   ///< nothing was left out, so that a name that is not there is a mistake
  bool personal = false;  ///< a user configuration, which no folder's paths can be relative to
};

/// A setting of a vault, or of how to authenticate, against its row; and what its paths, programs
/// and further authentication may be.
void check_setting(const TomlValue& value, const FieldSpec& field, const ProviderSpec& provider,
                   const Owner& owner, Loading& loading);
/// What says how to authenticate, by its `type`: the value of `key`, which is the owner's. An empty
/// table is the ambient chain.
void check_auth(const TomlTable& table, Span span, std::string_view key,
                const ProviderSpec& provider, const Owner& owner_of_key, Loading& loading);
/// One way to authenticate; `type` is the row of that name.
void check_auth_fields(const TomlTable& table, const AuthSpec& auth, const FieldSpec& type,
                       const ProviderSpec& provider, const Owner& owner, Loading& loading);

void load_vaults(const TomlTable& vaults, Loading& loading);
void load_environments(const TomlTable& environments, Loading& loading);
/// What can be checked only when all vaults and environments are known.
void check_references(const TomlTable& document, Loading& loading);

/// A vault's, alias's or environment's name.
void check_plain_name(const TomlEntry& entry, Loading& loading);
/// A vault's file, which must stay in the workspace or a data folder, as far as its text tells.
void check_data_path(const TomlValue& value, Loading& loading);
/// The path of a credential, which must say where it is where there is no folder to start from.
void check_credential_path(const TomlValue& value, Loading& loading);
/// Warns of a private key beneath the workspace, where it is soon committed.
void check_key_path(const TomlValue& value, std::string_view key, Loading& loading);
/// A template's or an output's path or glob, which must stay in the workspace.
void check_workspace_path(const TomlValue& value, Loading& loading);
/// A path without `.`, inner `..` and doubled slashes.
std::string plain_path(std::string_view path);
/// Targets that no render could write, once all else is loaded.
void check_outputs(const TomlTable& document, Loading& loading);
/// The first of `command` is an absolute path outside the workspace.
void check_command(const TomlValue& command, Loading& loading);

/// Scalars and lists of a table that was checked, `prefix` before each key.
void flatten(const std::string& prefix, const TomlTable& table, std::vector<Setting>& settings);

/// An integer as every format writes it: `0x10` is `16`.
std::string decimal(const TomlInteger& integer);

}  // namespace keyplate::compiler
