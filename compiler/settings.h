#pragma once
// The tables of a workspace file beside its vaults, and those of a user configuration, as rows:
// what each may hold.

#include <span>
#include <string_view>

#include "compiler/field.h"

namespace keyplate::compiler {

enum class SectionShape : unsigned char {
  table,
  list,   ///< `[[NAME]]`
  named,  ///< a table of tables whose names the author chooses
  map,    ///< keys that the author chooses; the one row says what their values are
};

/// A table of the workspace file. `fields` is empty where they depend on what is written.
struct SectionSpec {
  std::string_view name;   ///< the top-level key
  std::string_view title;  ///< as a person writes it: `[environments.NAME]`
  std::string_view doc;
  std::span<const FieldSpec> fields;
  SectionShape shape = SectionShape::table;
};

/// All top-level tables, `vaults` included.
std::span<const SectionSpec> sections();

/// REQUIRES: there is a section of that name.
const SectionSpec& section(std::string_view name);

/// The top of a user configuration, and what its tables hold.
std::span<const FieldSpec> user_settings();
/// `[[auth]]`, and its `match`.
std::span<const FieldSpec> personal_auth_settings();
std::span<const FieldSpec> match_settings();
/// `[agent]`.
std::span<const FieldSpec> agent_settings();

}  // namespace keyplate::compiler
