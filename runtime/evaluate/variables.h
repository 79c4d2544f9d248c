#pragma once
// The root context: what the selected environment and the command line gave. A string of an
// environment is a template; it is parsed and evaluated when it is first used, once, in the root
// context and nothing else.

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/check.h"
#include "compiler/program.h"
#include "compiler/variables.h"
#include "grammar/diagnostic.h"
#include "runtime/evaluate/lazy_table.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

struct RenderState;

class Variables {
 public:
  explicit Variables(RenderState& state) : state_(state) {}

  /// The variable of that name, else the global of that name, else undefined. A table comes
  /// unevaluated.
  Value find(compiler::SymbolId symbol);
  /// All variables: what `_` is.
  Value all() const;
  /// One element of a table or list, evaluated if it is a leaf.
  Value member(const LazyTable& table, const Value& key);
  /// REQUIRES: index < size of the table or list.
  Value element(const LazyTable& table, std::size_t index);
  /// The table or list with every leaf in it evaluated: pending or failed if one of them is.
  Value evaluated(const LazyTable& table);
  /// What `evaluated` found before, or null.
  const Value* known(const LazyTable& table) const;
  /// What evaluating variables reported, for variables that are done.
  DiagnosticSink& diagnostics() { return diagnostics_; }

 private:
  bool unknown_input(std::string_view name) const;
  Value found(const LazyTable& table, const Value& key);
  Value member_of_all(const LazyTable& table, const Value& key);
  struct Leaf {
    Value value;
    bool done = false;
    std::unique_ptr<compiler::Program> program;
  };
  struct Running {
    const compiler::Variable* variable;
    std::string_view name;
  };

  Value value_of(const compiler::Variable& variable, std::string_view name, bool bare);
  Value evaluated(const compiler::Variable& variable, std::string_view name, bool bare);
  Value evaluated(const compiler::VariableTable& table, bool bare);
  Value evaluated(const compiler::VariableList& list, bool bare);
  Value leaf(const compiler::Variable& variable, std::string_view name, bool bare);
  Value run(const compiler::Variable& variable, Leaf& leaf, std::string_view name);
  bool prepare(const compiler::Variable& variable, Leaf& leaf, DiagnosticSink& sink);
  Value cycle(const compiler::Variable& variable, std::string_view name);
  bool is_running(const compiler::Variable& variable) const;
  const compiler::Variable* meant_by_itself(const compiler::Variable& variable) const;

  RenderState& state_;
  std::vector<Value> roots_;  ///< by symbol; valid where `known_` is
  std::vector<bool> known_;
  std::unordered_map<const compiler::Variable*, Leaf> leaves_;
  std::unordered_map<const void*, Value> evaluated_;  ///< whole tables and lists
  std::optional<compiler::CheckContext> checks_;      ///< made when the first template is looked at
  std::vector<Running> running_;  ///< leaves under evaluation, the innermost last
  DiagnosticSink diagnostics_;
};

}  // namespace keyplate::evaluate
