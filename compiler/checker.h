#pragma once
// One walk over one tree, for one group of scopes. The rules lie in check_arguments.cpp,
// check_names.cpp and check_tags.cpp; check.cpp walks. Statements recurse, as deep as the parser
// lets blocks nest; expressions go through a work list, for a chain of members or operators may be
// as long as the file.

#include <fmt/core.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/bind.h"
#include "compiler/check_tables.h"
#include "compiler/locals.h"
#include "compiler/suggest.h"
#include "compiler/tables.h"
#include "compiler/used_names.h"
#include "grammar/diagnostic.h"
#include "grammar/syntax.h"

namespace keyplate::compiler {

struct InsomniaSpec;

/// A use of a root variable: `a.b` or `_.a.b`, as far as its keys are constant.
struct VariableUse {
  std::vector<std::string> path;
  bool bare = false;  ///< without `_.`
  Span span;
};

/// Says for which scopes a finding holds, unless it holds for all it was looked for in.
void name_environments(Diagnostic& diagnostic, const ScopeGroup& group, ScopeMask where,
                       ScopeMask possible);

class Checker {
 public:
  /// `group` null: outside of a workspace. `active`: the scopes to check against. All outlive it.
  Checker(const grammar::Tree& tree, const ScopeGroup* group, ScopeMask active,
          DiagnosticSink& sink)
      : tree_(tree),
        group_(group),
        active_(active),
        sink_(sink),
        locals_(tree),
        syntax_errors_(sink.size()) {}

  /// For an environment's string: which variable it is, and where the uses of variables are noted.
  void in_variable(std::span<const std::string> path, std::vector<VariableUse>& uses) {
    own_path_ = path;
    uses_ = &uses;
  }

  /// Where is noted what the tree uses of the workspace: in `used`, for the group at `position`.
  void note_used(UsedNames* used, std::size_t position) {
    if (used == nullptr || group_ == nullptr) return;
    used_names_ = used;
    used_ = &used->groups[position];
  }

  void run() { block(tree_.body); }
  /// Only a part of the template's statements.
  void run(grammar::Block part) { block(part); }

 private:
  /// What becomes of a value, and so how bad it is when it is undefined.
  enum class Usage : std::uint8_t { value, condition, tolerated };
  struct Work {
    grammar::ExprId expr;
    Usage usage;
    bool last;            ///< the whole of a `{{ }}`
    std::uint32_t guard;  ///< what holds where this is evaluated
  };
  /// A condition that holds, or doesn't, inside of another.
  struct Guard {
    grammar::ExprId condition;
    bool holds;
    std::uint32_t outer;
  };
  /// `a.b` or `_.a.b`, where `a` is no name of the template's own.
  struct Path {
    grammar::ExprId root;     ///< `a` or `_.a`
    grammar::ExprId written;  ///< `a`, as it stands there
    std::string_view name;
    std::span<const grammar::ExprId> members;
    bool bare;
  };
  enum class Constant : std::uint8_t { string, number, boolean, none, regex, list, dict };
  struct TagUse {
    Span name;
    grammar::Arguments arguments;
    Span span;
    bool statement;
  };

  // check.cpp
  void block(grammar::Block block);
  void guarded_block(grammar::Block block, std::uint32_t guard);
  void statement(grammar::StatementId id);
  void branches(const grammar::If& node);
  void loop(const grammar::For& node);
  void assignment(const grammar::Set& node);
  void definition(const grammar::Macro& node);
  void call_block(const grammar::CallBlock& node);
  void filter_block(const grammar::FilterBlock& node);
  void cases(const grammar::Switch& node);
  void loader(const grammar::Loader& node);
  void parameters(grammar::Arguments parameters);
  void expression(grammar::ExprId root, Usage usage, bool last = false);
  void push(grammar::ExprId expr, Usage usage, const Work& from);
  void push_guarded(grammar::ExprId expr, Usage usage, const Work& from, grammar::ExprId condition,
                    bool holds);
  void push_values(grammar::ExprList list, const Work& from);
  void push_arguments(grammar::Arguments arguments, const Work& from);
  void visit(const Work& work);
  void unary(const grammar::Unary& node, const Work& work);
  void binary(const grammar::Binary& node, const Work& work);
  void inline_if(const grammar::InlineIf& node, const Work& work);
  void dict(const grammar::DictLiteral& node, const Work& work);
  void group(const grammar::Group& node, const Work& work);
  void regex(const grammar::RegexLiteral& node, const Work& work);
  void filter(const grammar::FilterExpr& node, const Work& work);
  void test(const grammar::TestExpr& node, const Work& work);
  std::uint32_t add_guard(grammar::ExprId condition, bool holds, std::uint32_t outer);

