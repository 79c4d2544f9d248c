#include "compiler/table_laws.h"
#include "compiler/tables.h"

namespace keyplate::compiler {
namespace {

// clang-format off

constexpr FieldSpec range_fields[] = {
  {.name = "start", .type = FieldType::number, .doc = "The first number; with one argument, where to stop, from 0.", .required = true},
  {.name = "stop",  .type = FieldType::number, .doc = "The number before which to stop."},
  {.name = "step",  .type = FieldType::number, .doc = "How far from one number to the next.", .fallback = "1"},
};
constexpr FieldSpec joiner_fields[] = {
  {.name = "separator", .type = FieldType::string, .doc = "What every call but the first gives.", .fallback = ","},
};

constexpr std::array<GlobalSpec, global_count> global_rows = {{
  {.name = "cycler", .doc = "Gives its values in turn, one a `next()`.", .example = "{% set row = cycler('odd', 'even') %}{{ row.next() }}", .fields = {}, .variadic = true},
  {.name = "joiner", .doc = "Nothing at the first call, then the separator.", .example = "{% set comma = joiner() %}{{ comma() }}", .fields = joiner_fields},
  {.name = "range",  .doc = "A list of numbers.", .example = "{% for i in range(3) %}{{ i }}{% endfor %}", .fields = range_fields},
}};

// clang-format on

constexpr NameIndex global_index(global_rows);
static_assert(global_index.unique());
static_assert(documented(global_rows));
static_assert(complete_fields(global_rows));

}  // namespace

std::span<const GlobalSpec> globals() {
  return global_rows;
}

std::optional<std::uint16_t> find_global(std::string_view name) {
  return global_index.find(name);
}

}  // namespace keyplate::compiler
