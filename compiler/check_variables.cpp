// The strings of environments: each is a template of its own, checked in the scopes that see it,
// and together they must not go round in a circle.

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_map>

#include "compiler/check.h"
#include "compiler/checker.h"
#include "grammar/parse.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t most_chain_names = 8;
constexpr std::size_t nothing = SIZE_MAX;
/// Insomnia renders all variables three times over: what needs more of them stays a template.
constexpr unsigned deepest_in_insomnia = 3;

/// One string that somebody wrote, in however many scopes it is seen.
struct Leaf {
  SourcePtr source;
  std::vector<std::string> path;
  std::shared_ptr<const Variable> overridden;
  ScopeMask active = 0;  ///< where its value can be asked for
  std::vector<VariableUse> uses;
  bool checked = false;
  /// How many templates, its own included, must render before its value is there.
  unsigned depth = 0;
};

std::string dotted(const std::vector<std::string>& path) {
  std::string text;
  for (const std::string& key : path) text += (text.empty() ? "" : ".") + key;
  return text;
}

bool means_itself(const Leaf& leaf, const VariableUse& use) {
  const auto& own = leaf.path;
  return use.bare && use.path.size() >= own.size() &&
         std::equal(own.begin(), own.end(), use.path.begin());
}

class EnvironmentStrings {
 public:
  EnvironmentStrings(const ScopeGroup& group, unsigned nesting, DiagnosticSink& sink)
      : group_(group), nesting_(nesting), sink_(sink) {}

  void note_used(UsedNames* used, std::size_t position) {
    used_ = used;
    position_ = position;
  }

  void run() {
    for (std::size_t i = 0; i < group_.scopes.size(); ++i)
      collect(group_.scopes[i].variables, ScopeMask{1} << i);
    check_leaves();
    for (std::size_t i = 0; i < group_.scopes.size(); ++i) find_cycles(i);
    for (const auto& [cycle, where] : cycles_) report(cycle, where);
  }

  /// Looks only at what is used, and at what that uses. REQUIRES: note_used().
  void skip_unused() { skips_unused_ = true; }

  /// What Insomnia would leave unrendered, at the place where it begins to. REQUIRES: run().
  void report_depth();

 private:
  struct Pending {
    const Variable* variable;
    std::vector<std::string> path;
  };
  using Chain = std::vector<std::size_t>;  ///< leaves, each needing the next and the last the first

  void collect(const VariableTable& table, ScopeMask scope);
  static void collect_members(const Pending& from, std::vector<Pending>& pending);
  void add(const Variable& variable, const std::vector<std::string>& path, ScopeMask scope);
  Leaf& leaf(const Variable& variable, const std::vector<std::string>& path);
  void find_own_use(Leaf& leaf);
  void check_leaves();
  void check_used_leaves();
  void check(Leaf& leaf);
  void walk(Leaf& leaf, ScopeMask active, DiagnosticSink& sink, UsedNames* used);

  void find_cycles(std::size_t scope);
  void search(std::size_t start, std::size_t scope, std::vector<char>& state);
  unsigned needed_depth(const Leaf& leaf, std::size_t scope) const;
  void note_cycle(const Chain& path, std::size_t again, std::size_t scope);
  std::size_t target(const Leaf& leaf, const VariableUse& use, const Scope& scope) const;
  const VariableUse* link(const Leaf& from, std::size_t to) const;
  void report(const Chain& cycle, ScopeMask where);
  std::string chain_text(const Chain& cycle) const;

  const ScopeGroup& group_;
  const unsigned nesting_;
  DiagnosticSink& sink_;
  UsedNames* used_ = nullptr;
  std::size_t position_ = 0;
  bool skips_unused_ = false;
  grammar::Tree tree_;
  std::vector<Leaf> leaves_;
  std::unordered_map<const Source*, std::size_t> by_source_;
  std::unordered_map<std::size_t, bool> uses_own_;
  std::map<Chain, ScopeMask> cycles_;
};

// ---- which strings there are ----

/// In source order: what waits is taken from the end.
void EnvironmentStrings::collect(const VariableTable& table, ScopeMask scope) {
  std::vector<Pending> pending;
  for (auto entry = table.rbegin(); entry != table.rend(); ++entry)
    pending.push_back({&entry->value, {entry->name}});
  while (!pending.empty()) {
    const Pending next = std::move(pending.back());
    pending.pop_back();
    collect_members(next, pending);
    add(*next.variable, next.path, scope);
  }
}

void EnvironmentStrings::collect_members(const Pending& from, std::vector<Pending>& pending) {
  const auto push = [&](const Variable& variable, std::string key) {
    pending.push_back({&variable, from.path});
    pending.back().path.push_back(std::move(key));
  };
  if (const auto* table = from.variable->as<VariableTable>())
    for (auto entry = table->rbegin(); entry != table->rend(); ++entry)
      push(entry->value, entry->name);
  if (const auto* list = from.variable->as<VariableList>())
    for (std::size_t i = list->size(); i > 0; --i) push((*list)[i - 1], std::to_string(i - 1));
}

