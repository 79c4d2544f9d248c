#include "runtime/evaluate/tags.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate {

namespace tags {
namespace {

std::string quoted(std::span<const std::string_view> choices) {
  std::string list;
  for (const std::string_view choice : choices)
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", choice);
  return list;
}

bool same_letters(char written, char lower) {
  return written == lower || (written >= 'A' && written <= 'Z' && written - 'A' + 'a' == lower);
}

bool means(std::string_view written, std::string_view choice, bool any_case) {
  if (!any_case) return written == choice;
  return std::equal(written.begin(), written.end(), choice.begin(), choice.end(), same_letters);
}

/// How many choices a message lists.
constexpr std::size_t few_choices = 12;

}  // namespace

bool is_absent(const Value& argument) {
  return argument.is_nullish() || (argument.is(Kind::string) && argument.text().empty());
}

std::optional<std::string_view> choice(Arguments arguments, std::size_t field,
                                       TagContext& context) {
  const compiler::FieldSpec& spec = context.fields[field];
  const Value& given = arguments[field];
  if (is_absent(given) && !spec.fallback.empty()) return spec.fallback;
  if (given.is(Kind::string)) {
    for (const std::string_view choice : spec.choices)
      if (means(given.text(), choice, spec.any_case)) return choice;
  }
  context.call.fail(
      spec.choices.size() <= few_choices
          ? fmt::format("expects its `{}` to be one of {}", spec.name, quoted(spec.choices))
          : fmt::format("doesn't know this `{}`", spec.name));
  return std::nullopt;
}

std::optional<Value> text(Arguments arguments, std::size_t field, TagContext& context) {
  const Value& given = arguments[field];
  if (given.is(Kind::string) || given.is(Kind::number) || given.is(Kind::boolean))
    return to_text(given, context.call);
  context.call.fail(fmt::format("expects a text as its `{}`, not {}", context.fields[field].name,
                                kind_name(given)));
  return std::nullopt;
}

}  // namespace tags

namespace {

constexpr Tag evaluators_own = nullptr;
constexpr Tag needs_app = nullptr;

// clang-format off
constexpr Tag all_tags[] = {
  /* secret   */ evaluators_own,
  /* vault    */ evaluators_own,
  /* base64   */ tags::base64,
  /* cookie   */ needs_app,
  /* faker    */ tags::faker,
  /* file     */ tags::file,
  /* hash     */ tags::hash,
  /* jsonpath */ tags::jsonpath,
  /* now      */ tags::now,
  /* os       */ tags::os,
  /* prompt   */ tags::prompt,
  /* request  */ needs_app,
  /* response */ needs_app,
  /* uuid     */ tags::uuid,
};
// clang-format on
static_assert(std::size(all_tags) == compiler::tag_count);

}  // namespace

std::span<const Tag> tag_implementations() {
  return all_tags;
}

}  // namespace keyplate::evaluate
