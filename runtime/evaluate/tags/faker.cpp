#include "runtime/evaluate/number.h"
#include "runtime/evaluate/tags/made_up.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {
namespace {

/// What each byte costs: words are looked for in lists.
constexpr std::uint64_t steps_per_byte = 16;

bool is_number(std::string_view name) {
  return name == "randomInt" || name == "randomLatitude" || name == "randomLongitude" ||
         name == "timestamp";
}

Value value_of(std::string_view name, const std::string& text) {
  if (name == "randomBoolean") return Value::boolean(text == "true");
  return is_number(name) ? Value::number(text_to_number(text), text) : Value::string(text);
}

}  // namespace

Value faker(Arguments arguments, TagContext& context) {
  const auto name = choice(arguments, 0, context);
  if (!name) return {};
  return context.world.once(context.site, [&] {
    const auto text = made_up(*name, context.world.made_up(), context.world.today());
    if (text) context.call.budget().step(text->size() * steps_per_byte);
    return text ? value_of(*name, *text) : Value();
  });
}

}  // namespace keyplate::evaluate::tags
