// What can be seen of a render without one: branches that never run, and where a secret goes.

#include <algorithm>
#include <set>

#include "compiler/checker.h"

namespace keyplate::compiler {

using namespace grammar;

namespace {

constexpr std::size_t most_looked_at = 1000;  // expressions of one value

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins_with_ignoring_case(std::string_view text, std::string_view small_letters) {
  return text.size() >= small_letters.size() &&
         std::equal(small_letters.begin(), small_letters.end(), text.begin(),
                    [](char a, char b) { return a == small(b); });
}

/// Whether what comes next on a line is in the query of an address.
bool ends_in_query(std::string_view line) {
  const std::size_t question = line.rfind('?');
  if (question == std::string_view::npos) return false;
  const std::size_t address = line.find_last_of(" \t\"'<>`", question) + 1;
  const std::string_view before = line.substr(address, question - address);
  const std::string_view query = line.substr(question);
  const bool is_address = before.find("://") != std::string_view::npos ||
                          before.substr(0, 1) == "/" ||
                          before.find("}}/") != std::string_view::npos;
  return is_address && query.find_first_of(" \t\"'<>`#") == std::string_view::npos;
}

/// Whether a line is a header that sets a cookie.
bool sets_cookie(std::string_view line) {
  line.remove_prefix(static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_blank) -
                                              line.begin()));
  return begins_with_ignoring_case(line, "set-cookie:");
}

}  // namespace

// ---- branches ----

/// What a literal is as a condition; nothing for what isn't one.
std::optional<bool> Checker::constant_truth(ExprId expr) const {
  const ExprNode& node = tree_[ungrouped(expr)].node;
  if (const auto* boolean = std::get_if<BooleanLiteral>(&node)) return boolean->value;
  if (const auto* number = std::get_if<NumberLiteral>(&node)) return number->value != 0;
  if (const auto* string = std::get_if<StringLiteral>(&node)) return !string->content.empty();
  if (std::holds_alternative<NoneLiteral>(node)) return false;
  return std::nullopt;
}

/// Branches that never run: after one that always does, of a condition that never holds, or that
/// ask what was asked before.
void Checker::unreachable_branches(const If& node) {
  std::optional<Span> always;
  std::set<std::string_view> asked;
  for (const Branch& branch : tree_.list(node.branches)) {
    const bool has_condition = branch.condition != ExprId::none;
    if (always) {
      if (has_condition) unreachable(span(branch.condition), "the one before it always runs");
      continue;
    }
    if (!has_condition) continue;
    const auto truth = constant_truth(branch.condition);
    if (truth == false) unreachable(span(branch.condition), "its condition never holds");
    if (truth == true) always = span(branch.condition);
    if (!truth && !asked.insert(tree_.text(branch.condition)).second)
      unreachable(span(branch.condition), "an earlier one asks the same");
  }
}

void Checker::unreachable_cases(const Switch& node) {
  std::set<std::string_view> asked;
  for (const Branch& branch : tree_.list(node.cases))
    if (branch.condition != ExprId::none && !asked.insert(tree_.text(branch.condition)).second)
      unreachable(span(branch.condition), "an earlier one asks the same");
}

void Checker::unreachable(Span condition, const char* why) {
  report(condition, diag::unreachable_branch, std::string(why));
}

// ---- secrets ----

bool Checker::is_secret_name(ExprId name) const {
  const Local* local = locals_.find(tree_.text(name));
  return local != nullptr && local->secret;
}

/// The tag, or the name that was set to one, in an expression whose value is, or is made from, a
/// secret. What a condition asks and
/// what a macro gives isn't followed.
std::optional<Span> Checker::secret_within(ExprId root) const {
  if (says_nothing(tree_[root].node)) return std::nullopt;
  std::vector<ExprId> left{root};
  for (std::size_t seen = 0; !left.empty() && seen < most_looked_at; ++seen) {
    const ExprId expr = left.back();
    left.pop_back();
    if (expr == ExprId::none) continue;
    const ExprNode& node = tree_[expr].node;
    if (std::holds_alternative<NameExpr>(node)) {
      if (is_secret_name(expr)) return span(expr);
    } else if (const auto* call = std::get_if<Call>(&node)) {
      const std::string_view name = tree_.text(call->callee);
      const auto tag = find_tag(name);
      const bool is_name = std::holds_alternative<NameExpr>(tree_[call->callee].node);
      if (is_name && (tag == TagId::secret || tag == TagId::vault) && !locals_.find(name))
        return span(expr);
    } else if (const auto* group = std::get_if<Group>(&node)) {
      left.push_back(tree_.list(group->items).back());
    } else if (const auto* filter = std::get_if<FilterExpr>(&node)) {
      left.push_back(filter->input);
    } else if (const auto* member = std::get_if<Member>(&node)) {
      left.insert(left.end(), {member->object, member->key});
    } else if (const auto* inline_if = std::get_if<InlineIf>(&node)) {
      left.insert(left.end(), {inline_if->then, inline_if->otherwise});
    } else if (const auto* binary = std::get_if<Binary>(&node)) {
      const bool gives_an_operand = binary->op <= BinaryOperator::concatenate ||
                                    binary->op == BinaryOperator::logical_and ||
                                    binary->op == BinaryOperator::logical_or;
      if (gives_an_operand) left.insert(left.end(), {binary->left, binary->right});
    }
  }
  return std::nullopt;
}

/// One secret may not choose where another is read.
void Checker::secret_in_reference(const Binding& binding) {
  const auto fields = spec(TagId::secret).fields;
  for (auto field = static_cast<std::size_t>(SecretField::vault);
       field <= static_cast<std::size_t>(SecretField::stage); ++field) {
    const ExprId value = binding.values[field];
    if (value == ExprId::none) continue;
    if (const auto found = secret_within(value))
      report(*found, diag::secret_in_reference, std::string(fields[field].name));
  }
}

/// A secret in an address ends in logs and histories, and one in `Set-Cookie` with every visitor.
void Checker::secret_place(Span island, ExprId value) {
  const bool is_plain_name = std::holds_alternative<NameExpr>(tree_[value].node);
  if (is_plain_name ? !is_secret_name(value) : !secret_within(value)) return;
  const std::string_view all = tree_.source->text();
  const std::size_t begin = all.rfind('\n', island.begin == 0 ? 0 : island.begin - 1) + 1;
  if (begin >= island.begin) return;
  const std::string_view line = all.substr(begin, island.begin - begin);
  const bool query = ends_in_query(line);
  if (query || sets_cookie(line))
    report(island, diag::secret_in_url, query ? "the query of an address" : "`Set-Cookie`");
}

}  // namespace keyplate::compiler
