#pragma once
// What a person's own config.toml says: with which credentials and over which network vaults are
// read, whatever workspace names them. Checked like a workspace file: every mistake in one run,
// nothing read but the text that is given, no credential written out. Immutable once loaded.

#include <string_view>
#include <vector>

#include "compiler/workspace.h"

namespace keyplate::compiler {

inline constexpr std::string_view user_config_name = "config.toml";

/// An `[[auth]]`.
struct PersonalAuth {
  ProviderId provider{};
  std::vector<Setting> match;  ///< beside the provider: `vault`, `address`, `account`, ...
  std::vector<Setting> use;    ///< as a vault has them: `auth.type`, ...; empty: the ambient chain
};

struct UserConfig {
  SourcePtr source;  ///< null: there is no such file
  std::vector<PersonalAuth> auth;
  std::vector<Setting> network;  ///< `allow_http`, `ca_file`, `proxy`, `no_proxy`
};

/// Reads `source`. What could be understood is returned even when there are errors.
UserConfig load_user_config(const SourcePtr& source, DiagnosticSink& sink);

}  // namespace keyplate::compiler
