#pragma once
// A tree with every name looked up: what the evaluator runs. Symbols stand for variable names,
// indices for filters, tests and globals, and a tag's arguments lie in the order of its row's
// fields.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/tables.h"
#include "grammar/syntax.h"

namespace keyplate::compiler {

enum class SymbolId : std::uint32_t {};

/// Names of variables, each once. Shared by all programs of a render; one thread.
class Symbols {
 public:
  SymbolId intern(std::string_view name);
  const std::string& name(SymbolId id) const { return *names_[static_cast<std::uint32_t>(id)]; }
  std::size_t size() const { return names_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>()(name);
    }
  };
  std::unordered_map<std::string, SymbolId, Hash, std::equal_to<>> ids_;
  std::vector<const std::string*> names_;
};

inline constexpr std::uint32_t unbound = UINT32_MAX;

/// A tag as a statement or in call position.
struct TagCall {
  TagId tag;
  Span span;                               ///< of the whole tag or call
  std::vector<grammar::ExprId> arguments;  ///< one a field of the row; none: absent
};

struct Program {
  grammar::Tree tree;
  /// By ExprId: NameExpr -> SymbolId; StringLiteral -> index of `strings`; FilterExpr, TestExpr ->
  /// index of the table; Call of a tag -> index of `tags` (other calls: unbound).
  std::vector<std::uint32_t> expr_binding;
  /// By StatementId: TagStatement -> index of `tags`; FilterBlock -> index of the filters; Macro ->
  /// SymbolId.
  std::vector<std::uint32_t> statement_binding;
  /// By index of tree.arguments: the SymbolId of a keyword's or parameter's name, else unbound.
  std::vector<std::uint32_t> argument_binding;
  std::vector<std::string> strings;
  std::vector<TagCall> tags;
};

/// REQUIRES: `check` reported no error on the tree.
Program lower(grammar::Tree tree, Symbols& symbols);

}  // namespace keyplate::compiler
