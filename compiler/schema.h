#pragma once
// The tables of rows as a document for editors and validators.

#include <string>

namespace keyplate::compiler {

/// schemas/workspace.schema.json: a JSON Schema (draft 7, the newest that TOML editors know) of a
/// workspace file. It accepts whatever `check` accepts, and refuses what the rows forbid, as far as
/// a schema can say it; whether names refer to something, only `check` knows.
std::string workspace_schema();

/// schemas/config.schema.json: the same of a user configuration.
std::string config_schema();

}  // namespace keyplate::compiler
