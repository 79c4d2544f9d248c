#include "grammar/tag_names.h"

#include <array>

#include "grammar/name_index.h"

namespace keyplate::grammar {
namespace {

using Form = IslandForm;
using Kind = BlockKind;
using Role = TagRole;

// clang-format off
constexpr std::array<TagName, 34> tag_names = {{
    {"if", Role::opens, Kind::conditional, Form::expression},
    {"endif", Role::closes, Kind::conditional, Form::bare},
    {"for", Role::opens, Kind::loop, Form::loop},
    {"endfor", Role::closes, Kind::loop, Form::bare},
    {"set", Role::opens, Kind::set, Form::set},
    {"endset", Role::closes, Kind::set, Form::bare},
    {"else", Role::otherwise, Kind::conditional, Form::bare},
    {"elif", Role::elif, Kind::conditional, Form::expression},
    {"elseif", Role::elif, Kind::conditional, Form::expression},
    {"ifAsync", Role::opens, Kind::conditional, Form::expression},
    {"asyncEach", Role::opens, Kind::async_each, Form::loop},
    {"endeach", Role::closes, Kind::async_each, Form::bare},
    {"asyncAll", Role::opens, Kind::async_all, Form::loop},
    {"endall", Role::closes, Kind::async_all, Form::bare},
    {"macro", Role::opens, Kind::macro, Form::macro},
    {"endmacro", Role::closes, Kind::macro, Form::bare},
    {"call", Role::opens, Kind::call, Form::call},
    {"endcall", Role::closes, Kind::call, Form::bare},
    {"filter", Role::opens, Kind::filter, Form::filter},
    {"endfilter", Role::closes, Kind::filter, Form::bare},
    {"switch", Role::opens, Kind::switch_cases, Form::expression},
    {"case", Role::case_of, Kind::switch_cases, Form::expression},
    {"default", Role::default_of, Kind::switch_cases, Form::bare},
    {"endswitch", Role::closes, Kind::switch_cases, Form::bare},
    {"raw", Role::opens, Kind::raw, Form::bare},
    {"endraw", Role::closes, Kind::raw, Form::bare},
    {"verbatim", Role::opens, Kind::verbatim, Form::bare},
    {"endverbatim", Role::closes, Kind::verbatim, Form::bare},
    {"block", Role::opens, Kind::block, Form::block},
    {"endblock", Role::closes, Kind::block, Form::end_block},
    {"extends", Role::loader, Kind::block, Form::expression, LoaderKind::extends},
    {"include", Role::loader, Kind::block, Form::include, LoaderKind::include},
    {"import", Role::loader, Kind::block, Form::import, LoaderKind::import},
    {"from", Role::loader, Kind::block, Form::from, LoaderKind::from},
}};
// clang-format on

constexpr NameIndex tag_name_index(tag_names);
static_assert(tag_name_index.unique());

std::string_view tag_with(Role role, Kind kind) {
  for (const TagName& row : tag_names) {
    if (row.role == role && row.block == kind) return row.name;
  }
  return {};
}

}  // namespace

std::string_view opening_tag(BlockKind kind) {
  return tag_with(Role::opens, kind);
}
std::string_view closing_tag(BlockKind kind) {
  return tag_with(Role::closes, kind);
}

const TagName* find_tag_name(std::string_view name) {
  const auto row = tag_name_index.find(name);
  return row ? &tag_names[*row] : nullptr;
}

}  // namespace keyplate::grammar
