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

// `choice`: takes care of the flags itself.
// clang-format off
constexpr std::array text_rows = {
  MethodRow{"at", methods::text::at},
  MethodRow{"charAt", methods::text::char_at},
  MethodRow{"charCodeAt", methods::text::char_code_at},
  MethodRow{"codePointAt", methods::text::code_point_at},
  MethodRow{"concat", methods::text::concat},
  MethodRow{"endsWith", methods::text::ends_with},
  MethodRow{"includes", methods::text::includes},
  MethodRow{"indexOf", methods::text::index_of},
  MethodRow{"lastIndexOf", methods::text::last_index_of},
  MethodRow{"localeCompare", methods::text::locale_compare},
  MethodRow{"match", methods::text::match},
  MethodRow{"matchAll", methods::text::match_all},
  MethodRow{"normalize", methods::text::normalize},
  MethodRow{"padEnd", methods::text::pad_end},
  MethodRow{"padStart", methods::text::pad_start},
  MethodRow{"repeat", methods::text::repeat},
  MethodRow{"replace", methods::text::replace},
  MethodRow{"replaceAll", methods::text::replace_all},
  MethodRow{"search", methods::text::search},
  MethodRow{"slice", methods::text::slice},
  MethodRow{"split", methods::text::split},
  MethodRow{"startsWith", methods::text::starts_with},
  MethodRow{"substr", methods::text::substr},
  MethodRow{"substring", methods::text::substring},
  MethodRow{"toLowerCase", methods::text::to_lower_case},
  MethodRow{"toString", methods::to_string},
  MethodRow{"toUpperCase", methods::text::to_upper_case},
  MethodRow{"trim", methods::text::trim},
  MethodRow{"trimEnd", methods::text::trim_end},
  MethodRow{"trimStart", methods::text::trim_start},
  MethodRow{"valueOf", methods::value_of},
};

constexpr std::array list_rows = {
  MethodRow{"at", methods::list::at, Taint::elements},
  MethodRow{"concat", methods::list::concat, Taint::elements},
  MethodRow{"entries", methods::list::entries, Taint::elements},
  MethodRow{"every", methods::list::every},
  MethodRow{"fill", methods::list::fill, Taint::choice, true},
  MethodRow{"filter", methods::list::filter, Taint::elements},
  MethodRow{"find", methods::list::find, Taint::elements},
  MethodRow{"findIndex", methods::list::find_index},
  MethodRow{"findLast", methods::list::find_last, Taint::elements},
  MethodRow{"findLastIndex", methods::list::find_last_index},
  MethodRow{"flat", methods::list::flat, Taint::elements},
  MethodRow{"flatMap", methods::list::flat_map, Taint::elements},
  MethodRow{"forEach", methods::list::for_each},
  MethodRow{"includes", methods::list::includes},
  MethodRow{"indexOf", methods::list::index_of},
  MethodRow{"join", methods::list::join},
  MethodRow{"keys", methods::list::keys},
  MethodRow{"lastIndexOf", methods::list::last_index_of},
  MethodRow{"map", methods::list::map, Taint::elements},
  MethodRow{"pop", methods::list::pop, Taint::choice, true},
  MethodRow{"push", methods::list::push, Taint::choice, true},
  MethodRow{"reduce", methods::list::reduce},
  MethodRow{"reduceRight", methods::list::reduce_right},
  MethodRow{"reverse", methods::list::reverse, Taint::choice, true},
  MethodRow{"shift", methods::list::shift, Taint::choice, true},
  MethodRow{"slice", methods::list::slice, Taint::elements},
  MethodRow{"some", methods::list::some},
  MethodRow{"sort", methods::list::sort, Taint::choice, true},
  MethodRow{"splice", methods::list::splice, Taint::elements, true},
  MethodRow{"toString", methods::to_string},
  MethodRow{"unshift", methods::list::unshift, Taint::choice, true},
  MethodRow{"valueOf", methods::value_of, Taint::choice},
  MethodRow{"values", methods::value_of, Taint::choice},
};

constexpr std::array number_rows = {
  MethodRow{"toExponential", methods::number::to_exponential},
  MethodRow{"toFixed", methods::number::to_fixed},
  MethodRow{"toPrecision", methods::number::to_precision},
  MethodRow{"toString", methods::number::to_string},
  MethodRow{"valueOf", methods::value_of},
};

constexpr std::array boolean_rows = {
  MethodRow{"toString", methods::to_string},
  MethodRow{"valueOf", methods::value_of},
};

constexpr std::array dict_rows = {
  MethodRow{"hasOwnProperty", methods::dict::has_own_property},
  MethodRow{"toString", methods::to_string},
  MethodRow{"valueOf", methods::value_of, Taint::choice},
};

constexpr std::array regex_rows = {
  MethodRow{"exec", methods::regex::exec},
  MethodRow{"test", methods::regex::test},
  MethodRow{"toString", methods::to_string},
};

constexpr MethodTable all_tables[] = {
  {"text", text_rows},
  {"list", list_rows},
  {"number", number_rows},
  {"boolean", boolean_rows},
  {"dict", dict_rows},
  {"regular expression", regex_rows},
};
// clang-format on

constexpr NameIndex text_method_names(text_rows);
constexpr NameIndex list_method_names(list_rows);
constexpr NameIndex number_method_names(number_rows);
constexpr NameIndex boolean_method_names(boolean_rows);
constexpr NameIndex dict_method_names(dict_rows);
constexpr NameIndex regex_method_names(regex_rows);
static_assert(text_method_names.unique() && list_method_names.unique() &&
              number_method_names.unique());
static_assert(boolean_method_names.unique() && dict_method_names.unique() &&
              regex_method_names.unique());

template <std::size_t N>
const MethodRow* find_in(const std::array<MethodRow, N>& rows, const NameIndex<N>& index,
                         std::string_view name) {
  const auto found = index.find(name);
  return found ? &rows[*found] : nullptr;
}

const MethodRow* find_row(const Value& object, std::string_view name) {
  switch (object.kind()) {
    case Kind::string:
      return find_in(text_rows, text_method_names, name);
    case Kind::list:
      return find_in(list_rows, list_method_names, name);
    case Kind::number:
      return find_in(number_rows, number_method_names, name);
    case Kind::boolean:
      return find_in(boolean_rows, boolean_method_names, name);
    case Kind::dict:
      return find_in(dict_rows, dict_method_names, name);
    case Kind::function:
      return regex_of(object) != nullptr ? find_in(regex_rows, regex_method_names, name) : nullptr;
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
    if (self.is_absorbing()) return self;
    const bool text = self.is(Kind::string);
    if (text && !context.budget().step(self.text().size() / 16)) return {};
    return marked(row_.taint, row_.call(self, arguments, context), self, arguments);
  }
  void called_somehow(CallContext& context) override {
    if (row_.changes) context.run()->changes().forget(self_);
  }
  bool marks_result() const override { return true; }
  std::uint32_t depth() const override { return self_.depth() + 1; }

 private:
  Value self_;
  const MethodRow& row_;
};

}  // namespace

std::span<const MethodTable> method_tables() {
  return all_tables;
}

std::vector<std::string_view> method_names() {
  std::vector<std::string_view> names;
  for (const MethodTable& table : all_tables) {
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
