#include "runtime/evaluate/slots/slot_graphql.h"

#include <fmt/core.h>

#include <cmath>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet of_names("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

bool ends_line(char c) {
  return c == '\n' || c == '\r';
}

/// What a client of request files would evaluate is an escape too.
void append_string_content(std::string_view text, HostText& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (needs_json_escape(c) || c == '{' || (i == 0 && c == '%')) {
      append_json_escape(c, out.builder());
    } else {
      out.push_back(c);
    }
  }
}

/// Writes a value as a literal (sections 2.9.1 to 2.9.8).
class LiteralWriter {
 public:
  LiteralWriter(HostText& out, CallContext& context) : out_(out), context_(context) {}

  std::optional<Refusal> write(const Value& value) {
    if (!context_.budget().step()) return std::nullopt;
    switch (value.kind()) {
      case Kind::list:
        return list(value);
      case Kind::dict:
        return dict(value);
      case Kind::number:
        return number(value);
      case Kind::undefined:
      case Kind::null:
        out_.append("null");
        return std::nullopt;
      case Kind::boolean:
        out_.append(value.boolean() ? "true" : "false");
        return std::nullopt;
      default:
        return string(value);
    }
  }

 private:
  std::optional<Refusal> string(const Value& value) {
    const ScalarText text(value, "GraphQL", context_);
    out_.push_back('"');
    append_string_content(text.view(), out_);
    out_.push_back('"');
    return text.refusal();
  }

  std::optional<Refusal> number(const Value& value) {
    if (!std::isfinite(value.number()))
      return Refusal{"GraphQL has no number that means NaN or Infinity"};
    out_.append(is_json_number(value.spelling()) ? std::string(value.spelling())
                                                 : number_to_text(value.number()));
    return std::nullopt;
  }

  std::optional<Refusal> list(const Value& value) {
    std::string_view before = "[";
    for (const Value& item : value.items()) {
      out_.append(std::exchange(before, ", "));
      if (auto refusal = write(item)) return refusal;
    }
    out_.append(value.items().empty() ? "[]" : "]");
    return std::nullopt;
  }

  std::optional<Refusal> dict(const Value& value) {
    out_.append("{ ");
    for (const Dict::Entry& entry : value.dict().entries()) {
      const std::string_view name = entry.key.text();
      const bool is_name = !name.empty() && (name[0] < '0' || name[0] > '9');
      if (!is_name || of_names.find_other_in(name) != std::string_view::npos)
        return Refusal{"it holds a key that is no name of GraphQL"};
      out_.append(name);
      out_.append(": ");
      if (auto refusal = write(entry.value)) return refusal;
      out_.push_back(' ');
    }
    out_.push_back('}');
    return std::nullopt;
  }

  HostText& out_;
  CallContext& context_;
};

}  // namespace

void GraphqlLexer::author(std::string_view text, HostText& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (place_ == Place::variables) return variables_.author(text.substr(i), out);
    step(text[i], out);
  }
}

void GraphqlLexer::step(char c, HostText& out) {
  if (place_ == Place::quotes && c != '"') place_ = Place::outside;
  switch (place_) {
    case Place::outside:
      return step_outside(c);
    case Place::quote:
      place_ = c == '"' ? Place::quotes : c == '\\' ? Place::escape : Place::string;
      return;
    case Place::quotes:
      return step_quotes(out);
    case Place::string:
      if (c == '\\') place_ = Place::escape;
      if (c == '"' || ends_line(c)) place_ = Place::outside;
      return;
    case Place::escape:
      place_ = Place::string;
      return;
    case Place::block:
      return step_block(c);
    default:
      if (ends_line(c)) step_outside(c);
  }
}

/// A third quote begins a block, or a string, were the value before it not empty.
void GraphqlLexer::step_quotes(HostText& out) {
  if (empty_) {
    out.refuse(*empty_, {"it is empty, and with the quote behind it begins a block string"});
    empty_.reset();
    place_ = Place::quote;
    return;
  }
  place_ = Place::block;
  quotes_ = 0;
  backslash_ = escaped_ = false;
}

