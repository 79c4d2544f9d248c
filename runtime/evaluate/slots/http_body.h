#pragma once
// The body of a request, or of a part of one, by its Content-Type: JSON, XML, HTML, a form,
// GraphQL, or text. In a form a value is percent-encoded as in a query; a text changes nothing. In
// HTML a value is text, in content and attributes; scripts and styles hold none. What an attribute
// means, such as a URL or a script, is not judged.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/slots/slot_graphql.h"
#include "runtime/evaluate/slots/slot_json.h"
#include "runtime/evaluate/slots/slot_xml.h"

namespace keyplate::evaluate {

enum class BodyKind : std::uint8_t { text, json, json_lines, xml, html, form, graphql };

/// By a Content-Type in lower case, with or without parameters; empty: text.
BodyKind body_kind(std::string_view content_type);

class HttpBody {
 public:
  void begin(BodyKind kind);
  /// The body's first bytes say what it is.
  void guess() { guesses_ = true; }
  BodyKind kind() const { return kind_; }
  void author(std::string_view text, std::size_t offset, HostText& out);
  /// A value stands next, behind all that `author` was given.
  void value_follows(HostText& out);
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context);
  void end(HostText& out);
  bool holds_null() const;
  /// Whether `value` is host text here.
  bool takes_as_host_text(const Value& value) const;
  /// What is wrong with `text`, the whole body.
  std::vector<HostError> verify(std::string_view text) const;

 private:
  void find_kind(char next, HostText& out);
  void step_html(std::string_view text, std::size_t offset, HostText& out);

  BodyKind kind_ = BodyKind::text;
  bool guesses_ = false;
  char first_ = 0;       ///< that is no blank, while the kind depends on what follows
  std::string tail_;     ///< the last bytes of HTML, in lower case
  bool is_raw_ = false;  ///< in a script or style
  std::optional<JsonLexer> json_;
  std::optional<XmlLexer> xml_;
  std::optional<GraphqlLexer> graphql_;
};

}  // namespace keyplate::evaluate
