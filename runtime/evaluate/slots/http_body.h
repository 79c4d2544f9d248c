#pragma once
// The body of a request, or of a part of one, by its Content-Type: JSON, XML, a form, GraphQL, or
// text. In a form a value is percent-encoded as in a query; a text changes nothing.

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/evaluate/slots/slot_graphql.h"
#include "runtime/evaluate/slots/slot_json.h"
#include "runtime/evaluate/slots/slot_xml.h"

namespace keyplate::evaluate {

enum class BodyKind : std::uint8_t { text, json, xml, form, graphql };

/// By a Content-Type in lower case, with or without parameters; empty: text.
BodyKind body_kind(std::string_view content_type);

class HttpBody {
 public:
  void begin(BodyKind kind);
  BodyKind kind() const { return kind_; }
  void author(std::string_view text, std::size_t offset, HostText& out);
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context);
  void end(HostText& out);
  bool holds_null() const;
  /// Whether `value` is host text here.
  bool takes_as_host_text(const Value& value) const;
  /// What is wrong with `text`, the whole body.
  std::vector<HostError> verify(std::string_view text) const;

 private:
  BodyKind kind_ = BodyKind::text;
  std::optional<JsonLexer> json_;
  std::optional<XmlLexer> xml_;
  std::optional<GraphqlLexer> graphql_;
};

}  // namespace keyplate::evaluate
