#pragma once
// How the arguments of a tag, filter or function fall on the fields of its row: positional ones in
// order, the others by name, in whatever order they are written. The checker reports what does not
// fit; lowering, which runs after it, has nothing to report.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "compiler/field.h"
#include "grammar/syntax.h"

namespace keyplate::compiler {

inline constexpr std::size_t most_fields = 8;

/// One value a field; none where it is absent.
struct Binding {
  std::array<grammar::ExprId, most_fields> values;

  Binding() { values.fill(grammar::ExprId::none); }
};

enum class BindProblem : std::uint8_t {
  surplus,    ///< a positional argument after the last field
  unknown,    ///< a name that no field has
  duplicate,  ///< a field that has its value already
};

/// REQUIRES: fields.size() <= most_fields. Calls `on_problem(BindProblem, const Argument&,
/// const FieldSpec*)`, with the field of a duplicate.
template <typename OnProblem>
Binding bind(const grammar::Tree& tree, grammar::Arguments arguments,
             std::span<const FieldSpec> fields, OnProblem&& on_problem) {
  Binding binding;
  std::size_t position = 0;
  for (const grammar::Argument& argument : tree.list(arguments)) {
    const bool named = !argument.name.empty();
    const FieldSpec* field = nullptr;
    if (named)
      field = find(fields, tree.text(argument.name));
    else if (position < fields.size())
      field = &fields[position++];
    if (!field) {
      on_problem(named ? BindProblem::unknown : BindProblem::surplus, argument, field);
      continue;
    }
    grammar::ExprId& value = binding.values[static_cast<std::size_t>(field - fields.data())];
    if (value == grammar::ExprId::none)
      value = argument.value;
    else
      on_problem(BindProblem::duplicate, argument, field);
  }
  return binding;
}

}  // namespace keyplate::compiler
