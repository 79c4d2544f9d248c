#include "runtime/evaluate/slots/slot_json.h"

#include <cmath>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/json_syntax.h"
#include "runtime/evaluate/slots/value_writer.h"

namespace keyplate::evaluate {
namespace {

/// What means something outside of a string, and inside of one.
constexpr ByteSet outside_marks("\"/");
constexpr ByteSet string_marks("\"\\");

/// `text` as it stands between quotes. A client of request files would evaluate what `{{` opens.
void append_escaped(std::string_view text, Within within, TextBuilder& out) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool opener = within == Within::request && (text[i] == '{' || (i == 0 && text[i] == '%'));
    if (!opener && !needs_json_escape(text[i])) continue;
    out.append(text.substr(copied, i - copied));
    append_json_escape(text[i], out);
    copied = i + 1;
  }
  out.append(text.substr(copied));
}

void append_quoted(std::string_view text, Within within, TextBuilder& out) {
  out.push_back('"');
  append_escaped(text, within, out);
  out.push_back('"');
}

constexpr Notation json_notation{"JSON", ",", ":", "", "null"};

class JsonWriter : public ValueWriter {
 public:
  JsonWriter(Within within, TextBuilder& out, CallContext& context)
      : ValueWriter(json_notation, out, context), within_(within) {}

 private:
  bool write_string(std::string_view text, bool) override {
    append_quoted(text, within_, out());
    return true;
  }
  bool write_key(std::string_view key) override { return write_string(key, true); }
  bool write_number(const Value& number) override {
    if (is_json_number(number.spelling())) return word(number.spelling());
    if (std::isnan(number.number())) return refuse("JSON has no number that means NaN");
    if (std::isinf(number.number())) return refuse("JSON has no number that means Infinity");
    return word(number_to_text(number.number()));
  }

  Within within_;
};

}  // namespace

void JsonLexer::author(std::string_view text, HostText&) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (place_ == Place::outside) at = outside_marks.find_in(text, at);
    if (place_ == Place::string) at = string_marks.find_in(text, at);
    if (at == std::string_view::npos) return;
    step(text[at]);
  }
}

void JsonLexer::step(char c) {
  switch (place_) {
    case Place::outside:
      if (c == '"') place_ = Place::string;
      if (c == '/') place_ = Place::slash;
      return;
    case Place::string:
      if (c == '"') place_ = Place::outside;
      if (c == '\\') place_ = Place::escape;
      return;
    case Place::escape:
      digits_ = 4;
      place_ = c == 'u' ? Place::unicode : Place::string;
      return;
    case Place::unicode:
      if (--digits_ == 0) place_ = Place::string;
      return;
    default:
      return step_comment(c);
  }
}

void JsonLexer::step_comment(char c) {
  switch (place_) {
    case Place::slash:
      place_ = c == '/' ? Place::line : c == '*' ? Place::block : Place::outside;
      if (place_ == Place::outside) step(c);
      return;
    case Place::line:
      if (c == '\n' || c == '\r') place_ = Place::outside;
      return;
    case Place::star:
      if (c == '/') place_ = Place::outside;
      if (c != '/' && c != '*') place_ = Place::block;
      return;
    default:
      if (c == '*') place_ = Place::star;
      return;
  }
}

std::optional<Refusal> JsonLexer::print(const Value& value, HostText& out, CallContext& context) {
  switch (place_) {
    case Place::outside:
      return print_unquoted(value, out, context);
    case Place::string:
      return print_quoted(value, out, context);
    case Place::escape:
      return Refusal{"a backslash stands before it, inside a JSON string"};
    case Place::unicode:
      return Refusal{"it stands among the four digits of a `\\u` escape"};
    case Place::slash:
      return Refusal{"a `/` stands before it, which may begin a comment"};
    default:
      return print_comment(value, out, context);
  }
}

std::optional<Refusal> JsonLexer::print_comment(const Value& value, HostText& out,
                                                CallContext& context) {
  TextBuilder text;
  if (!append_text(value, text, context))
    return Refusal{context.failure().value_or("it has no text")};
  for (const char c : text.view()) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      return Refusal{"it holds a control character, and a comment can't quote one"};
    if (within_ == Within::request && c == '{')
      return Refusal{"it holds `{`, which a comment can't quote from clients of request files"};
    if (place_ != Place::line && (c == '*' || c == '/'))
      return Refusal{"it holds a `*` or `/`, which may end the comment that it stands in"};
  }
  if (place_ == Place::line && find_line_separator(text.view()) != std::string_view::npos)
    return Refusal{"it holds a line separator, which may end the comment that it stands in"};
  if (place_ == Place::star && text.view().empty())
    return Refusal{"it is empty, and the `*` before it may end the comment that it stands in"};
  if (place_ == Place::star) place_ = Place::block;
  out.append(text.view());
  return std::nullopt;
}

std::optional<Refusal> JsonLexer::print_quoted(const Value& value, HostText& out,
                                               CallContext& context) {
  if (value.is(Kind::list) || value.is(Kind::dict)) {
    return Refusal{std::string(kind_name(value)) +
                   " stands inside a JSON string; `dump` prints it as text, and without the quotes "
                   "it is JSON"};
  }
  if (value.is(Kind::string)) {
    append_escaped(value.text(), within_, out.builder());
    return std::nullopt;
  }
  TextBuilder text;
  if (!append_text(value, text, context))
    return Refusal{context.failure().value_or("it has no text")};
  append_escaped(text.view(), within_, out.builder());
  return std::nullopt;
}

std::optional<Refusal> JsonLexer::print_unquoted(const Value& value, HostText& out,
                                                 CallContext& context) {
  if (is_host_text(value)) {
    print_host_text(value, out);
    return std::nullopt;
  }
  if (auto reason = JsonWriter(within_, out.builder(), context).write(value))
    return Refusal{*std::move(reason)};
  return std::nullopt;
}

/// In a request file, the strings of what was made from values are safe from its clients too.
void JsonLexer::print_host_text(const Value& value, HostText& out) {
  if (within_ == Within::file || value.literal()) {
    author(value.text(), out);
    return out.append(value.text());
  }
  for (const char c : value.text()) {
    if (place_ == Place::string && (c == '{' || c == '%')) {
      append_json_escape(c, out.builder());
    } else {
      out.push_back(c);
    }
    step(c);
  }
}

std::vector<HostError> JsonLexer::verify(std::string_view output) const {
  std::vector<HostError> errors = find_json_errors(output);
  if (comments_ == JsonComments::allowed)
    std::erase_if(errors, [](const HostError& error) { return !error.ends; });
  for (HostError& error : errors)
    if (error.reason == no_comments) error.reason += "; `[formats]` can call the file `jsonc`";
  return errors;
}

}  // namespace keyplate::evaluate