/// A string is asked for where it stands; one that it replaced, only where the string says its own
/// name.
void EnvironmentStrings::add(const Variable& variable, const std::vector<std::string>& path,
                             ScopeMask scope) {
  bool asked = true;
  for (const Variable* at = &variable; at && at->as<TemplateText>(); at = at->overridden.get()) {
    Leaf& found = leaf(*at, path);
    if (asked) found.active |= scope;
    if (!at->overridden) return;
    find_own_use(found);
    asked = asked && uses_own_[by_source_[found.source.get()]];
  }
}

Leaf& EnvironmentStrings::leaf(const Variable& variable, const std::vector<std::string>& path) {
  const SourcePtr& source = variable.as<TemplateText>()->source;
  const auto [found, added] = by_source_.try_emplace(source.get(), leaves_.size());
  if (added) leaves_.push_back({source, path, variable.overridden, 0, {}});
  return leaves_[found->second];
}

void EnvironmentStrings::find_own_use(Leaf& leaf) {
  const auto [known, added] = uses_own_.try_emplace(by_source_[leaf.source.get()], false);
  if (!added) return;
  DiagnosticSink unheard;  // `check` says it again
  walk(leaf, 0, unheard, nullptr);
  known->second = std::any_of(leaf.uses.begin(), leaf.uses.end(),
                              [&](const VariableUse& use) { return means_itself(leaf, use); });
}

void EnvironmentStrings::check_leaves() {
  if (skips_unused_ && !used_->any_variable) check_used_leaves();
  for (Leaf& leaf : leaves_)
    if (!leaf.checked && (!skips_unused_ || used_->any_variable)) check(leaf);
}

/// Root by root, for what is looked at may use more.
void EnvironmentStrings::check_used_leaves() {
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_root;
  for (std::size_t i = 0; i < leaves_.size(); ++i) by_root[leaves_[i].path.front()].push_back(i);
  const auto roots = group_.variables.roots();
  std::vector<std::string_view> wanted;
  for (std::size_t i = 0; i < roots.size(); ++i)
    if (used_->groups[position_].variables[i]) wanted.push_back(roots[i].name);
  while (!wanted.empty()) {
    const auto found = by_root.extract(wanted.back());
    wanted.pop_back();
    if (found.empty()) continue;
    for (const std::size_t i : found.mapped()) {
      check(leaves_[i]);
      for (const VariableUse& use : leaves_[i].uses)
        if (!use.path.empty()) wanted.push_back(use.path.front());
    }
  }
}

void EnvironmentStrings::check(Leaf& leaf) {
  leaf.checked = true;
  walk(leaf, leaf.active, sink_, used_);
}

void EnvironmentStrings::walk(Leaf& leaf, ScopeMask active, DiagnosticSink& sink, UsedNames* used) {
  leaf.uses.clear();
  grammar::parse(leaf.source, tree_, sink, {nesting_});
  Checker checker(tree_, &group_, active, sink);
  checker.in_variable(leaf.path, leaf.uses);
  checker.note_used(used, position_);
  checker.run();
}

// ---- cycles ----

/// The string that a use reads in a scope, or nothing: a table, a number, a name that isn't there.
std::size_t EnvironmentStrings::target(const Leaf& leaf, const VariableUse& use,
                                       const Scope& scope) const {
  const Variable* found = nullptr;
  if (means_itself(leaf, use)) {
    if (!leaf.overridden) return by_source_.at(leaf.source.get());
    found = leaf.overridden.get();
  } else {
    const VariableTable* table = &scope.variables;
    for (const std::string& key : use.path) {
      found = find(*table, key);
      table = found ? found->as<VariableTable>() : nullptr;
      if (!table) break;
    }
  }
  const auto* text = found ? found->as<TemplateText>() : nullptr;
  const auto known = text ? by_source_.find(text->source.get()) : by_source_.end();
  return known == by_source_.end() ? nothing : known->second;
}

void EnvironmentStrings::find_cycles(std::size_t scope) {
  std::vector<char> state(leaves_.size(), 0);  // 0 unseen, 1 on the path, 2 done
  for (std::size_t i = 0; i < leaves_.size(); ++i)
    if (state[i] == 0 && (leaves_[i].active >> scope & 1)) search(i, scope, state);
}

