#include "compiler/locals.h"

#include <algorithm>

namespace keyplate::compiler {
namespace {

using namespace grammar;

constexpr std::uint32_t no_entry = UINT32_MAX;

}  // namespace

const Local* Locals::find(std::string_view name) const {
  if (entries_.empty() && root_names_.empty()) return nullptr;
  const auto newest = newest_.find(name);
  for (std::uint32_t at = newest == newest_.end() ? no_entry : newest->second; at != no_entry;
       at = entries_[at].previous)
    if (at >= barrier_ || entries_[at].root) return &entries_[at].local;
  if (!isolated_) return nullptr;
  const auto root = root_names_.find(name);
  return root == root_names_.end() ? nullptr : &root->second;
}

void Locals::bind(std::string_view name, Local local) {
  const auto [newest, added] = newest_.try_emplace(name, no_entry);
  entries_.push_back({name, local, newest->second, depth_ == 0});
  newest->second = static_cast<std::uint32_t>(entries_.size() - 1);
}

void Locals::assign(std::string_view name, Local local) {
  if (!find(name)) return bind(name, local);
  const auto newest = newest_.find(name);
  if (newest != newest_.end() && newest->second != no_entry)
    entries_[newest->second].local.secret = local.secret;
}

Locals::Frame::Frame(Locals& locals, bool isolated)
    : locals_(locals),
      size_(locals.entries_.size()),
      barrier_(locals.barrier_),
      isolated_(locals.isolated_) {
  ++locals.depth_;
  if (!isolated) return;
  if (!locals.root_names_known_) locals.collect_root_names(locals.tree_.body);
  locals.root_names_known_ = true;
  locals.barrier_ = size_;
  locals.isolated_ = true;
}

Locals::Frame::~Frame() {
  for (std::size_t i = locals_.entries_.size(); i > size_; --i)
    locals_.newest_[locals_.entries_[i - 1].name] = locals_.entries_[i - 1].previous;
  locals_.entries_.resize(size_);
  locals_.barrier_ = barrier_;
  locals_.isolated_ = isolated_;
  --locals_.depth_;
}

std::vector<std::string_view> Locals::names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, at] : newest_)
    if (find(name)) names.push_back(name);
  if (isolated_)
    for (const auto& [name, local] : root_names_) names.push_back(name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// What `set` and `macro` bind at the root, through the statements that open no frame.
void Locals::collect_root_names(Block block) {
  for (const StatementId id : tree_.list(block)) {
    const StatementNode& node = tree_[id].node;
    if (const auto* set = std::get_if<Set>(&node)) {
      for (const ExprId target : tree_.list(set->targets))
        root_names_.try_emplace(tree_.text(target), Local{LocalKind::variable, tree_[target].span});
      collect_root_names(set->body);
    } else if (const auto* macro = std::get_if<Macro>(&node)) {
      root_names_.try_emplace(tree_.text(macro->name), Local{LocalKind::macro, macro->name});
    } else if (const auto* branches = std::get_if<If>(&node)) {
      for (const Branch& branch : tree_.list(branches->branches)) collect_root_names(branch.body);
    } else if (const auto* cases = std::get_if<Switch>(&node)) {
      for (const Branch& branch : tree_.list(cases->cases)) collect_root_names(branch.body);
    } else if (const auto* filter = std::get_if<FilterBlock>(&node)) {
      collect_root_names(filter->body);
    }
  }
}

}  // namespace keyplate::compiler
