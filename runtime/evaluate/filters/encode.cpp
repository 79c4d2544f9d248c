#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include "grammar/unicode.h"
#include "runtime/evaluate/bytes.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::filters {
namespace {

/// The text whose bytes are encoded. Nothing: failed.
std::optional<Value> bytes_of(const Value& input, CallContext& context) {
  if (!input.is(Kind::string) && !input.is(Kind::number) && !input.is(Kind::boolean)) {
    fail_kind("a text", input, context);
    return std::nullopt;
  }
  return to_text(input, context);
}

/// What `encodeURIComponent` leaves as it is.
bool is_unreserved(char c) {
  const bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  return letter || (c >= '0' && c <= '9') ||
         std::string_view("-_.!~*'()").find(c) != std::string_view::npos;
}

bool append_url_encoded(const Value& value, TextBuilder& out, CallContext& context) {
  const Value text = to_text(value, context);
  if (!context.budget().grow(out.size(), text.text().size() * 3)) return false;
  for (std::size_t i = 0; i < text.text().size(); ++i) {
    const char c = text.text()[i];
    if (is_unreserved(c)) {
      out.push_back(c);
    } else {
      out.push_back('%');
      append_hex(static_cast<std::uint8_t>(c), out, HexCase::upper);
    }
  }
  return true;
}

bool append_url_pair(const Value& key, const Value& value, TextBuilder& out, CallContext& context) {
  if (!out.empty()) out.push_back('&');
  if (!append_url_encoded(key, out, context)) return false;
  out.push_back('=');
  return append_url_encoded(value, out, context);
}

/// `JSON.stringify`'s third argument as the text to indent with.
std::string indentation(const Value& spaces, CallContext& context) {
  if (spaces.is(Kind::number)) {
    const double width = std::min(to_number(spaces, context), 10.0);
    return std::string(width >= 1 ? static_cast<std::size_t>(width) : 0, ' ');
  }
  if (!spaces.is(Kind::string)) return {};
  TextBuilder first;
  append_substring(spaces.text(), 0, 10, first);
  return std::string(first.view());
}

}  // namespace

Value base64(const Value& input, Arguments, CallContext& context) {
  const auto text = bytes_of(input, context);
  if (!text) return {};
  const std::string_view bytes = text->text();
  if (!context.budget().bytes(bytes.size() / 3 * 4 + 4)) return {};
  TextBuilder out(bytes.size() / 3 * 4 + 4);
  append_base64(bytes, out);
  return out.finish();
}

Value base64decode(const Value& input, Arguments, CallContext& context) {
  const auto encoded = bytes_of(input, context);
  if (!encoded || !context.budget().bytes(encoded->text().size())) return {};
  TextBuilder out(encoded->text().size());
  if (!append_base64_decoded(encoded->text(), out)) return context.fail("expects base64");
  if (find_invalid_utf8(out.view())) return context.fail("decodes bytes that are not UTF-8 text");
  return out.finish();
}

Value hex(const Value& input, Arguments, CallContext& context) {
  const auto text = bytes_of(input, context);
  if (!text || !context.budget().bytes(text->text().size() * 2)) return {};
  TextBuilder out(text->text().size() * 2);
  for (const char c : text->text()) append_hex(static_cast<std::uint8_t>(c), out);
  return out.finish();
}

Value sha256(const Value& input, Arguments, CallContext& context) {
  const auto text = bytes_of(input, context);
  if (!text || !context.budget().bytes(text->text().size())) return {};
  const std::string_view bytes = text->text();
  sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&state, digest.size(), digest.data());
  explicit_bzero(&state, sizeof(state));
  TextBuilder out(2 * digest.size());
  for (const std::uint8_t byte : digest) append_hex(byte, out);
  return out.finish();
}

Value dump(const Value& input, Arguments arguments, CallContext& context) {
  Value text = json_text(input, indentation(arguments[0], context), context);
  const auto flags = static_cast<Flags>(text.flags() | flag::json);
  return text.is(Kind::string) ? std::move(text).with_flags(flags) : text;
}

Value urlencode(const Value& input, Arguments, CallContext& context) {
  TextBuilder out;
  if (input.is(Kind::string))
    return append_url_encoded(input, out, context) ? out.finish(flag::url_encoded) : Value();
  if (input.is(Kind::dict)) {
    for (const Dict::Entry& entry : input.dict().entries())
      if (!append_url_pair(entry.key, entry.value, out, context)) return {};
  }
  if (input.is(Kind::list)) {
    for (const Value& pair : input.items()) {
      const auto parts = indexable(pair, context);
      if (!parts) return {};
      const auto part = [&](std::size_t i) {
        return i < parts->size() ? (*parts)[i] : Value();
      };
      if (!append_url_pair(part(0), part(1), out, context)) return {};
    }
  }
  return out.finish(flag::url_encoded);
}

}  // namespace keyplate::evaluate::filters