void GraphqlLexer::step_outside(char c) {
  place_ = Place::outside;
  if (c == ' ' || c == '\t' || c == '\r') return;
  if (c == '\n') {
    after_empty_line_ = after_empty_line_ || (begun_ && line_is_empty_);
    line_is_empty_ = true;
    return;
  }
  if (c == '{' && after_empty_line_ && depth_ == 0) {
    place_ = Place::variables;
    return;
  }
  begun_ = true;
  line_is_empty_ = false;
  after_empty_line_ = false;
  if (c == '{') ++depth_;
  if (c == '}' && depth_ > 0) --depth_;
  if (c == '"') {
    place_ = Place::quote;
    empty_.reset();
  }
  if (c == '#') place_ = Place::comment;
}

/// Three quotes end it, unless a backslash stands before them.
void GraphqlLexer::step_block(char c) {
  const bool behind = std::exchange(backslash_, c == '\\');
  if (c != '"') {
    quotes_ = 0;
    return;
  }
  if (quotes_ == 0) escaped_ = behind;
  if (++quotes_ < 3) return;
  quotes_ = 0;
  if (!escaped_) place_ = Place::outside;
}

bool GraphqlLexer::holds_null() const {
  return place_ == Place::variables ? variables_.holds_null() : unquoted();
}

bool GraphqlLexer::unquoted() const {
  if (place_ == Place::variables) return variables_.holds_null();
  return place_ == Place::outside || place_ == Place::quotes;
}

std::optional<Refusal> GraphqlLexer::print(const Value& value, HostText& out,
                                           CallContext& context) {
  switch (place_) {
    case Place::variables:
      return variables_.print(value, out, context);
    case Place::outside:
      return print_literal(value, out, context);
    case Place::quotes:
      place_ = Place::outside;
      return Refusal{"it stands directly behind an empty string"};
    case Place::escape:
      return Refusal{"a backslash stands before it, inside a string of GraphQL"};
    case Place::quote:
    case Place::string: {
      const ScalarText text(value, "a string of GraphQL", context);
      if (!text.view().empty() || text.refusal()) place_ = Place::string;
      if (place_ == Place::quote) empty_ = out.island();
      append_string_content(text.view(), out);
      return text.refusal();
    }
    default:
      return print_plain(value, out, context);
  }
}

std::optional<Refusal> GraphqlLexer::print_literal(const Value& value, HostText& out,
                                                   CallContext& context) {
  begun_ = true;
  line_is_empty_ = after_empty_line_ = false;
  const std::size_t begin = out.size();
  auto refusal = LiteralWriter(out, context).write(value);
  if (!refusal && out.view().substr(begin) == "\"\"") {
    place_ = Place::quotes;
    empty_ = out.island();
  }
  return refusal;
}

/// In a block string or a comment, which have no escapes for most characters.
std::optional<Refusal> GraphqlLexer::print_plain(const Value& value, HostText& out,
                                                 CallContext& context) {
  const ScalarText text(value, "GraphQL", context);
  const bool block = place_ == Place::block;
  const bool joined = std::exchange(backslash_, false) || quotes_ > 0;
  quotes_ = 0;
  if (text.refusal()) return text.refusal();
  for (const char c : text.view()) {
    if (is_control(c) || c == '{' || (block && (c == '"' || c == '\\'))) {
      return Refusal{fmt::format("it holds {}, which {} of GraphQL can't quote",
                                 kind_of_character(c), block ? "a block string" : "a comment")};
    }
  }
  if (text.view().empty() && block && joined)
    return Refusal{"it is empty, and what stands before it may mean something with what follows"};
  out.append(text.view());
  return std::nullopt;
}

}  // namespace keyplate::evaluate