  // check_flow.cpp
  std::optional<bool> constant_truth(grammar::ExprId expr) const;
  void unreachable_branches(const grammar::If& node);
  void unreachable_cases(const grammar::Switch& node);
  void unreachable(Span condition, const char* why);
  std::optional<Span> secret_within(grammar::ExprId root) const;
  void secret_in_reference(const Binding& binding);
  void file(grammar::ExprId path);
  bool is_secret_name(grammar::ExprId name) const;
  void secret_place(Span island, grammar::ExprId value);

  // check_insomnia.cpp
  void insomnia_tag(const Binding& binding);
  const VaultRules* insomnia_credential(const Binding& binding, const InsomniaSpec* insomnia);
  void insomnia_keys(const InsomniaSpec& insomnia, const VariableTable& object,
                     grammar::ExprId argument);
  void insomnia_value(const FieldSpec& key, const Variable& value, grammar::ExprId argument);
  void insomnia_together(const InsomniaSpec& insomnia, const VariableTable& object,
                         grammar::ExprId argument);
  void insomnia_pins(const InsomniaSpec& insomnia, const VariableTable& object,
                     const VaultRules& rules, grammar::ExprId argument);
  Span json_place(grammar::ExprId argument, std::string_view key) const;

  // check_names.cpp
  void name(const Work& work);
  void member(const Work& work);
  void root_path(const Work& work, const Path& path);
  void follow(const Work& work, std::span<const grammar::ExprId> members,
              const VariableNames::Node& root);
  void loop_member(const Work& work, grammar::ExprId member);
  void unknown_variable(const Work& work, const Path& path, ScopeMask where);
  void unknown_key(const Work& work, grammar::ExprId member, const std::string& key,
                   std::span<const VariableNames::Node> siblings, ScopeMask where);
  void note_use(const Work& work, const Path& path);
  bool is_own_name(const Path& path) const;
  std::vector<std::string_view> variable_names() const;
  bool guarded(std::uint32_t guard, grammar::ExprId path) const;
  bool implies(grammar::ExprId condition, bool holds, grammar::ExprId path, unsigned depth) const;
  bool reaches_through(grammar::ExprId path, grammar::ExprId prefix) const;
  bool keys_of(grammar::ExprId path, std::vector<std::string>& keys) const;

  // check_arguments.cpp
  Binding arguments(Span owner, std::span<const FieldSpec> fields, grammar::Arguments given);
  bool by_position(Span owner, grammar::Arguments given);
  void filter_arguments(Span name, const FilterSpec& filter, grammar::Arguments given);
  void test_arguments(const grammar::TestExpr& node, const TestSpec& spec);
  bool has_error(grammar::Arguments given) const;
  void unknown_argument(Span owner, std::span<const FieldSpec> fields, Span name);
  void duplicate_argument(const FieldSpec& field, const grammar::Argument& argument);
  void too_many(Span owner, Span at, const std::string& takes, std::size_t found);
  void argument(const FieldSpec& field, grammar::ExprId value);
  void text_argument(const FieldSpec& field, grammar::ExprId value, std::string_view written);
  std::optional<Constant> constant(grammar::ExprId expr) const;
  static std::string_view constant_name(Constant kind);
  bool fits(FieldType type, Constant kind, grammar::ExprId value) const;
  /// The text of a string literal, or nothing. Good until the next call.
  std::optional<std::string_view> constant_text(grammar::ExprId expr);
  /// The text of a string or number as it is spelled, or nothing.
  std::optional<std::string> spelled_constant(grammar::ExprId value);
  Diagnostic& report_problem(grammar::ExprId value,
                             const Message<std::string, std::string>& message,
                             const std::string& written, const NameProblem& problem);
  Span part_of(grammar::ExprId value, const NameProblem& problem) const;
  grammar::ExprId ungrouped(grammar::ExprId expr) const;

