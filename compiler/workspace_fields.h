#pragma once
// One table of the workspace file against its rows: unknown keys, missing ones, wrong types, values
// that break a rule. Reports everything that it finds; a value that it accepts may be used without
// another look.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/field.h"
#include "compiler/tables.h"
#include "compiler/toml.h"

namespace keyplate::compiler {

/// A table and what messages call it.
struct Owner {
  std::string name;  ///< "`[workspace]`", "vault `prod`"
  Span span;         ///< where a missing setting is reported
};

class FieldReader {
 public:
  FieldReader(const SourcePtr& source, DiagnosticSink& sink) : source_(source), sink_(sink) {}

  /// Checks every entry against its row, and that required rows are there.
  void check(const TomlTable& table, std::span<const FieldSpec> fields, const Owner& owner);
  /// Only which keys there are; for a table whose rows come from several places.
  void check_keys(const TomlTable& table, std::span<const FieldSpec* const> fields,
                  const Owner& owner);
  /// Whether the value of `key` is what `field` wants.
  bool check_value(std::string_view key, const TomlValue& value, const FieldSpec& field);
  /// At most one of each, or exactly one.
  void check_alternatives(const TomlTable& table, std::span<const Alternatives> alternatives,
                          const Owner& owner);
  /// Reports unless the value has type T.
  template <typename T>
  const T* expect(std::string_view key, const TomlValue& value, std::string_view expected) {
    if (const T* as = value.as<T>()) return as;
    wrong_type(key, value, expected);
    return nullptr;
  }
  /// Whether a string's name rule holds.
  bool check_rule(const TomlValue& value, const FieldSpec& field);
  void wrong_type(std::string_view key, const TomlValue& value, std::string_view expected);

  const SourcePtr& source() const { return source_; }
  DiagnosticSink& sink() { return sink_; }

 private:
  bool check_string(std::string_view key, const TomlValue& value, const FieldSpec& field);
  bool check_list(std::string_view key, const TomlValue& value, const FieldSpec& field);
  bool check_map(std::string_view key, const TomlValue& value);
  bool check_integer(std::string_view key, const TomlValue& value, const FieldSpec& field);
  bool check_duration(std::string_view key, const TomlValue& value, const FieldSpec& field);
  bool check_credential(std::string_view key, const TomlValue& value, const FieldSpec& field);
  bool check_choice(std::string_view key, const TomlValue& value, const FieldSpec& field);
  bool check_glob(const TomlValue& value, const TomlString& glob);
  bool check_url(const TomlValue& value, const TomlString& url);
  void missing_alternatives(const Alternatives& group, const Owner& owner);
  void check_companions(const TomlTable& table, const Alternatives& group, const Owner& owner);
  bool is_literal(std::string_view key, const TomlValue& value);
  Span part(const TomlValue& value, const TomlString& text, const NameProblem& problem) const;

  SourcePtr source_;
  DiagnosticSink& sink_;
};

/// The strings of a list that was checked.
std::vector<std::string> strings(const TomlTable& table, std::string_view key);
/// The text of a string that was checked, or nothing.
std::optional<std::string> string(const TomlTable& table, std::string_view key);

/// The rows that say where a credential comes from.
std::span<const FieldSpec> credential_sources(FieldType type);

}  // namespace keyplate::compiler
