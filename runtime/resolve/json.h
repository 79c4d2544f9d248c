#pragma once
// JSON as secrets hold it, read without copying: numbers keep their spelling, members their order,
// and nothing is decoded before it is chosen. Strict RFC 8259, UTF-8 only, at most 512 levels deep.
// A JsonValue is a view of the text that parse_json checked, and good only as long as that text.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keyplate::resolve {

enum class JsonType : std::uint8_t { string, number, boolean, null, object, array };
std::string_view name(JsonType type);  ///< "a string", "null", ...: as a sentence wants it

class JsonValue {
 public:
  explicit JsonValue(std::string_view text) : text_(text) {}

  JsonType type() const;
  /// As written, without the space around it.
  std::string_view text() const { return text_; }
  /// Without any space between its tokens.
  std::string compact() const;
  /// Decoded. Nothing when an escape stands for half a surrogate pair, which no text can hold.
  /// REQUIRES: a string.
  std::optional<std::string> string() const;
  /// The member of that name, the last one if there are several, as everywhere in JavaScript.
  std::optional<JsonValue> member(std::string_view key) const;
  std::optional<JsonValue> element(std::size_t index) const;
  /// The first `most` of an array; none of anything else.
  std::vector<JsonValue> elements(std::size_t most) const;
  std::vector<std::string> keys() const;

 private:
  std::string_view text_;
};

/// Nothing when `text` is not one JSON value with space around it.
std::optional<JsonValue> parse_json(std::string_view text);

}  // namespace keyplate::resolve
