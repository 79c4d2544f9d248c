#include "grammar/unicode.h"
#include "runtime/evaluate/bytes.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {
namespace {

/// With `hex`, the text is the bytes' digits and not the bytes.
Value encoded(std::string_view kind, std::string_view text, CallContext& context) {
  if (!context.budget().bytes(text.size() / 3 * 4 + 4)) return {};
  TextBuilder bytes;
  if (kind == "hex" && !append_hex_decoded(text, bytes))
    return context.fail("expects hexadecimal digits, two for each byte");
  TextBuilder out(text.size() / 3 * 4 + 4);
  append_base64(kind == "hex" ? bytes.view() : text, out,
                kind == "url" ? Base64::url : Base64::plain);
  return out.finish();
}

Value decoded(std::string_view kind, std::string_view text, CallContext& context) {
  if (!context.budget().bytes(text.size() * 2)) return {};
  TextBuilder bytes(text.size());
  if (!append_base64_decoded(text, bytes)) return context.fail("expects base64");
  if (kind != "hex") {
    if (!find_invalid_utf8(bytes.view())) return bytes.finish();
    return context.fail("decodes bytes that are not UTF-8 text; `hex` gives them as digits");
  }
  TextBuilder out(bytes.size() * 2);
  for (const char byte : bytes.view()) append_hex(static_cast<std::uint8_t>(byte), out);
  return out.finish();
}

}  // namespace

Value base64(Arguments arguments, TagContext& context) {
  const auto action = choice(arguments, 0, context);
  const auto kind = choice(arguments, 1, context);
  const auto given = text(arguments, 2, context);
  if (!action || !kind || !given) return {};
  const auto convert = *action == "encode" ? encoded : decoded;
  return convert(*kind, given->text(), context.call);
}

}  // namespace keyplate::evaluate::tags
