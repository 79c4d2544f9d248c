#pragma once
// XML 1.0. In content and attributes a value is text: what would be markup is a reference, and so
// is what a reader would normalise (carriage returns everywhere, tabs and line breaks in
// attributes). An attribute value without quotes gets them if it is the whole value. In CDATA the
// section is closed and opened again where it has to be. Comments and instructions hold what
// doesn't end them, names hold characters of names; references, document types and every other
// place hold no value. What XML can't hold at all (most control characters) is refused everywhere.
// Lists and dicts have no XML.

#include <cstdint>
#include <vector>

#include "runtime/evaluate/slots/xml_escape.h"

namespace keyplate::evaluate {

class XmlLexer : public HostLexer {
 public:
  explicit XmlLexer(Within within = Within::file, bool html = false) : writing_{within, html} {}

  void author(std::string_view text, HostText& out) override { author(text, out.size(), out); }
  /// The same of text that stands, or will stand, at `offset` of the output.
  void author(std::string_view text, std::size_t offset, HostText& out);
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override;
  std::vector<HostError> verify(std::string_view output) const override;
  /// Whether host text may stand here.
  bool unquoted() const;

 private:
  enum class Place : std::uint8_t {
    text,
    open,       ///< after `<`
    element,    ///< in the name of a tag
    gap,        ///< in a tag, after a blank
    attribute,  ///< in the name of an attribute
    named,      ///< after it and a blank
    equals,     ///< after `=`
    bare,       ///< in a value without quotes
    double_quoted,
    single_quoted,
    behind,        ///< after a closing quote, or a `/` in a tag
    declaration,   ///< after `<!`
    dash,          ///< after `<!-`
    cdata_opener,  ///< within `<![CDATA[`
    comment,
    cdata,
    target,  ///< in the name of an instruction
    instruction,
    doctype,  ///< in a document type or what it declares
    doctype_double,
    doctype_single,
  };

  void step(char c, std::size_t offset, HostText& out);
  void step_brackets(std::string_view text, HostText& out);
  void step_tag(char c, std::size_t offset, HostText& out);
  void step_declaration(char c);
  void step_section(char c);
  bool step_reference(char c);
  void begin_bare(std::size_t offset);
  void step_bare(char c, std::size_t offset, HostText& out);
  void end_bare(std::size_t end, HostText& out);
  void end_name(HostText& out);
  /// Where a comment, section or instruction leads back to.
  Place outside() const { return declarations_ > 0 ? Place::doctype : Place::text; }

  std::string_view name_of_section() const;
  std::optional<Refusal> print_text(std::string_view text, HostText& out);
  std::optional<Refusal> print_name(std::string_view text, HostText& out);
  void print_bare(std::string_view text, HostText& out);
  std::optional<Refusal> print_section(std::string_view text, HostText& out);

  XmlWriting writing_;
  Place place_ = Place::text;
  bool reference_ = false;          ///< between `&` and `;`
  bool declared_ = false;           ///< the declaration was looked at
  std::uint32_t declarations_ = 0;  ///< of a document type that are open
  std::size_t run_ = 0;  ///< how many bytes of what ends a section, or opens CDATA, stand there
  std::optional<IslandId> brackets_;  ///< printed nothing behind a `]` in content
  std::optional<IslandId> name_;      ///< the last that printed in this attribute's name
  std::size_t bare_ = 0;              ///< where the value without quotes begins
  bool mixed_ = false;                ///< it has text of the author's
  std::vector<IslandId> printed_;     ///< what printed in it
};

}  // namespace keyplate::evaluate
