#include "grammar/blocks.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace keyplate::grammar {
namespace {

std::string shown(std::string_view tag) {
  return fmt::format("{{% {} %}}", tag);
}

bool is_loop(BlockKind kind) {
  return kind == BlockKind::loop || kind == BlockKind::async_each || kind == BlockKind::async_all;
}

}  // namespace

StatementId Blocks::add(Span span, StatementNode node) {
  const auto id = static_cast<StatementId>(tree_.statements.size());
  tree_.statements.push_back({span, node});
  children_.push_back(id);
  return id;
}

void Blocks::open(BlockKind kind, Span island, StatementNode node, ExprId condition) {
  Open open{};
  open.kind = kind;
  open.dropped = open_.size() >= nesting_;
  if (open_.size() == nesting_) errors_.report(island, diag::nesting_too_deep, nesting_);
  open.statement = add(island, open.dropped ? StatementNode{ErrorStatement{}} : node);
  open.in_branch = kind != BlockKind::switch_cases;
  open.condition = condition;
  open.island = island;
  open.first_child = static_cast<std::uint32_t>(children_.size());
  open.first_branch = static_cast<std::uint32_t>(branches_.size());
  open_.push_back(open);
  ++open_of_kind_[static_cast<std::size_t>(kind)];
}

void Blocks::branch(const TagName& tag, Span island, ExprId condition) {
  if (!unwind_to_taker(tag.role)) return report_stray(tag.name, island);
  Open& open = open_.back();
  end_branch(open);
  open.condition = condition;
  open.has_else = tag.role == TagRole::otherwise || tag.role == TagRole::default_of;
}

void Blocks::close(const TagName& tag, Span island) {
  if (!unwind_to(tag.block)) return report_stray(tag.name, island);
  pop();
}

ExprId Blocks::block_name() const {
  if (open_.empty() || open_.back().kind != BlockKind::block) return ExprId::none;
  const auto* const loader = std::get_if<Loader>(&tree_[open_.back().statement].node);
  return loader && loader->operands.count > 0 ? tree_.list(loader->operands)[0] : ExprId::none;
}

void Blocks::finish() {
  while (!open_.empty()) {
    report_unclosed(open_.back().kind, open_.back().island);
    pop();
  }
  tree_.body = take_children(0);
}

/// Whether a tag of that role is a branch of this block, where it stands.
bool Blocks::takes(const Open& open, TagRole role) {
  if (open.has_else) return false;
  switch (role) {
    case TagRole::elif:
      return open.kind == BlockKind::conditional;
    case TagRole::otherwise:
      return open.kind == BlockKind::conditional || is_loop(open.kind);
    default:
      return open.kind == BlockKind::switch_cases;
  }
}

/// Closes what is open inside the innermost block of that kind; false when there is none.
bool Blocks::unwind_to(BlockKind kind) {
  if (open_of_kind_[static_cast<std::size_t>(kind)] == 0) return false;
  while (open_.back().kind != kind) {
    report_unclosed(open_.back().kind, open_.back().island);
    pop();
  }
  return true;
}

bool Blocks::unwind_to_taker(TagRole role) {
  // A branch belongs to the nearest block that has branches of that sort, full or not.
  const auto has_such = [role](const Open& open) {
    Open unspent = open;
    unspent.has_else = false;
    return takes(unspent, role);
  };
  const auto found = std::find_if(open_.rbegin(), open_.rend(), has_such);
  if (found == open_.rend() || !takes(*found, role)) return false;
  return unwind_to(found->kind);
}

void Blocks::report_unclosed(BlockKind kind, Span island) {
  errors_.report(island, diag::unclosed_block, shown(opening_tag(kind)), shown(closing_tag(kind)));
  add(island, ErrorStatement{});
}

void Blocks::report_stray(std::string_view name, Span island) {
  errors_.report(island, diag::unexpected_block_end, shown(name));
  add(island, ErrorStatement{});
}

void Blocks::pop() {
  Open open = open_.back();
  end_body(open);
  branches_.resize(open.first_branch);
  children_.resize(open.first_child);
  --open_of_kind_[static_cast<std::size_t>(open.kind)];
  open_.pop_back();
}

/// The children so far become a branch, or the body of a loop that has an `else`.
void Blocks::end_branch(Open& open) {
  const Block body = take_children(open.first_child);
  if (is_loop(open.kind)) {
    if (auto* const loop =
            std::get_if<For>(&tree_.statements[static_cast<std::uint32_t>(open.statement)].node))
      loop->body = body;
  } else if (open.in_branch) {
    branches_.push_back({open.condition, body});
  }
  open.in_branch = true;
}

void Blocks::end_body(const Open& open) {
  if (open.dropped) return;
  const Block body = take_children(open.first_child);
  const auto take_cases = [&] {
    if (open.in_branch) branches_.push_back({open.condition, body});
    return take_branches(open.first_branch);
  };
  StatementNode& node = tree_.statements[static_cast<std::uint32_t>(open.statement)].node;
  std::visit(overloaded{
                 [&](If& n) { n.branches = take_cases(); },
                 [&](Switch& n) { n.cases = take_cases(); },
                 [&](For& n) { (open.has_else ? n.otherwise : n.body) = body; },
                 [&](Set& n) { n.body = body; },
                 [&](Macro& n) { n.body = body; },
                 [&](CallBlock& n) { n.body = body; },
                 [&](FilterBlock& n) { n.body = body; },
                 [&](Loader& n) { n.body = body; },
                 [](auto&) {},
             },
             node);
}

Block Blocks::take_children(std::uint32_t first) {
  const Block block{static_cast<std::uint32_t>(tree_.statement_lists.size()),
                    static_cast<std::uint32_t>(children_.size() - first)};
  tree_.statement_lists.insert(tree_.statement_lists.end(),
                               children_.begin() + static_cast<std::ptrdiff_t>(first),
                               children_.end());
  children_.resize(first);
  return block;
}

List<Branch> Blocks::take_branches(std::uint32_t first) {
  const List<Branch> list{static_cast<std::uint32_t>(tree_.branches.size()),
                          static_cast<std::uint32_t>(branches_.size() - first)};
  tree_.branches.insert(tree_.branches.end(),
                        branches_.begin() + static_cast<std::ptrdiff_t>(first), branches_.end());
  branches_.resize(first);
  return list;
}

}  // namespace keyplate::grammar