void EnvironmentStrings::search(std::size_t start, std::size_t scope, std::vector<char>& state) {
  Chain path{start};
  std::vector<std::size_t> next_use{0};
  state[start] = 1;
  while (!path.empty()) {
    const Leaf& leaf = leaves_[path.back()];
    if (next_use.back() == leaf.uses.size()) {
      state[path.back()] = 2;
      leaves_[path.back()].depth = std::max(
          leaf.depth, needed_depth(leaf, scope) + grammar::may_hold_island(leaf.source->text()));
      path.pop_back();
      next_use.pop_back();
      continue;
    }
    const std::size_t to = target(leaf, leaf.uses[next_use.back()++], group_.scopes[scope]);
    if (to == nothing || state[to] == 2) continue;
    if (state[to] == 1) {
      note_cycle(path, to, scope);
      continue;
    }
    state[to] = 1;
    path.push_back(to);
    next_use.push_back(0);
  }
}

/// Of what a leaf's uses mean. REQUIRES: those are done, or go round in a circle.
unsigned EnvironmentStrings::needed_depth(const Leaf& leaf, std::size_t scope) const {
  unsigned depth = 0;
  for (const VariableUse& use : leaf.uses) {
    const std::size_t to = target(leaf, use, group_.scopes[scope]);
    if (to != nothing) depth = std::max(depth, leaves_[to].depth);
  }
  return depth;
}

void EnvironmentStrings::report_depth() {
  for (const Leaf& leaf : leaves_) {
    if (leaf.depth != deepest_in_insomnia + 1) continue;
    for (const VariableUse& use : leaf.uses) {
      const bool too_deep =
          std::any_of(group_.scopes.begin(), group_.scopes.end(), [&](const Scope& scope) {
            const std::size_t to = target(leaf, use, scope);
            return to != nothing && leaves_[to].depth == deepest_in_insomnia;
          });
      if (!too_deep) continue;
      sink_.report(leaf.source, use.span, diag::not_portable,
                   fmt::format("follows variables {} deep, and `{}` needs one more",
                               deepest_in_insomnia, dotted(leaf.path)),
                   "a shorter chain works in both");
      break;
    }
  }
}

/// Leaves are numbered in the order of the scopes, so a cycle that begins with its least number is
/// the same one wherever the search came upon it.
void EnvironmentStrings::note_cycle(const Chain& path, std::size_t again, std::size_t scope) {
  Chain cycle(std::find(path.begin(), path.end(), again), path.end());
  std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
  cycles_[std::move(cycle)] |= ScopeMask{1} << scope;
}

const VariableUse* EnvironmentStrings::link(const Leaf& from, std::size_t to) const {
  for (const Scope& scope : group_.scopes)
    for (const VariableUse& use : from.uses)
      if (target(from, use, scope) == to) return &use;
  return nullptr;
}

std::string EnvironmentStrings::chain_text(const Chain& cycle) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(cycle.size(), most_chain_names); ++i)
    text += fmt::format("`{}` -> ", dotted(leaves_[cycle[i]].path));
  if (cycle.size() > most_chain_names)
    text += fmt::format("{} more -> ", cycle.size() - most_chain_names);
  return text + fmt::format("`{}`", dotted(leaves_[cycle.front()].path));
}

void EnvironmentStrings::report(const Chain& cycle, ScopeMask where) {
  const Leaf& first = leaves_[cycle.front()];
  const VariableUse* use = link(first, cycle[1 % cycle.size()]);
  if (!use) return;
  std::string chain = chain_text(cycle);
  if (cycle.size() == 1 && !use->bare && first.overridden)
    chain += fmt::format("; without `_.` it is the value that `{}` replaces", dotted(first.path));
  Diagnostic& added = sink_.report(first.source, use->span, diag::variable_cycle,
                                   dotted(first.path), std::move(chain));
  for (std::size_t i = 1; i < std::min(cycle.size(), most_chain_names); ++i) {
    const Leaf& from = leaves_[cycle[i]];
    const std::size_t to = cycle[(i + 1) % cycle.size()];
    if (const VariableUse* at = link(from, to))
      added.related.push_back(
          {Source::outermost(from.source, at->span),
           fmt::format("`{}` needs `{}`", dotted(from.path), dotted(leaves_[to].path))});
  }
  name_environments(added, group_, where, first.active);
}

}  // namespace

namespace {

void check_strings(const CheckContext& context, DiagnosticSink& sink, UsedNames* used,
                   bool skip_unused) {
  if (!context.workspace()) return;
  const auto nesting = static_cast<unsigned>(context.workspace()->limits.nesting);
  const auto& groups = context.tables().groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    EnvironmentStrings strings(groups[i], nesting, sink);
    strings.note_used(used, i);
    if (skip_unused) strings.skip_unused();
    strings.run();
    if (context.workspace()->portable_to_insomnia_13) strings.report_depth();
  }
}

}  // namespace

void check_variables(const CheckContext& context, DiagnosticSink& sink, UsedNames* used) {
  check_strings(context, sink, used, false);
}

void check_used_variables(const CheckContext& context, UsedNames& used, DiagnosticSink& sink) {
  check_strings(context, sink, &used, true);
}

}  // namespace keyplate::compiler
