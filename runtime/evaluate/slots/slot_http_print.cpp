// What HttpLexer does with values.

#include <algorithm>
#include <utility>

#include "runtime/evaluate/slots/http_plain.h"
#include "runtime/evaluate/slots/scalar_text.h"
#include "runtime/evaluate/slots/slot_http.h"

namespace keyplate::evaluate {
namespace {

Refusal opens() {
  return {"`{{` or `{%` would come of it, which clients of request files evaluate"};
}

Refusal begins_line() {
  return {"it begins a line with what means something to clients of request files"};
}

}  // namespace

bool HttpLexer::takes_as_host_text(const Value& value) const {
  if (line_ == Line::body) return body_.takes_as_host_text(value);
  return line_ == Line::script ? is_host_text(value) : is_markup(value);
}

/// Whether what is printed here reaches the file as it is.
bool HttpLexer::evaluates_braces() const {
  if (line_ == Line::body) return body_.kind() == BodyKind::text;
  return line_ != Line::request && line_ != Line::continuation;
}

/// Whether the lexer of a body decides what even a mask looks like.
bool HttpLexer::quotes() const {
  return line_ == Line::body && body_.kind() != BodyKind::text && body_.kind() != BodyKind::form;
}

std::optional<Refusal> HttpLexer::print(const Value& value, HostText& out, CallContext& context) {
  if (line_ == Line::unknown) line_ = classify(true);
  feed_pending(out);
  if (line_ == Line::body) body_.value_follows(out);
  if (takes_as_host_text(value)) return print_host_text(value, out);
  island_ = out.island();
  open_brace_.reset();
  const std::size_t begin = out.size();
  std::optional<Refusal> refusal;
  if (is_mask(value) && !quotes()) {
    out.append(mask_text);
    if (line_ == Line::request || line_ == Line::continuation) request_.step('x', out);
    if (line_ == Line::header) header_.step('x');
  } else if (pairs_.expression()) {
    refusal = Refusal{"it stands in an expression of the client's"};
  } else {
    refusal = print_here(value, out, context);
  }
  if (!refusal) refusal = observe(std::min(begin, out.size()), out);
  if (refusal) {
    head_.add('x', false);
    head_.accept();
  }
  fed_ = out.size();
  return refusal;
}

/// What `dump` made may hold what a client evaluates; whoever writes `safe` has said that it may.
std::optional<Refusal> HttpLexer::print_host_text(const Value& value, HostText& out) {
  const bool dumped = (value.flags() & flag::json) != 0;
  if (dumped && opens_expression(value.text(), 0)) return opens();
  author(value.text(), out);
  out.append(value.text());
  return std::nullopt;
}

std::optional<Refusal> HttpLexer::print_here(const Value& value, HostText& out,
                                             CallContext& context) {
  switch (line_) {
    case Line::body:
      return body_.print(value, out, context);
    case Line::request:
    case Line::continuation:
      return request_.print(value, context, out);
    case Line::script:
      return Refusal{"it stands in a script; `dump` prints it as JavaScript has it"};
    default:
      return print_line(value, out, context);
  }
}

/// In a line that holds text.
std::optional<Refusal> HttpLexer::print_line(const Value& value, HostText& out,
                                             CallContext& context) {
  const ScalarText text(value, "a line", context);
  if (text.refusal()) return text.refusal();
  if (line_ == Line::header) return header_.print(text.view(), out);
  std::optional<std::string> bad;
  if (line_ == Line::variable) {
    bad = find_not_variable(text.view(), !std::exchange(begun_, true));
    if (!equals_) bad = "it stands in the name of a variable";
  } else if (line_ == Line::reference) {
    bad = find_not_file(text.view(), value.secret());
  } else {
    bad = find_not_line(text.view());
    if (begins_with_other_space(text.view())) return begins_line();
  }
  if (bad) return Refusal{*bad};
  out.append(text.view());
  return std::nullopt;
}

/// Looks at what a value printed as clients will: line by line.
std::optional<Refusal> HttpLexer::observe(std::size_t begin, HostText& out) {
  // What is encoded may still begin with a `%` behind the author's brace.
  const bool plain = evaluates_braces();
  island_is_empty_ = out.size() == begin;
  if (opens_expression(out.view().substr(0, plain ? out.size() : begin + 1), begin)) return opens();
  if ((plain || island_is_empty_) && out.view().ends_with('{')) open_brace_ = island_;
  for (bool first = true;; first = false) {
    const std::string_view printed = out.view().substr(begin);
    const std::size_t end = std::min(printed.find('\n'), printed.size());
    if (head_.kind() == LineKind::blank && begins_with_other_space(printed)) return begins_line();
    head_.add(printed.substr(0, end), true);
    if (line_ == Line::body) boundary_.add(printed.substr(0, end), true);
    if (head_.changed()) return begins_line();
    note_content(end < printed.size());
    const bool empty = line_ == Line::body && head_.kind() == LineKind::blank;
    if (end == printed.size()) {
      if (empty && (end > 0 || !first)) empty_line_ = island_;
      return std::nullopt;
    }
    if (boundary_.complete()) return begins_line();
    if (empty && !body_begun_ && !in_part_)
      return Refusal{"it begins a body with an empty line, which clients drop"};
    begin += end + 1;
    begin_line(begin, LineHead::begun_by_value());
    line_ = Line::body;
  }
}

}  // namespace keyplate::evaluate
