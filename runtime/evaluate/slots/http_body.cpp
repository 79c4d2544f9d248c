#include "runtime/evaluate/slots/http_body.h"

#include "runtime/evaluate/slots/http_plain.h"
#include "runtime/evaluate/slots/http_url.h"
#include "runtime/evaluate/slots/json_syntax.h"
#include "runtime/evaluate/slots/scalar_text.h"
#include "runtime/evaluate/slots/xml_syntax.h"

namespace keyplate::evaluate {

BodyKind body_kind(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  if (type == "application/x-www-form-urlencoded") return BodyKind::form;
  if (type == "application/graphql") return BodyKind::graphql;
  if (type.ends_with("/json") || type.ends_with("+json")) return BodyKind::json;
  if (type.ends_with("/xml") || type.ends_with("+xml")) return BodyKind::xml;
  return BodyKind::text;
}

void HttpBody::begin(BodyKind kind) {
  kind_ = kind;
  json_.reset();
  xml_.reset();
  graphql_.reset();
  if (kind == BodyKind::json) json_.emplace(JsonComments::foreign, Within::request);
  if (kind == BodyKind::xml) xml_.emplace(Within::request);
  if (kind == BodyKind::graphql) graphql_.emplace();
}

void HttpBody::author(std::string_view text, std::size_t offset, HostText& out) {
  if (json_) json_->author(text, out);
  if (xml_) xml_->author(text, offset, out);
  if (graphql_) graphql_->author(text, out);
}

std::optional<Refusal> HttpBody::print(const Value& value, HostText& out, CallContext& context) {
  if (json_) return json_->print(value, out, context);
  if (xml_) return xml_->print(value, out, context);
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
  if (json_) return find_json_errors(text);
  if (xml_) return find_xml_errors(text);
  return {};
}

}  // namespace keyplate::evaluate
