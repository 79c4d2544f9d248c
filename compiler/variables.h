#pragma once
// Variables as the author and the command line gave them, before anything is evaluated. Tables keep
// their source order. Strings of environments are templates; what the command line gives is
// literal.

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/result.h"
#include "grammar/source.h"

namespace keyplate::compiler {

struct Variable;
struct VariableEntry;
using VariableList = std::vector<Variable>;
using VariableTable = std::vector<VariableEntry>;

struct NullValue {};
struct NumberValue {
  double value = 0;
  std::string spelling;
};
/// A string of an environment. `source` is derived from the workspace file.
struct TemplateText {
  SourcePtr source;
};
struct LiteralText {
  std::string text;
  bool secret = false;  ///< from --set-env or --set-file
};

struct Variable {
  Location where;  ///< source null: from the command line or a context file
  std::variant<NullValue, bool, NumberValue, TemplateText, LiteralText, VariableList, VariableTable>
      value;
  /// What it replaced through `extends` or the command line; a bare self-reference means this.
  std::shared_ptr<const Variable> overridden;

  template <typename T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
};

struct VariableEntry {
  std::string name;
  Location name_where;
  Variable value;
};

const Variable* find(const VariableTable& table, std::string_view name);

/// Merges tables key by key at every depth; anything else replaces, remembering what it replaced.
void merge(VariableTable& base, const VariableTable& over);

/// `--set a.b=text` puts `text` at that path, making tables on the way: 64 at most, and what is
/// left of a longer path is one name.
void set_path(VariableTable& table, std::string_view dotted_path, Variable value);

/// The members of a JSON object, all literal, numbers as spelled, in source order.
Result<VariableTable> parse_json_object(std::string_view json);
/// Any JSON value.
Result<Variable> parse_json_value(std::string_view json);

}  // namespace keyplate::compiler
