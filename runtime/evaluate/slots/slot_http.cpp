#include "runtime/evaluate/slots/slot_http.h"

#include <algorithm>

#include "runtime/evaluate/slots/http_plain.h"

namespace keyplate::evaluate {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return lower;
}

}  // namespace

void HttpLexer::Pairs::step(char c) {
  if (before_ == '{' && c == '{') expression_ = true;
  if (before_ == '}' && c == '}') expression_ = false;
  if (before_ == '{' && c == '%') script_ = true;
  if (before_ == '%' && c == '}') script_ = false;
  before_ = c;
}

// ---- the author's lines ----

void HttpLexer::author(std::string_view text, HostText& out) {
  if (open_brace_ && (text.starts_with('{') || text.starts_with('%')))
    refuse_late(*open_brace_, out);  // forms `{{` or `{%`
  if (!text.empty()) open_brace_.reset();
  std::size_t done = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    head_.add(part, false);
    if (head_.changed()) refuse_late(island_, out);
    note_content(end < text.size());
    if (end < text.size() || head_.settled()) {
      feed_pending(out);
      feed(part, out.size() + begin, out);
      done = end;
    }
    if (end < text.size()) end_line(done++, out);
    begin = end + 1;
  }
  if (done > 0 || fed_ == out.size()) fed_ = out.size() + done;
}

/// What the line is, as far as it goes.
HttpLexer::Line HttpLexer::classify(bool value_follows) const {
  const LineKind kind = head_.kind();
  const bool in_body = phase_ == Phase::body;
  if (in_script_) return Line::script;
  switch (kind) {
    case LineKind::separator:
    case LineKind::directive:
    case LineKind::marker:
      return Line::comment;
    case LineKind::comment:
      return in_body ? Line::body : Line::comment;
    case LineKind::variable:
      return Line::variable;
    case LineKind::script:
      return Line::script;
    case LineKind::file:
    case LineKind::handler:
    case LineKind::output:
      return Line::reference;
    case LineKind::assertion:
      return Line::assertion;
    default:
      break;
  }
  if (in_body) return Line::body;
  if (kind == LineKind::blank && !value_follows) return Line::blank;
  if (phase_ == Phase::between) return Line::request;
  const bool goes_on = head_.first() == '?' || head_.first() == '&' || head_.indented();
  return goes_on && !has_headers_ && !in_part_ ? Line::continuation : Line::header;
}

void HttpLexer::feed_pending(HostText& out) {
  fed_ = std::min(fed_, out.size());  // a host may have become shorter
  // `> {% ... %}` begins like the name of a file.
  if (line_ == Line::unknown || line_ == Line::reference) line_ = classify(false);
  if (line_ != Line::request && line_ != Line::continuation) {
    feed(out.view().substr(fed_), fed_, out);
    fed_ = out.size();
    return;
  }
  while (fed_ < out.size()) {
    const std::size_t before = out.size();
    step(out.view()[fed_], out);  // may rewrite what stands before
    fed_ += 1 + out.size() - before;
  }
}

void HttpLexer::feed(std::string_view text, std::size_t offset, HostText& out) {
  if (line_ == Line::body) {
    boundary_.add(text, false);
    body_.author(text, offset, out);
    if (body_.kind() != BodyKind::text) return;
  }
  for (const char c : text) step(c, out);
}

void HttpLexer::step(char c, HostText& out) {
  pairs_.step(c);
  if (line_ == Line::request || line_ == Line::continuation) request_.step(c, out);
  if (line_ == Line::header) header_.step(c);
  if (equals_ && c != ' ' && c != '\t') begun_ = true;
  if (c == '=') equals_ = true;
}

void HttpLexer::end_line(std::size_t in_text, HostText& out) {
  switch (line_) {
    case Line::request:
      phase_ = Phase::headers;
      request_.end_line(out);
      if (request_.has_no_url()) errors_.push_back({line_begin_, "expected a URL", {}, false});
      break;
    case Line::continuation:
      request_.end_line(out);
      break;
    case Line::header:
      end_header(out);
      break;
    case Line::script:
      in_script_ = pairs_.script();
      break;
    case Line::body:
      body_.author("\n", out.size() + in_text, out);
      break;
    default:
      break;
  }
  const std::size_t next = out.size() + in_text + 1;
  if (line_ == Line::body && boundary_.complete()) {
    end_boundary(out);
  } else if (line_ != Line::body && line_ != Line::blank) {
    end_body(line_begin_, out);
  }
  if (line_ == Line::comment && head_.kind() == LineKind::separator) {
    phase_ = Phase::between;
    request_ = {};
    content_type_.clear();
    boundary_ = {};
    is_graphql_ = has_headers_ = in_part_ = false;
  }
  if (line_ == Line::blank && phase_ == Phase::headers) begin_body(next);
  begin_line(next, {});
}

