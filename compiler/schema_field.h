#pragma once
// Rows as JSON Schema: what the parts of a schema are made of.

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "compiler/field.h"
#include "compiler/tables.h"

namespace keyplate::compiler {

/// Members in the order in which they are added.
using Schema = nlohmann::ordered_json;

/// What the value of a row may be. An `auth` may be whatever the definition `auth` says.
Schema field_schema(const FieldSpec& field);

/// A table that holds what the rows say, and nothing else.
Schema table_schema(std::span<const FieldSpec> fields);

/// What a plain name is, as a schema of strings.
Schema plain_name_schema();

/// Adds which of the settings go together, and which of them are needed.
void restrict_to(std::span<const Alternatives> groups, Schema& table);

/// A row, and whose it is.
struct OwnedField {
  const FieldSpec* field;
  std::string_view owner;
};

/// The rows of several owners side by side, one property a name. Those that only one row has are
/// described wholly; of one that several have, what they have in common.
Schema united_properties(std::span<const OwnedField> fields);

/// Names that more than one of the rows has, each once.
std::vector<std::string_view> shared_names(std::span<const OwnedField> fields);

}  // namespace keyplate::compiler
