#pragma once
// Request files (`.http`, `.rest`) as the REST client of VS Code, JetBrains' HTTP client and
// httpyac read them: requests that `###` separates, each a line with a URL, headers, an empty line
// and a body. In a URL values are percent-encoded, in headers they are text without control
// characters, in bodies they are what its Content-Type says: JSON (or lines of it), XML, HTML, a
// form, GraphQL, the parts of multipart data, or text. A request without a Content-Type has a body
// of JSON if that begins with `{` or `[`, of XML if with `<` and a letter, `?` or `!`, else of
// text. Those clients evaluate `{{ }}`, so no value forms a `{{` or `{%`; nor
// does one give a line a meaning that only request files have.

#include <cstdint>
#include <vector>

#include "runtime/evaluate/slots/http_body.h"
#include "runtime/evaluate/slots/http_header.h"
#include "runtime/evaluate/slots/http_lines.h"
#include "runtime/evaluate/slots/http_multipart.h"
#include "runtime/evaluate/slots/http_request.h"

namespace keyplate::evaluate {

class HttpLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override;
  bool holds_null() const override { return phase_ == Phase::body && body_.holds_null(); }
  bool may_hold_null() const override { return true; }
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Phase : std::uint8_t { between, headers, body };
  enum class Line : std::uint8_t {
    unknown,
    blank,
    request,
    continuation,  ///< of its URL
    header,
    comment,
    variable,   ///< `@name = value`
    script,     ///< `> {% ... %}`
    reference,  ///< to a file
    assertion,
    body,
  };
  /// A body that can be judged, and where it stands.
  struct Body {
    BodyKind kind;
    std::size_t begin;
    std::size_t end;
  };
  /// Counts what opens and closes: `{{` and `}}`, `{%` and `%}`.
  class Pairs {
   public:
    void step(char c);
    bool expression() const { return expression_; }
    bool script() const { return script_; }

   private:
    char before_ = 0;
    bool expression_ = false;
    bool script_ = false;
  };

  Line classify(bool value_follows) const;
  void feed(std::string_view text, std::size_t offset, HostText& out);
  void feed_pending(HostText& out);
  void step(char c, HostText& out);
  void end_line(std::size_t in_text, HostText& out);
  void begin_line(std::size_t offset, const LineHead& head);
  void end_header(HostText& out);
  void begin_body(std::size_t offset);
  void end_body(std::size_t offset, HostText& out);
  void end_boundary(HostText& out);
  void refuse_late(IslandId island, HostText& out);

  std::optional<Refusal> print_here(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_line(const Value& value, HostText& out, CallContext& context);
  std::optional<Refusal> print_host_text(const Value& value, HostText& out);
  std::optional<Refusal> observe(std::size_t begin, HostText& out);
  bool takes_as_host_text(const Value& value) const;
  void note_content(bool line_ends);
  bool evaluates_braces() const;
  bool quotes() const;

  Phase phase_ = Phase::between;
  Line line_ = Line::unknown;
  LineHead head_;
  std::size_t line_begin_ = 0;
  std::size_t fed_ = 0;  ///< up to where the output was looked at; what follows waits for its line
  Pairs pairs_;
  bool in_script_ = false;  ///< of several lines
  bool equals_ = false;     ///< in the line of a variable, after the `=`
  bool begun_ = false;      ///< and after the first byte of its value
  RequestLine request_;
  HeaderLine header_;
  bool has_headers_ = false;
  bool in_part_ = false;  ///< of multipart data
  bool is_graphql_ = false;
  std::string content_type_;
  Boundary boundary_;
  HttpBody body_;
  std::size_t body_begin_ = SIZE_MAX;
  bool body_begun_ = false;             ///< it has a line that is not empty
  std::optional<IslandId> empty_line_;  ///< whose value left the body's last line empty
  std::vector<Body> bodies_;
  std::vector<HostError> errors_;
  IslandId island_{};                   ///< the last that printed
  bool island_is_empty_ = false;        ///< and its value is
  std::optional<IslandId> open_brace_;  ///< behind which `{` stands, its own or the author's
};

}  // namespace keyplate::evaluate
