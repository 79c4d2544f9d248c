#include "runtime/evaluate/member.h"

#include <charconv>
#include <optional>
#include <string>

#include "grammar/unicode.h"
#include "runtime/evaluate/function.h"
#include "runtime/evaluate/methods.h"

namespace keyplate::evaluate {
namespace {

/// The array index that a JavaScript property key is: decimal digits without a leading zero.
std::optional<std::size_t> array_index(std::string_view key) {
  if (key.empty() || (key.size() > 1 && key[0] == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc() || end != key.data() + key.size()) return std::nullopt;
  return index;
}

std::optional<std::size_t> array_index(double key) {
  if (!(key >= 0) || key > 4294967294.0) return std::nullopt;
  const auto index = static_cast<std::size_t>(key);
  if (static_cast<double>(index) != key) return std::nullopt;
  return index;
}

/// The UTF-16 code unit at `index`; half of a surrogate pair is U+FFFD, as it would be when
/// printed.
Value character(const Value& text, std::size_t index) {
  const std::string_view bytes = text.text();
  const Flags flags = text.flags() & flag::secret;
  const std::size_t begin = utf16_to_offset(bytes, index);
  if (begin >= bytes.size()) return Value::undefined(flags);
  const auto point = decode_utf8(bytes, begin);
  if (!point) return Value::string(bytes.substr(begin, 1), flags);
  if (point->size == 4) return Value::string("\xEF\xBF\xBD", flags);
  return Value::string(bytes.substr(begin, point->size), flags);
}

Value element(const Value& object, std::size_t index) {
  if (object.is(Kind::string)) return character(object, index);
  const auto items = object.items();
  return index < items.size() ? items[index] : Value::undefined(object.flags() & flag::secret);
}

Value named(const Value& object, std::string_view key) {
  const Flags secret = object.flags() & flag::secret;
  switch (object.kind()) {
    case Kind::dict: {
      const Value* found = object.dict().find(key);
      return found != nullptr ? *found : find_method(object, key);
    }
    case Kind::list:
    case Kind::string:
      if (key == "length") {
        const std::size_t size =
            object.is(Kind::list) ? object.items().size() : utf16_length(object.text());
        return Value::number(static_cast<double>(size), secret);
      }
      if (const auto index = array_index(key)) return element(object, *index);
      if (object.is(Kind::list) && object.properties() != nullptr) {
        if (const Value* found = object.properties()->find(key)) return *found;
      }
      return find_method(object, key);
    case Kind::function: {
      Value found = object.function().member(key);
      return found.is(Kind::undefined) ? find_method(object, key) : found;
    }
    default:
      return find_method(object, key);
  }
}

}  // namespace

Value member(const Value& object, std::string_view key) {
  return named(object, key);
}

std::optional<std::size_t> list_index(const Value& key) {
  if (key.is(Kind::string)) return array_index(key.text());
  return key.is(Kind::number) ? array_index(key.number()) : std::nullopt;
}

Value member(const Value& object, const Value& key) {
  Value found;
  if (key.is(Kind::string)) {
    found = named(object, key.text());
  } else if (key.is(Kind::number)) {
    const auto index = array_index(key.number());
    const bool indexed = object.is(Kind::list) || object.is(Kind::string);
    if (index && indexed) found = element(object, *index);
    if (index && !indexed) found = named(object, std::to_string(*index));
  }
  if (!key.secret()) return found;
  return found.made_secret();
}

}  // namespace keyplate::evaluate
