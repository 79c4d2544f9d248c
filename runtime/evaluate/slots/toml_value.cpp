#include "runtime/evaluate/slots/toml_value.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdint>

#include "grammar/unicode.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/slots/scalar_text.h"
#include "runtime/evaluate/slots/value_writer.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet needs_toml_escape = toml_controls.with("\"\\");

constexpr std::string_view not_utf8_toml = "it is not UTF-8, and TOML is nothing else";

constexpr Notation toml_notation{"TOML", ", ", " = ", " ", ""};

class TomlWriter : public ValueWriter {
 public:
  TomlWriter(TextBuilder& out, CallContext& context) : ValueWriter(toml_notation, out, context) {}

 private:
  bool write_string(std::string_view text, bool) override {
    if (find_invalid_utf8(text)) return refuse(std::string(not_utf8_toml));
    append_toml_string(text, out());
    return true;
  }
  bool write_key(std::string_view key) override {
    if (find_invalid_utf8(key)) return refuse(std::string(not_utf8_toml));
    append_toml_key(key, out());
    return true;
  }

  /// What JSON spells, TOML spells the same way; but its integers have 64 bits.
  bool write_number(const Value& number) override {
    if (std::isnan(number.number())) return refuse("no number means NaN");
    if (std::isinf(number.number())) return refuse("no number of 64 bits is that great");
    if (!is_json_number(number.spelling())) return digits(number_to_text(number.number()));
    return digits(number.spelling());
  }

  bool digits(std::string_view spelling) {
    if (spelling.find_first_of(".eE") == std::string_view::npos) {
      std::int64_t integer = 0;
      const char* const end = spelling.data() + spelling.size();
      if (std::from_chars(spelling.data(), end, integer).ec != std::errc())
        return refuse("a TOML integer has 64 bits; `string` prints it as text");
    }
    return word(spelling);
  }
};

}  // namespace

void append_toml_escape(char c, TextBuilder& out) {
  switch (c) {
    case '"':
      return out.append("\\\"");
    case '\\':
      return out.append("\\\\");
    case '\b':
      return out.append("\\b");
    case '\t':
      return out.append("\\t");
    case '\n':
      return out.append("\\n");
    case '\f':
      return out.append("\\f");
    case '\r':
      return out.append("\\r");
    default:
      return out.append(fmt::format("\\u{:04X}", static_cast<unsigned char>(c)));
  }
}

void append_toml_escaped(std::string_view text, TextBuilder& out) {
  while (!text.empty()) {
    const std::size_t plain = std::min(needs_toml_escape.find_in(text), text.size());
    out.append(text.substr(0, plain));
    if (plain < text.size()) append_toml_escape(text[plain], out);
    text.remove_prefix(std::min(plain + 1, text.size()));
  }
}

void append_toml_string(std::string_view text, TextBuilder& out) {
  out.push_back('"');
  append_toml_escaped(text, out);
  out.push_back('"');
}

void append_toml_key(std::string_view text, TextBuilder& out) {
  const bool bare = !text.empty() && toml_bare_key.find_other_in(text) == std::string_view::npos;
  if (bare) return out.append(text);
  append_toml_string(text, out);
}

std::optional<std::string> append_toml_value(const Value& value, TextBuilder& out,
                                             CallContext& context) {
  return TomlWriter(out, context).write(value);
}

std::optional<Refusal> append_toml_text(const Value& value, std::string_view place,
                                        TextBuilder& out, CallContext& context) {
  if (auto refusal = append_scalar(value, place, out, context)) return refusal;
  if (find_invalid_utf8(out.view())) return Refusal{std::string(not_utf8_toml)};
  return std::nullopt;
}

}  // namespace keyplate::evaluate
