#include "runtime/evaluate/slots/toml_value.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdint>

#include "grammar/unicode.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/regex_object.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet needs_toml_escape = toml_controls.with("\"\\");

constexpr std::string_view not_utf8_toml = "it is not UTF-8, and TOML is nothing else";

/// Writes a value as a TOML value. Its depth is bounded by max_value_depth.
class TomlWriter {
 public:
  TomlWriter(TextBuilder& out, CallContext& context) : out_(out), context_(context) {}

  bool write(const Value& value) {
    if (!context_.budget().step()) return false;
    switch (value.kind()) {
      case Kind::boolean:
        return word(value.boolean() ? "true" : "false");
      case Kind::number:
        return number(value);
      case Kind::string:
        return string(value.text());
      case Kind::list:
        return list(value);
      case Kind::dict:
        return dict(value);
      case Kind::function:
        if (RegexObject* const regex = regex_of(value)) return string(regex->text());
        return refuse("TOML has nothing that holds a function");
      default:
        return refuse("TOML has no null");
    }
  }
  std::optional<std::string> reason() && { return std::move(reason_); }

 private:
  bool word(std::string_view word) {
    out_.append(word);
    return true;
  }
  bool string(std::string_view text) {
    if (find_invalid_utf8(text)) return refuse(not_utf8_toml);
    append_toml_string(text, out_);
    return true;
  }
  bool refuse(std::string_view reason) {
    reason_ = reason;
    return false;
  }

  /// What JSON spells, TOML spells the same way; but its integers have 64 bits.
  bool number(const Value& value) {
    if (std::isnan(value.number())) return refuse("no number means NaN");
    if (std::isinf(value.number())) return refuse("no number of 64 bits is that great");
    if (!is_json_number(value.spelling())) return digits(number_to_text(value.number()));
    return digits(value.spelling());
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

  bool list(const Value& value) {
    out_.push_back('[');
    std::string_view before;
    for (const Value& item : value.items()) {
      out_.append(std::exchange(before, ", "));
      if (!write(item)) return false;
    }
    return word("]");
  }

  /// Undefined members are left out, as JSON leaves them out.
  bool dict(const Value& value) {
    out_.push_back('{');
    std::string_view before = " ";
    for (const Dict::Entry& entry : value.dict().entries()) {
      if (entry.value.is(Kind::undefined)) continue;
      out_.append(std::exchange(before, ", "));
      if (find_invalid_utf8(entry.key.text())) return refuse(not_utf8_toml);
      append_toml_key(entry.key.text(), out_);
      out_.append(" = ");
      if (!write(entry.value)) return false;
    }
    return word(before == " " ? "}" : " }");
  }

  TextBuilder& out_;
  CallContext& context_;
  std::optional<std::string> reason_;
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
  TomlWriter writer(out, context);
  writer.write(value);
  return std::move(writer).reason();
}

std::optional<Refusal> append_toml_text(const Value& value, std::string_view place,
                                        TextBuilder& out, CallContext& context) {
  if (auto refusal = append_scalar(value, place, out, context)) return refusal;
  if (find_invalid_utf8(out.view())) return Refusal{std::string(not_utf8_toml)};
  return std::nullopt;
}

}  // namespace keyplate::evaluate
