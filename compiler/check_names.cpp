// Variables: what a name means, whether a key exists, and how much it matters when it doesn't.

#include <algorithm>
#include <array>

#include "compiler/checker.h"
#include "compiler/suggest.h"

namespace keyplate::compiler {

using namespace grammar;

namespace {

constexpr std::string_view root_name = "_";
constexpr std::array<std::string_view, 7> loop_members = {"first",  "index",    "index0",   "last",
                                                          "length", "revindex", "revindex0"};
/// Bounds on what a report looks at, so that a file of mistakes takes linear time.
constexpr unsigned most_guards = 64;
constexpr unsigned most_depth = 32;
constexpr std::size_t most_path_keys = 16;

const StringLiteral* constant_key(const Tree& tree, ExprId member) {
  return std::get_if<StringLiteral>(&tree[std::get<Member>(tree[member].node).key].node);
}

std::string key_text(const Tree& tree, const StringLiteral& key) {
  return key.escaped ? string_value(tree, key) : std::string(tree.text(key.content));
}

}  // namespace

void Checker::name(const Work& work) {
  const std::string_view name = tree_.text(work.expr);
  if (name == root_name && used_names_) used_names_->any_variable = true;
  if (name == root_name || locals_.find(name)) return;
  root_path(work, {work.expr, work.expr, name, {}, true});
}

void Checker::member(const Work& work) {
  members_.clear();
  ExprId base = work.expr;
  while (const auto* node = std::get_if<Member>(&tree_[base].node)) {
    members_.push_back(base);
    if (!constant_key(tree_, base)) push(node->key, Usage::value, work);
    base = node->object;
  }
  std::reverse(members_.begin(), members_.end());
  if (!std::holds_alternative<NameExpr>(tree_[base].node)) return push(base, work.usage, work);
  const std::string_view name = tree_.text(base);
  const std::span<const ExprId> members = members_;
  if (const Local* local = locals_.find(name)) {
    if (local->kind == LocalKind::loop) loop_member(work, members.front());
  } else if (name != root_name) {
    root_path(work, {base, base, name, members, true});
  } else if (const StringLiteral* key = constant_key(tree_, members.front())) {
    const std::string root = key_text(tree_, *key);
    const ExprId written = std::get<Member>(tree_[members.front()].node).key;
    root_path(work, {members.front(), written, root, members.subspan(1), false});
  } else if (used_names_) {
    used_names_->any_variable = true;
  }
}

void Checker::root_path(const Work& work, const Path& path) {
  if (uses_) note_use(work, path);
  if (active_ == 0) return;
  if (is_own_name(path)) return;
  const auto roots = group_->variables.roots();
  const VariableNames::Node* node = VariableNames::find(roots, path.name);
  if (node && used_) used_->variables[static_cast<std::size_t>(node - roots.data())] = true;
  const ScopeMask missing = active_ & ~(node ? node->present : ScopeMask{0});
  if (missing != 0 && !find_global(path.name)) unknown_variable(work, path, missing);
  if (node) follow(work, path.members, *node);
}

/// Looks the keys up in the scopes where the variable is a table.
void Checker::follow(const Work& work, std::span<const ExprId> members,
                     const VariableNames::Node& root) {
  const VariableNames::Node* node = &root;
  ScopeMask live = active_;
  for (const ExprId member : members) {
    live &= node->tables;
    const StringLiteral* key = constant_key(tree_, member);
    if (live == 0 || !key) return;
    const auto known = group_->variables.members(*node);
    const std::string name = key_text(tree_, *key);
    node = VariableNames::find(known, name);
    const ScopeMask present = node ? node->present : 0;
    if (const ScopeMask missing = live & ~present)
      return unknown_key(work, member, name, known, missing);
  }
}

void Checker::loop_member(const Work& work, ExprId member) {
  const StringLiteral* key = constant_key(tree_, member);
  if (!key || work.usage == Usage::tolerated) return;
  const std::string name = key_text(tree_, *key);
  if (std::binary_search(loop_members.begin(), loop_members.end(), name)) return;
  const Span at = span(std::get<Member>(tree_[member].node).key);
  Diagnostic& added = report(at, diag::unknown_key, "loop", name, suggest(name, loop_members));
  offer(added, at, name, loop_members);
}

void Checker::unknown_variable(const Work& work, const Path& path, ScopeMask where) {
  if (where == 0 || work.usage == Usage::tolerated || guarded(work.guard, path.root)) return;
  auto known = variable_names();
  const std::string name(path.name);
  std::erase(known, name);  // there in some environments: no hint for the others
  Diagnostic& added =
      report(span(path.written), diag::unknown_variable, name, suggest(name, known));
  if (work.usage == Usage::condition) added.severity = Severity::warning;
  offer(added, span(path.written), name, known, ChosenBy::author);
  name_environments(added, where);
}

void Checker::unknown_key(const Work& work, ExprId member, const std::string& key,
                          std::span<const VariableNames::Node> siblings, ScopeMask where) {
  if (work.usage == Usage::tolerated || guarded(work.guard, member)) return;
  std::vector<std::string_view> known;
  for (const VariableNames::Node& sibling : siblings) {
    if (sibling.name != key) known.push_back(sibling.name);
  }
  const Member& node = std::get<Member>(tree_[member].node);
  const Span at = span(node.key);
  Diagnostic& added =
      report(at, diag::unknown_key, std::string(tree_.text(node.object)), key, suggest(key, known));
  if (work.usage == Usage::condition) added.severity = Severity::warning;
  offer(added, at, key, known, ChosenBy::author);
  name_environments(added, where);
}

void Checker::note_use(const Work& work, const Path& path) {
  VariableUse use{{std::string(path.name)}, path.bare, span(work.expr)};
  for (const ExprId member : path.members) {
    const StringLiteral* key = constant_key(tree_, member);
    if (!key) break;
    use.path.push_back(key_text(tree_, *key));
  }
  uses_->push_back(std::move(use));
}

/// Whether a string names the variable that it is: then it means what that replaced, whatever it
/// was.
bool Checker::is_own_name(const Path& path) const {
  if (!path.bare || own_path_.empty() || own_path_.front() != path.name) return false;
  if (path.members.size() + 1 < own_path_.size()) return false;
  for (std::size_t i = 1; i < own_path_.size(); ++i) {
    const StringLiteral* key = constant_key(tree_, path.members[i - 1]);
    if (!key || key_text(tree_, *key) != own_path_[i]) return false;
  }
  return true;
}

std::vector<std::string_view> Checker::variable_names() const {
  std::vector<std::string_view> names = locals_.names();
  for (const VariableNames::Node& node : group_->variables.roots())
    if (node.present & active_) names.push_back(node.name);
  return names;
}

// ---- conditions that say a variable is there ----

bool Checker::guarded(std::uint32_t guard, ExprId path) const {
  for (unsigned seen = 0; guard != no_guard; guard = guards_[guard].outer) {
    if (++seen > most_guards) return true;
    if (implies(guards_[guard].condition, guards_[guard].holds, path, 0)) return true;
  }
  return false;
}

/// Whether `path` is defined when `condition` holds, or when it doesn't.
bool Checker::implies(ExprId condition, bool holds, ExprId path, unsigned depth) const {
  if (depth > most_depth) return true;
  const auto inner = [&](ExprId expr, bool inner_holds) {
    return implies(expr, inner_holds, path, depth + 1);
  };
  const ExprNode& node = tree_[condition].node;
  if (const auto* group = std::get_if<Group>(&node))
    return inner(tree_.list(group->items).back(), holds);
  if (const auto* unary = std::get_if<Unary>(&node))
    return unary->op == UnaryOperator::logical_not && inner(unary->operand, !holds);
  if (const auto* binary = std::get_if<Binary>(&node)) {
    const auto both = holds ? BinaryOperator::logical_and : BinaryOperator::logical_or;
    return binary->op == both && (inner(binary->left, holds) || inner(binary->right, holds));
  }
  if (const auto* test = std::get_if<TestExpr>(&node)) {
    const std::string_view wanted = holds != test->negated ? "defined" : "undefined";
    return text(test->name) == wanted && reaches_through(test->value, path);
  }
  return holds && reaches_through(condition, path);
}

/// Whether `path` is `prefix` or goes on from it, so that it can't be there without.
bool Checker::reaches_through(ExprId path, ExprId prefix) const {
  std::vector<std::string> longer;
  std::vector<std::string> shorter;
  return keys_of(path, longer) && keys_of(prefix, shorter) && shorter.size() <= longer.size() &&
         std::equal(shorter.begin(), shorter.end(), longer.begin());
}

/// The keys of a path from its root, `_.` left out. False when it is no path, or a long one.
bool Checker::keys_of(ExprId path, std::vector<std::string>& keys) const {
  while (const auto* node = std::get_if<Member>(&tree_[path].node)) {
    const StringLiteral* key = constant_key(tree_, path);
    if (!key || keys.size() == most_path_keys) return false;
    keys.push_back(key_text(tree_, *key));
    path = node->object;
  }
  if (!std::holds_alternative<NameExpr>(tree_[path].node)) return false;
  if (tree_.text(path) != root_name) keys.emplace_back(tree_.text(path));
  std::reverse(keys.begin(), keys.end());
  return true;
}

}  // namespace keyplate::compiler
