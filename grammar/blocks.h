#pragma once
// Nests statements into blocks, by an explicit stack. A block that is never closed, or a closer of
// nothing, is reported; whatever the text, each statement ends up in one block in source order.

#include <array>
#include <vector>

#include "grammar/syntax.h"
#include "grammar/syntax_errors.h"
#include "grammar/tag_names.h"

namespace keyplate::grammar {

class Blocks {
 public:
  Blocks(Tree& tree, SyntaxErrors& errors, unsigned nesting)
      : tree_(tree), errors_(errors), nesting_(nesting) {}

  /// A statement without a body.
  StatementId add(Span span, StatementNode node);
  /// A statement whose body begins; `condition` is that of an `if`.
  void open(BlockKind kind, Span island, StatementNode node, ExprId condition = ExprId::none);
  /// `elif`, `else`, `case` or `default`; `condition` as the tag has it.
  void branch(const TagName& tag, Span island, ExprId condition);
  void close(const TagName& tag, Span island);
  /// Whether the innermost block is a `switch`, behind its first `case`.
  bool in_case() const {
    return !open_.empty() && open_.back().kind == BlockKind::switch_cases && open_.back().in_branch;
  }
  /// The name of the innermost `block`, where that is what is open.
  ExprId block_name() const;
  void report_unclosed(BlockKind kind, Span island);
  /// The end of the text: closes what is open, with a diagnostic each, and makes the tree's body.
  void finish();

 private:
  struct Open {
    BlockKind kind;
    bool dropped = false;    ///< too deep: its content is left out of the tree
    bool in_branch = false;  ///< the children belong to a branch, not before the first `case`
    bool has_else = false;
    StatementId statement;
    ExprId condition;  ///< of the branch that is open
    Span island;
    std::uint32_t first_child;
    std::uint32_t first_branch;
  };

  static bool takes(const Open& open, TagRole role);
  bool unwind_to(BlockKind kind);
  bool unwind_to_taker(TagRole role);
  void report_stray(std::string_view name, Span island);
  void pop();
  void end_branch(Open& open);
  void end_body(const Open& open);
  Block take_children(std::uint32_t first);
  List<Branch> take_branches(std::uint32_t first);

  Tree& tree_;
  SyntaxErrors& errors_;
  unsigned nesting_;
  std::vector<Open> open_;
  std::array<std::uint32_t, block_kind_count> open_of_kind_{};
  std::vector<StatementId> children_;
  std::vector<Branch> branches_;
};

}  // namespace keyplate::grammar