void HttpLexer::begin_line(std::size_t offset, const LineHead& head) {
  head_ = head;
  line_ = Line::unknown;
  line_begin_ = offset;
  header_ = HeaderLine(in_part_ ? HeaderOf::part : HeaderOf::request);
  boundary_.begin_line();
  equals_ = begun_ = false;
  if (!in_script_) pairs_ = {};
}

void HttpLexer::end_header(HostText& out) {
  // Behind an empty value: clients go on with the URL.
  const bool goes_on = head_.first() == '?' || head_.first() == '&';
  if (goes_on && !has_headers_ && !in_part_) refuse_late(island_, out);
  has_headers_ = true;
  if (!header_.end(out))
    errors_.push_back({line_begin_, "expected a header, `name: value`", {}, false});
  if (header_.name() == "content-type") content_type_ = header_.value();
  if (header_.name() == "x-request-type" && lower_case(header_.value()).starts_with("graphql"))
    is_graphql_ = true;
}

// ---- bodies ----

void HttpLexer::begin_body(std::size_t offset) {
  phase_ = Phase::body;
  const std::string type = lower_case(content_type_);
  if (!in_part_ && type.starts_with("multipart/")) boundary_ = Boundary::of(content_type_);
  const bool graphql = !in_part_ && (is_graphql_ || request_.method() == "GRAPHQL");
  body_.begin(graphql ? BodyKind::graphql : body_kind(type));
  if (!graphql && !in_part_ && type.empty()) body_.guess();
  body_begin_ = offset;
  body_begun_ = false;
  empty_line_.reset();
}

/// Clients drop the empty lines that a body begins or ends with.
void HttpLexer::note_content(bool line_ends) {
  if (head_.kind() == LineKind::blank || has_meaning(head_.kind())) return;
  if (!line_ends && !head_.settled()) return;
  body_begun_ = true;
  empty_line_.reset();
}

void HttpLexer::end_body(std::size_t offset, HostText& out) {
  if (body_begin_ == SIZE_MAX) return;
  body_.end(out);
  if (empty_line_ && !in_part_)
    out.refuse(*empty_line_, {"it ends a body with an empty line, which clients drop"});
  empty_line_.reset();
  if (body_begin_ < offset) bodies_.push_back({body_.kind(), body_begin_, offset});
  body_begin_ = SIZE_MAX;
}

/// The line is a boundary of multipart data.
void HttpLexer::end_boundary(HostText& out) {
  if (boundary_.printed()) return refuse_late(island_, out);
  end_body(line_begin_, out);
  in_part_ = true;
  content_type_.clear();
  phase_ = boundary_.closes() ? Phase::body : Phase::headers;
  if (phase_ == Phase::body) body_.begin(BodyKind::text);
}

void HttpLexer::refuse_late(IslandId island, HostText& out) {
  out.refuse(island,
             {island_is_empty_
                  ? "it is empty, and what stands around it means something to clients of request "
                    "files"
                  : "together with what follows it means something to clients of request files"});
  head_.accept();
  boundary_.begin_line();
}

void HttpLexer::finish(HostText& out) {
  feed_pending(out);
  end_line(0, out);
  end_body(out.size(), out);
}

std::vector<HostError> HttpLexer::verify(std::string_view output) const {
  std::vector<HostError> errors = errors_;
  for (const Body& range : bodies_) {
    const std::string_view text =
        output.substr(range.begin, std::min(range.end, output.size()) - range.begin);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    HttpBody body;
    body.begin(range.kind);
    for (HostError& error : body.verify(text)) {
      error.offset += range.begin;
      if (error.begin != std::string_view::npos) error.begin += range.begin;
      errors.push_back(std::move(error));
    }
  }
  std::stable_sort(errors.begin(), errors.end(),
                   [](const HostError& a, const HostError& b) { return a.offset < b.offset; });
  return errors;
}

}  // namespace keyplate::evaluate
