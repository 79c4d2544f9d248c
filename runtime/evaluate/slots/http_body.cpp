#include "runtime/evaluate/slots/http_body.h"

#include <algorithm>
#include <utility>

#include "runtime/evaluate/slots/http_plain.h"
#include "runtime/evaluate/slots/http_url.h"
#include "runtime/evaluate/slots/json_syntax.h"
#include "runtime/evaluate/slots/scalar_text.h"
#include "runtime/evaluate/slots/xml_syntax.h"

namespace keyplate::evaluate {

namespace {

/// Of JSON in every line, behind a record separator if it has one (RFC 7464).
std::vector<HostError> find_line_errors(std::string_view text) {
  std::vector<HostError> errors;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (text[begin] == '\x1e') ++begin;
    const std::string_view line = text.substr(begin, end - begin);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      for (HostError& error : find_json_errors(line)) {
        error.offset += begin;
        if (error.begin != std::string_view::npos) error.begin += begin;
        errors.push_back(std::move(error));
      }
    }
    begin = end + 1;
  }
  return errors;
}

}  // namespace

BodyKind body_kind(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  if (type == "application/x-www-form-urlencoded") return BodyKind::form;
  if (type == "application/graphql") return BodyKind::graphql;
  if (type.ends_with("/json") || type.ends_with("+json")) return BodyKind::json;
  for (const std::string_view lines : {"/x-ndjson", "/ndjson", "/jsonl", "/json-seq"})
    if (type.ends_with(lines)) return BodyKind::json_lines;
  if (type == "text/html") return BodyKind::html;
  if (type.ends_with("/xml") || type.ends_with("+xml")) return BodyKind::xml;
  return BodyKind::text;
}

void HttpBody::begin(BodyKind kind) {
  kind_ = kind;
  json_.reset();
  xml_.reset();
  graphql_.reset();
  guesses_ = is_raw_ = false;
  first_ = 0;
  tail_.clear();
  if (kind == BodyKind::json || kind == BodyKind::json_lines)
    json_.emplace(JsonComments::foreign, Within::request);
  if (kind == BodyKind::xml) xml_.emplace(Within::request);
  if (kind == BodyKind::html) xml_.emplace(Within::request, true);
  if (kind == BodyKind::graphql) graphql_.emplace();
}

/// A body of a request that has no Content-Type. `next` is the byte behind the first; 0: a value.
void HttpBody::find_kind(char next, HostText& out) {
  const char first = first_;
  const bool letter = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
  const bool tag = letter || next == '?' || next == '!' || next == 0;
  const bool client = next == '{' || next == '%';  // evaluates an expression or a script
  begin(first == '<' ? (tag ? BodyKind::xml : BodyKind::text)
                     : (first == '{' && client ? BodyKind::text : BodyKind::json));
  author({&first, 1}, out.size(), out);
}

void HttpBody::value_follows(HostText& out) {
  if (guesses_ && first_ != 0) find_kind(0, out);
  guesses_ = false;
}

/// In scripts and styles no reference is read, so nothing but their end is looked for.
void HttpBody::step_html(std::string_view text, std::size_t offset, HostText& out) {
  constexpr std::size_t longest = 8;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    tail_.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
    if (tail_.size() > longest) tail_.erase(0, 1);
    if (!is_raw_) xml_->author(text.substr(i, 1), offset + i, out);
    if (tail_.ends_with("<script") || tail_.ends_with("<style")) is_raw_ = true;
    if (tail_.ends_with("</script") || tail_.ends_with("</style")) is_raw_ = false;
  }
}

void HttpBody::author(std::string_view text, std::size_t offset, HostText& out) {
  for (std::size_t i = 0; guesses_ && i < text.size(); ++i) {
    if (first_ != 0) {
      find_kind(text[i], out);
      return author(text.substr(i), offset + i, out);
    }
    if (std::string_view(" \t\r\n").find(text[i]) != std::string_view::npos) continue;
    first_ = text[i];
    guesses_ = first_ == '{' || first_ == '<' || first_ == '[';
    if (first_ == '[') {
      begin(BodyKind::json);
      return author(text.substr(i), offset + i, out);
    }
  }
  if (kind_ == BodyKind::html) return step_html(text, offset, out);
  if (json_) json_->author(text, out);
  if (xml_) xml_->author(text, offset, out);
  if (graphql_) graphql_->author(text, out);
}

std::optional<Refusal> HttpBody::print(const Value& value, HostText& out, CallContext& context) {
  if (json_) return json_->print(value, out, context);
  if (is_raw_) return Refusal{"it stands in a script or style of HTML, which can't quote it"};
  if (xml_) {
    const std::size_t begin = out.size();
    auto refusal = xml_->print(value, out, context);
    if (out.size() > begin) tail_.clear();
    return refusal;
  }
  if (graphql_) return graphql_->print(value, out, context);
  const bool form = kind_ == BodyKind::form;
  const ScalarText text(value, form ? "a form" : "a text", context);
  if (text.refusal()) return text.refusal();
  if (form && !is_url_encoded(value, text.view())) {
    append_percent_encoded(text.view(), {}, out);
    return std::nullopt;
  }
  if (const auto bad = find_not_text(text.view())) return Refusal{*bad};
  out.append(text.view());
  return std::nullopt;
}

void HttpBody::end(HostText& out) {
  if (xml_) xml_->finish(out);
}

bool HttpBody::holds_null() const {
  return (json_ && json_->holds_null()) || (graphql_ && graphql_->holds_null());
}

bool HttpBody::takes_as_host_text(const Value& value) const {
  if (json_) return json_->holds_null() && value.literal() && is_host_text(value);
  if (graphql_) return graphql_->unquoted() && is_host_text(value);
  return (!xml_ || xml_->unquoted()) && is_markup(value);
}

std::vector<HostError> HttpBody::verify(std::string_view text) const {
  if (text.find("{{") != std::string_view::npos) return {};  // the client's to fill in
  if (kind_ == BodyKind::json_lines) return find_line_errors(text);
  if (json_) return find_json_errors(text);
  if (kind_ == BodyKind::xml) return find_xml_errors(text);
  return {};
}

}  // namespace keyplate::evaluate
