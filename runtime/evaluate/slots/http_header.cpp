#include "runtime/evaluate/slots/http_header.h"

#include <fmt/core.h>

#include "grammar/unicode.h"
#include "runtime/evaluate/slots/characters.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet of_tokens(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

bool is_header_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool HeaderLine::says_what_a_body_is() const {
  return name() == "content-type" || name() == "x-request-type";
}

void HeaderLine::step(char c, bool printed) {
  if (!colon_) {
    if (c == ':') {
      colon_ = true;
      if (size_ > 0) in_name_.reset();
    } else if (!is_header_blank(c)) {
      if (size_ < name_.size()) name_[size_] = to_lower(c);
      ++size_;
    }
    return;
  }
  if (!is_header_blank(c)) {
    begun_ = true;
    edge_.reset();
  }
  if (c == '"' && !printed) quoted_ = !quoted_;
  if (says_what_a_body_is() && begun_ && c != '\r') value_ += c;
}

std::optional<Refusal> HeaderLine::print(std::string_view text, HostText& out) {
  if (!colon_) return print_name(text, out);
  if (const auto bad = find_bad(text)) {
    step('x');
    return Refusal{*bad};
  }
  if (text.empty()) return print_empty(out);
  for (const char c : text) step(c, true);
  if (text.ends_with(' ') || text.ends_with(',')) edge_ = out.island();
  edge_is_empty_ = false;
  out.append(text);
  return std::nullopt;
}

/// What the author wrote before an empty value may become what the line ends with.
std::optional<Refusal> HeaderLine::print_empty(HostText& out) {
  const std::string_view before = out.view();
  if (quoted_ && before.ends_with('\\'))
    return Refusal{"it is empty, and the `\\` before it would quote what stands behind it"};
  const std::size_t last = before.find_last_not_of(" \t");
  if (begun_ && !edge_ && before[last] == ',') {
    edge_ = out.island();
    edge_is_empty_ = true;
  }
  return std::nullopt;
}

/// Why the value can't stand where it does: half a sentence.
std::optional<std::string> HeaderLine::find_bad(std::string_view text) const {
  if (!begun_ && text.starts_with(' '))
    return "it begins with a space, and clients drop what a header's value begins with";
  for (const char c : text) {
    if (is_control(c)) {
      return fmt::format("it holds {}, and a header ends with its line", kind_of_character(c));
    }
    if (static_cast<unsigned char>(c) >= 0x80 && (of_ == HeaderOf::request || !quoted_)) {
      return "it holds a character that is not ASCII, which clients send differently in a header; "
             "`base64` or `urlencode` gives one that is";
    }
    if (of_ == HeaderOf::part && quoted_ && (c == '"' || c == '\\'))
      return fmt::format("it holds `{}`, which servers read differently in a part's header", c);
  }
  return std::nullopt;
}

std::optional<Refusal> HeaderLine::print_name(std::string_view text, HostText& out) {
  const std::size_t at = of_tokens.find_other_in(text);
  if (at != std::string_view::npos) {
    step('x');
    return Refusal{fmt::format("it holds {}, and stands where a header's name does",
                               kind_of_character(text[at]))};
  }
  in_name_ = out.island();
  for (const char c : text) step(c, true);
  out.append(text);
  return std::nullopt;
}

bool HeaderLine::end(HostText& out) {
  if (in_name_) {
    out.refuse(*in_name_, {colon_ ? "it is empty, and stands for the name of a header"
                                  : "it stands where a header does, and no `:` follows it"});
  }
  if (edge_) {
    out.refuse(*edge_, {edge_is_empty_ ? "it is empty, and clients drop the `,` that the header's "
                                         "value then ends with"
                                       : "it ends with a space or `,`, and clients drop what a "
                                         "header's value ends with"});
  }
  return colon_ || in_name_ || size_ == 0;
}

}  // namespace keyplate::evaluate
