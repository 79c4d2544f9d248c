#include "runtime/evaluate/methods.h"

#include <algorithm>
#include <array>
#include <optional>

#include "grammar/name_index.h"
#include "runtime/evaluate/changes.h"
#include "runtime/evaluate/methods/method_set.h"
#include "runtime/evaluate/regex_object.h"

namespace keyplate::evaluate {
namespace {

using namespace methods;

// `choice`: takes care of the flags itself.
// clang-format off
constexpr std::array text_rows = {
  MethodRow{"at", text::at},
  MethodRow{"charAt", text::char_at},
  MethodRow{"charCodeAt", text::char_code_at},
  MethodRow{"codePointAt", text::code_point_at},
  MethodRow{"concat", text::concat},
  MethodRow{"endsWith", text::ends_with},
  MethodRow{"includes", text::includes},
  MethodRow{"indexOf", text::index_of},
  MethodRow{"lastIndexOf", text::last_index_of},
  MethodRow{"localeCompare", text::locale_compare},
  MethodRow{"match", text::match},
  MethodRow{"matchAll", text::match_all},
  MethodRow{"normalize", text::normalize},
  MethodRow{"padEnd", text::pad_end},
  MethodRow{"padStart", text::pad_start},
  MethodRow{"repeat", text::repeat},
  MethodRow{"replace", text::replace},
  MethodRow{"replaceAll", text::replace_all},
  MethodRow{"search", text::search},
  MethodRow{"slice", text::slice},
  MethodRow{"split", text::split},
  MethodRow{"startsWith", text::starts_with},
  MethodRow{"substr", text::substr},
  MethodRow{"substring", text::substring},
  MethodRow{"toLowerCase", text::to_lower_case},
  MethodRow{"toString", to_string},
  MethodRow{"toUpperCase", text::to_upper_case},
  MethodRow{"trim", text::trim},
  MethodRow{"trimEnd", text::trim_end},
  MethodRow{"trimStart", text::trim_start},
  MethodRow{"valueOf", value_of},
};

constexpr std::array list_rows = {
  MethodRow{"at", list::at, Taint::elements},
  MethodRow{"concat", list::concat, Taint::elements},
  MethodRow{"entries", list::entries, Taint::elements},
  MethodRow{"every", list::every},
  MethodRow{"fill", list::fill, Taint::choice},
  MethodRow{"filter", list::filter, Taint::elements},
  MethodRow{"find", list::find, Taint::elements},
  MethodRow{"findIndex", list::find_index},
  MethodRow{"findLast", list::find_last, Taint::elements},
  MethodRow{"findLastIndex", list::find_last_index},
  MethodRow{"flat", list::flat, Taint::elements},
  MethodRow{"flatMap", list::flat_map, Taint::elements},
  MethodRow{"forEach", list::for_each},
  MethodRow{"includes", list::includes},
  MethodRow{"indexOf", list::index_of},
  MethodRow{"join", list::join},
  MethodRow{"keys", list::keys},
  MethodRow{"lastIndexOf", list::last_index_of},
  MethodRow{"map", list::map, Taint::elements},
  MethodRow{"pop", list::pop, Taint::choice},
  MethodRow{"push", list::push, Taint::choice},
  MethodRow{"reduce", list::reduce},
  MethodRow{"reduceRight", list::reduce_right},
  MethodRow{"reverse", list::reverse, Taint::choice},
  MethodRow{"shift", list::shift, Taint::choice},
  MethodRow{"slice", list::slice, Taint::elements},
  MethodRow{"some", list::some},
  MethodRow{"sort", list::sort, Taint::choice},
  MethodRow{"splice", list::splice, Taint::elements},
  MethodRow{"toString", to_string},
  MethodRow{"unshift", list::unshift, Taint::choice},
  MethodRow{"valueOf", value_of, Taint::choice},
  MethodRow{"values", value_of, Taint::choice},
};

constexpr std::array number_rows = {
  MethodRow{"toExponential", number::to_exponential},
  MethodRow{"toFixed", number::to_fixed},
  MethodRow{"toPrecision", number::to_precision},
  MethodRow{"toString", number::to_string},
  MethodRow{"valueOf", value_of},
};

constexpr std::array boolean_rows = {
  MethodRow{"toString", to_string},
  MethodRow{"valueOf", value_of},
};

constexpr std::array dict_rows = {
  MethodRow{"hasOwnProperty", dict::has_own_property},
  MethodRow{"toString", to_string},
  MethodRow{"valueOf", value_of, Taint::choice},
};

constexpr std::array regex_rows = {
  MethodRow{"exec", regex::exec},
  MethodRow{"test", regex::test},
  MethodRow{"toString", to_string},
};

constexpr MethodTable tables[] = {
  {"text", text_rows},
  {"list", list_rows},
  {"number", number_rows},
  {"boolean", boolean_rows},
  {"dict", dict_rows},
  {"regular expression", regex_rows},
};
// clang-format on

constexpr NameIndex text_names(text_rows);
constexpr NameIndex list_names(list_rows);
constexpr NameIndex number_names(number_rows);
constexpr NameIndex boolean_names(boolean_rows);
constexpr NameIndex dict_names(dict_rows);
constexpr NameIndex regex_names(regex_rows);
static_assert(text_names.unique() && list_names.unique() && number_names.unique());
static_assert(boolean_names.unique() && dict_names.unique() && regex_names.unique());

template <std::size_t N>
const MethodRow* find(const std::array<MethodRow, N>& rows, const NameIndex<N>& index,
                      std::string_view name) {
  const auto found = index.find(name);
  return found ? &rows[*found] : nullptr;
}

const MethodRow* find_row(const Value& object, std::string_view name) {
  switch (object.kind()) {
    case Kind::string:
      return find(text_rows, text_names, name);
    case Kind::list:
      return find(list_rows, list_names, name);
    case Kind::number:
      return find(number_rows, number_names, name);
    case Kind::boolean:
      return find(boolean_rows, boolean_names, name);
    case Kind::dict:
      return find(dict_rows, dict_names, name);
    case Kind::function:
      return regex_of(object) != nullptr ? find(regex_rows, regex_names, name) : nullptr;
    default:
      return nullptr;
  }
}

/// A method with the value that it was taken from.
class BoundMethod : public Function {
 public:
  BoundMethod(Value self, const MethodRow& row) : self_(std::move(self)), row_(row) {}

  Value call(std::span<const Value> arguments, std::span<const Keyword>,
             CallContext& context) override {
    // Between the name and the call a list may have become secret or another.
    const Value self = context.run() != nullptr ? context.run()->changes().current(self_) : self_;
    const bool text = self.is(Kind::string);
    if (text && !context.budget().step(self.text().size() / 16)) return {};
    return marked(row_.taint, row_.call(self, arguments, context), self, arguments);
  }
  bool marks_result() const override { return true; }
  std::uint32_t depth() const override { return self_.depth() + 1; }

 private:
  Value self_;
  const MethodRow& row_;
};

}  // namespace

std::span<const MethodTable> method_tables() {
  return tables;
}

std::vector<std::string_view> method_names() {
  std::vector<std::string_view> names;
  for (const MethodTable& table : tables) {
    for (const MethodRow& row : table.rows) names.push_back(row.name);
  }
  return names;
}

Value find_method(const Value& object, std::string_view name) {
  const MethodRow* const row = find_row(object, name);
  if (row == nullptr) return Value::undefined(object.flags() & flag::secret);
  return Value::function(new BoundMethod(object, *row), object.flags() & flag::secret);
}

}  // namespace keyplate::evaluate
