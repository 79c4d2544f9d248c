#include "runtime/evaluate/variables.h"

#include <algorithm>
#include <string>

#include "grammar/parse.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/filters.h"
#include "runtime/evaluate/member.h"
#include "runtime/evaluate/methods.h"
#include "runtime/evaluate/render_state.h"

namespace keyplate::evaluate {

using compiler::Variable;

namespace {

const void* key_of(const LazyTable& table) {
  return table.table != nullptr ? static_cast<const void*>(table.table) : table.list;
}

}  // namespace

Value Variables::find(compiler::SymbolId symbol) {
  const auto at = static_cast<std::size_t>(symbol);
  if (at < known_.size() && known_[at]) return roots_[at];
  const std::string& name = state_.symbols.name(symbol);
  if (name == "_") return all();
  const Variable* variable = compiler::find(state_.scope.variables, name);
  if (variable == nullptr) {
    if (unknown_input(name)) return Value::pending();
    const auto global = compiler::find_global(name);
    return global ? make_global(*global) : Value::undefined();
  }
  Value value = value_of(*variable, name, true);
  // What is pending changes between rounds; a name met inside its own template means another value.
  if (value.is(Kind::pending) || !running_.empty()) return value;
  if (at >= known_.size()) {
    known_.resize(at + 1);
    roots_.resize(at + 1);
  }
  known_[at] = true;
  return roots_[at] = std::move(value);
}

/// Whether a plan lacks what only the command line of a render gives.
bool Variables::unknown_input(std::string_view name) const {
  const std::vector<std::string>& inputs = state_.scope.inputs;
  return state_.plan != nullptr && std::find(inputs.begin(), inputs.end(), name) != inputs.end();
}

Value Variables::all() const {
  return Value::table(new LazyTable(state_.scope.variables, false));
}

Value Variables::member(const LazyTable& table, const Value& key) {
  Value value = found(table, key);
  if (!key.secret()) return value;
  // Which element it is tells of the key, at any depth of it.
  if (value.is(Kind::table)) value = evaluated(value.table());
  return value.is_absorbing() ? value : value.made_secret();
}

Value Variables::found(const LazyTable& table, const Value& key) {
  if (table.table != nullptr) {
    CallContext context(state_.budget);
    const Value name = to_text(key, context);
    if (!name.is(Kind::string)) return Value::undefined();
    const Variable* variable = compiler::find(*table.table, name.text());
    if (variable != nullptr) return value_of(*variable, name.text(), table.bare);
    if (table.table == &state_.scope.variables && unknown_input(name.text()))
      return Value::pending();
    const bool method = find_method(Value::dict({}), name.text()).is(Kind::function);
    return method ? member_of_all(table, name) : Value::undefined();
  }
  const auto index = list_index(key);
  if (!index) return member_of_all(table, key);
  return *index < table.list->size() ? element(table, *index) : Value::undefined();
}

/// A method, or what else takes every leaf.
Value Variables::member_of_all(const LazyTable& table, const Value& key) {
  const Value whole = evaluated(table);
  return whole.is_absorbing() ? whole : evaluate::member(whole, key);
}

Value Variables::element(const LazyTable& table, std::size_t index) {
  if (table.list != nullptr) return value_of((*table.list)[index], {}, table.bare);
  const compiler::VariableEntry& entry = (*table.table)[index];
  return value_of(entry.value, entry.name, table.bare);
}

const Value* Variables::known(const LazyTable& table) const {
  const auto found = evaluated_.find(key_of(table));
  return found == evaluated_.end() ? nullptr : &found->second;
}

Value Variables::evaluated(const LazyTable& table) {
  if (const Value* found = known(table)) return *found;
  Value value = table.table != nullptr ? evaluated(*table.table, table.bare)
                                       : evaluated(*table.list, table.bare);
  // As in `find`: what is pending changes, and names mean something else while a variable runs.
  if (value.is(Kind::pending) || !running_.empty()) return value;
  value.freeze();
  evaluated_.emplace(key_of(table), value);
  return value;
}

/// A table stays one; anything else is evaluated.
Value Variables::value_of(const Variable& variable, std::string_view name, bool bare) {
  if (const auto* table = variable.as<compiler::VariableTable>())
    return Value::table(new LazyTable(*table, bare));
  if (const auto* list = variable.as<compiler::VariableList>())
    return Value::table(new LazyTable(*list, bare));
  return evaluated(variable, name, bare);
}

Value Variables::evaluated(const Variable& variable, std::string_view name, bool bare) {
  return std::visit(
      grammar::overloaded{
          [](compiler::NullValue) { return Value::null(); },
          [](bool value) { return Value::boolean(value); },
          [](const compiler::NumberValue& number) {
            return number.spelling.empty() ? Value::number(number.value)
                                           : Value::number(number.value, number.spelling);
          },
          [](const compiler::LiteralText& text) {
            return Value::string(text.text, text.secret ? flag::secret : Flags{0});
          },
          [&](const compiler::TemplateText&) { return leaf(variable, name, bare); },
          [&](const compiler::VariableList& list) { return evaluated(LazyTable(list, bare)); },
          [&](const compiler::VariableTable& table) { return evaluated(LazyTable(table, bare)); },
      },
      variable.value);
}

Value Variables::evaluated(const compiler::VariableTable& table, bool bare) {
  Dict entries;
  Value absorbing;
  for (const compiler::VariableEntry& entry : table) {
    Value value = evaluated(entry.value, entry.name, bare);
    if (value.is_absorbing()) {
      if (!absorbing.is(Kind::pending)) absorbing = std::move(value);
    } else {
      entries.set(entry.name, std::move(value));
    }
  }
  return absorbing.is_absorbing() ? absorbing : Value::dict(std::move(entries));
}

Value Variables::evaluated(const compiler::VariableList& list, bool bare) {
  std::vector<Value> items;
  Value absorbing;
  items.reserve(list.size());
  for (const Variable& item : list) {
    Value value = evaluated(item, {}, bare);
    if (value.is_absorbing()) {
      if (!absorbing.is(Kind::pending)) absorbing = std::move(value);
    } else {
      items.push_back(std::move(value));
    }
  }
  return absorbing.is_absorbing() ? absorbing : Value::list(std::move(items));
}

bool Variables::is_running(const Variable& variable) const {
  return std::any_of(running_.begin(), running_.end(),
                     [&](const Running& running) { return running.variable == &variable; });
}

/// What a variable means where its own template names it: what the template's value overrides. That
/// template may itself be an overridden one.
const Variable* Variables::meant_by_itself(const Variable& variable) const {
  for (const Variable* value = &variable; value != nullptr; value = value->overridden.get()) {
    if (value == running_.back().variable) return value->overridden.get();
  }
  return nullptr;
}

Value Variables::leaf(const Variable& variable, std::string_view name, bool bare) {
  Leaf& leaf = leaves_[&variable];
  if (leaf.done) return leaf.value;
  if (!is_running(variable)) {
    if (state_.nesting < state_.options.limits.nesting) return run(variable, leaf, name);
    state_.budget.exhaust(Budget::Limit::nesting);
    return Value::failed(reported_failure);
  }
  const Variable* const meant = bare ? meant_by_itself(variable) : nullptr;
  return meant != nullptr ? evaluated(*meant, name, true) : cycle(variable, name);
}

Value Variables::run(const Variable& variable, Leaf& leaf, std::string_view name) {
  DiagnosticSink sink;
  DiagnosticSink* const outer = std::exchange(state_.sink, &sink);
  running_.push_back({&variable, name});
  leaf.value = Value::failed(reported_failure);
  ++state_.nesting;
  if (leaf.program != nullptr || prepare(variable, leaf, sink))
    leaf.value = Evaluator(*leaf.program, state_).text();
  --state_.nesting;
  running_.pop_back();
  state_.sink = outer;
  leaf.done = !leaf.value.is(Kind::pending) && state_.budget.exhausted() == Budget::Limit::none;
  if (leaf.done) {
    for (Diagnostic& diagnostic : sink.take()) diagnostics_.append(std::move(diagnostic));
  }
  return leaf.value;
}

/// Parses, checks and lowers the leaf's template. False when it has errors, which are reported.
bool Variables::prepare(const Variable& variable, Leaf& leaf, DiagnosticSink& sink) {
  grammar::Tree tree;
  DiagnosticSink found;
  grammar::parse(variable.as<compiler::TemplateText>()->source, tree, found);
  if (!checks_) checks_.emplace(state_.workspace, std::span(&state_.scope, 1));
  if (found.empty()) compiler::check(tree, *checks_, found);
  bool sound = true;
  for (Diagnostic& diagnostic : found.take()) {
    if (diagnostic.severity != Severity::error) continue;  // check shows warnings, a render doesn't
    sound = false;
    sink.append(std::move(diagnostic));
  }
  if (!sound) return false;
  leaf.program =
      std::make_unique<compiler::Program>(compiler::lower(std::move(tree), state_.symbols));
  return true;
}

Value Variables::cycle(const Variable& variable, std::string_view name) {
  std::string chain;
  bool within = false;
  for (const Running& running : running_) {
    within = within || running.variable == &variable;
    if (!within) continue;
    chain += std::string(running.name) + " -> ";
  }
  chain += name;
  state_.sink->report(variable.where.source, variable.where.span, diag::variable_cycle,
                      std::string(name), chain);
  return Value::failed(reported_failure);
}

}  // namespace keyplate::evaluate