  // check_tags.cpp
  void unknown_filter(Span name);
  void unknown_test(Span name);
  void unknown_tag(Span name);
  void unknown_function(Span name);
  void call(const grammar::Call& node, const Work& work);
  void call_name(const grammar::Call& node, Span whole);
  void tag_statement(const grammar::TagStatement& node, Span whole);
  void tag(TagId id, const TagUse& use);
  void now(const TagUse& use, const Binding& binding);
  void filters_on_arguments(const TagUse& use);
  void filter_on_argument(Span filter, Span tag);
  void secret(const TagUse& use, const Binding& binding);
  void key_or_path(const TagUse& use, const Binding& binding);
  void unknown_vault(grammar::ExprId vault, const std::string& name, ScopeMask where);
  void secret_from(const VaultRules& rules, const TagUse& use, const Binding& binding,
                   ScopeMask where);
  void reference_text(const FieldSpec& row, grammar::ExprId value, ScopeMask where);
  void pinned(const VaultRules& rules, const Binding& binding, ScopeMask where);
  void permitted(const VaultRules& rules, grammar::ExprId name, ScopeMask where);
  Span argument_span(grammar::Arguments arguments, grammar::ExprId value) const;

  // What the rules share.
  std::string_view text(Span span) const { return tree_.text(span); }
  Span span(grammar::ExprId expr) const { return tree_[expr].span; }
  template <typename... Args>
  Diagnostic& report(Span at, const Message<Args...>& message,
                     const std::type_identity_t<Args>&... args) {
    return sink_.report(tree_.source, at, message, args...);
  }
  bool is_broken() const;
  /// `; did you mean ...`, for the first hundred mistakes of a file: a file full of them is slow
  /// enough.
  std::string suggest(std::string_view name, std::span<const std::string_view> known);
  /// Offers the nearest known name in place of `at`. Safe only for what is wrong wherever it is
  /// rendered: a warning, or a name that some environments know, may be meant.
  void offer(Diagnostic& diagnostic, Span at, std::string_view name,
             std::span<const std::string_view> known, ChosenBy by = ChosenBy::us);
  void name_environments(Diagnostic& diagnostic, ScopeMask where) const {
    compiler::name_environments(diagnostic, *group_, where, active_);
    if (diagnostic.fix && !diagnostic.environments.empty()) diagnostic.fix->safe = false;
  }

  /// A literal: there is nothing to look for in it, and most arguments are one.
  static bool says_nothing(const grammar::ExprNode& node) {
    return std::holds_alternative<grammar::StringLiteral>(node) ||
           std::holds_alternative<grammar::NumberLiteral>(node);
  }

  static constexpr std::size_t most_syntax_errors = 1000;  ///< that are looked through
  static constexpr std::uint32_t no_guard = UINT32_MAX;

  const grammar::Tree& tree_;
  const ScopeGroup* group_;
  ScopeMask active_;
  DiagnosticSink& sink_;
  Locals locals_;
  std::span<const std::string> own_path_;
  std::vector<VariableUse>* uses_ = nullptr;
  UsedNames* used_names_ = nullptr;   ///< null: nobody asks
  UsedNames::Group* used_ = nullptr;  ///< the part of it that belongs to the group
  std::vector<Work> work_;
  std::vector<Guard> guards_;
  std::uint32_t guard_ = no_guard;
  std::vector<grammar::ExprId> members_;
  std::size_t syntax_errors_;  ///< how many findings the parser left in the sink
  Span island_;
  std::string decoded_;
  unsigned hints_ = 0;
};

}  // namespace keyplate::compiler
