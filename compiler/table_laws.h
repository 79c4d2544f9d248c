#pragma once
// The laws that every table keeps: rows are complete, required fields lead. Proven while keyplate
// is compiled.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "compiler/bind.h"
#include "compiler/field.h"
#include "grammar/name_index.h"

namespace keyplate::compiler {

/// Whether every field says what it is for, a choice has choices, and no field follows an optional
/// one that it needs: required fields lead.
constexpr bool complete(std::span<const FieldSpec> fields) {
  bool optional_seen = false;
  for (const FieldSpec& field : fields) {
    if (field.name.empty() || field.doc.empty()) return false;
    if ((field.type == FieldType::choice) == field.choices.empty()) return false;
    if (field.required && optional_seen) return false;
    optional_seen = optional_seen || !field.required;
  }
  return true;
}

/// Whether every row has a name, a sentence and an example.
template <typename Row, std::size_t N>
consteval bool documented(const std::array<Row, N>& rows) {
  return std::all_of(rows.begin(), rows.end(), [](const Row& row) {
    return !row.name.empty() && !row.doc.empty() && !row.example.empty();
  });
}

template <typename Row, std::size_t N>
consteval bool complete_fields(const std::array<Row, N>& rows) {
  return std::all_of(rows.begin(), rows.end(), [](const Row& row) {
    return row.fields.size() <= most_fields && complete(row.fields);
  });
}

}  // namespace keyplate::compiler
