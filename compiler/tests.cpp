#include <vector>

#include "compiler/suggest.h"
#include "compiler/table_laws.h"
#include "compiler/tables.h"

namespace keyplate::compiler {
namespace {

// clang-format off

constexpr std::array<TestSpec, test_count> test_rows = {{
  {.name = "callable",    .doc = "A macro or function.", .example = "{{ x is callable }}"},
  {.name = "defined",     .doc = "Not undefined.", .example = "{{ x is defined }}"},
  {.name = "divisibleby", .doc = "A multiple of the argument.", .example = "{{ 9 is divisibleby(3) }}", .arguments = 1},
  {.name = "eq",          .doc = "Strictly equal to the argument.", .example = "{{ x is eq(1) }}", .arguments = 1},
  {.name = "equalto",     .doc = "Strictly equal to the argument.", .example = "{{ x is equalto(1) }}", .arguments = 1},
  {.name = "escaped",     .doc = "Output of `escape`, `safe` or a macro.", .example = "{{ x is escaped }}"},
  {.name = "even",        .doc = "A multiple of two.", .example = "{{ 2 is even }}"},
  {.name = "falsy",       .doc = "Empty text, zero, NaN, false, none or undefined.", .example = "{{ x is falsy }}"},
  {.name = "ge",          .doc = "Greater than the argument, or equal.", .example = "{{ 2 is ge(1) }}", .arguments = 1},
  {.name = "greaterthan", .doc = "Greater than the argument.", .example = "{{ 2 is greaterthan(1) }}", .arguments = 1},
  {.name = "gt",          .doc = "Greater than the argument.", .example = "{{ 2 is gt(1) }}", .arguments = 1},
  {.name = "iterable",    .doc = "A text or list.", .example = "{{ x is iterable }}"},
  {.name = "le",          .doc = "Less than the argument, or equal.", .example = "{{ 1 is le(2) }}", .arguments = 1},
  {.name = "lessthan",    .doc = "Less than the argument.", .example = "{{ 1 is lessthan(2) }}", .arguments = 1},
  {.name = "lower",       .doc = "A text without upper-case letters.", .example = "{{ 'a' is lower }}"},
  {.name = "lt",          .doc = "Less than the argument.", .example = "{{ 1 is lt(2) }}", .arguments = 1},
  {.name = "mapping",     .doc = "A dict.", .example = "{{ x is mapping }}"},
  {.name = "ne",          .doc = "Not strictly equal to the argument.", .example = "{{ x is ne(1) }}", .arguments = 1},
  {.name = "none",        .doc = "None; Nunjucks reads it as `null`.", .example = "{{ x is none }}"},
  {.name = "null",        .doc = "None.", .example = "{{ x is null }}"},
  {.name = "number",      .doc = "A number.", .example = "{{ 1 is number }}"},
  {.name = "odd",         .doc = "One more than a multiple of two.", .example = "{{ 1 is odd }}"},
  {.name = "sameas",      .doc = "Strictly equal to the argument.", .example = "{{ x is sameas(1) }}", .arguments = 1},
  {.name = "string",      .doc = "A text.", .example = "{{ x is string }}"},
  {.name = "truthy",      .doc = "Not falsy.", .example = "{{ x is truthy }}"},
  {.name = "undefined",   .doc = "Undefined.", .example = "{{ x is undefined }}"},
  {.name = "upper",       .doc = "A text without lower-case letters.", .example = "{{ 'A' is upper }}"},
}};

// clang-format on

constexpr NameIndex test_index(test_rows);
static_assert(test_index.unique());
static_assert(documented(test_rows));

}  // namespace

std::span<const TestSpec> tests() {
  return test_rows;
}

std::optional<std::uint16_t> find_test(std::string_view name) {
  return test_index.find(name);
}

std::optional<NameProblem> test_name_problem(std::string_view name) {
  if (find_test(name)) return std::nullopt;
  std::vector<std::string_view> known;
  for (const TestSpec& row : test_rows) known.push_back(row.name);
  return NameProblem{0, 0, hint(name, known)};
}

}  // namespace keyplate::compiler
