#include "runtime/evaluate/slots/slot_xml.h"

#include <fmt/core.h>

#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/scalar_text.h"
#include "runtime/evaluate/slots/xml_syntax.h"

namespace keyplate::evaluate {
namespace {

constexpr std::string_view cdata_opener_text = "[CDATA[";
constexpr ByteSet content_ends("<&");
constexpr ByteSet reference_characters(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789#_:.-");

bool is_xml_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

/// No `]]>` stands in content (production 14), nor may an empty value let one come of the author's
/// bytes around it.
void XmlLexer::step_brackets(std::string_view text, HostText& out) {
  for (const char c : text) {
    if (c == ']') {
      ++run_;
      continue;
    }
    if (c == '>' && run_ >= 2)
      out.refuse(*brackets_, {"it is empty, and `]]>` comes of what stands around it"});
    return brackets_.reset();
  }
}

void XmlLexer::author(std::string_view text, std::size_t offset, HostText& out) {
  if (brackets_) step_brackets(text, out);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (place_ == Place::text && !reference_) {
      i = content_ends.find_in(text, i);
      if (i == std::string_view::npos) return;
    }
    step(text[i], offset + i, out);
  }
}

/// Whether the character belongs to a reference.
bool XmlLexer::step_reference(char c) {
  if (reference_characters.has(c) || static_cast<unsigned char>(c) >= 0x80) return true;
  reference_ = false;
  return c == ';';
}

void XmlLexer::step(char c, std::size_t offset, HostText& out) {
  if (reference_ && step_reference(c)) return;
  switch (place_) {
    case Place::text:
      if (c == '<') place_ = Place::open;
      reference_ = c == '&';
      return;
    case Place::double_quoted:
    case Place::single_quoted:
      if (c == (place_ == Place::double_quoted ? '"' : '\'')) place_ = Place::behind;
      reference_ = c == '&';
      return;
    case Place::comment:
    case Place::cdata:
    case Place::target:
    case Place::instruction:
      return step_section(c);
    case Place::bare:
      return step_bare(c, offset, out);
    case Place::declaration:
    case Place::dash:
    case Place::cdata_opener:
    case Place::doctype:
    case Place::doctype_double:
    case Place::doctype_single:
      return step_declaration(c);
    default:
      return step_tag(c, offset, out);
  }
}

/// Productions 40 to 44: a tag and its attributes.
void XmlLexer::step_tag(char c, std::size_t offset, HostText& out) {
  const Place before = place_;
  if (c == '>') {
    place_ = outside();
  } else if (before == Place::open && (c == '!' || c == '?')) {
    place_ = c == '!' ? Place::declaration : Place::target;
    run_ = 0;
  } else if (before == Place::equals) {
    if (c == '"') place_ = Place::double_quoted;
    if (c == '\'') place_ = Place::single_quoted;
    if (!is_xml_space(c) && place_ == before) begin_bare(offset);
    if (place_ == Place::bare) mixed_ = true;
    return;
  } else if (c == '=') {
    place_ = Place::equals;
    name_.reset();
    return;
  } else if (is_xml_space(c)) {
    const bool named = before == Place::attribute || before == Place::named;
    place_ = named ? Place::named : Place::gap;
    return;
  } else if (before == Place::open || before == Place::element) {
    place_ = c == '/' && before == Place::element ? Place::behind : Place::element;
  } else {
    place_ = c == '/' ? Place::behind : Place::attribute;
  }
  if (before != Place::attribute || place_ != before) end_name(out);
}

/// An attribute's name that no `=` follows.
void XmlLexer::end_name(HostText& out) {
  if (!name_) return;
  out.refuse(*name_, {"it stands between the attributes of a tag, and no `=` makes it the name of "
                      "one"});
  name_.reset();
}

void XmlLexer::begin_bare(std::size_t offset) {
  place_ = Place::bare;
  bare_ = offset;
  mixed_ = false;
  run_ = 0;
  printed_.clear();
}

/// A `/` belongs to the value unless `>` follows it.
void XmlLexer::step_bare(char c, std::size_t offset, HostText& out) {
  if (is_xml_space(c) || c == '>') {
    const bool closes = c == '>' && run_ > 0;
    if (run_ > 0 && !closes) mixed_ = true;
    end_bare(closes ? offset - 1 : offset, out);
    place_ = c == '>' ? outside() : Place::gap;
    return;
  }
  if (c != '/' || run_ > 0) mixed_ = true;
  run_ = c == '/' ? 1 : 0;
}

void XmlLexer::end_bare(std::size_t end, HostText& out) {
  if (printed_.empty() || (printed_.size() == 1 && !mixed_)) return;
  for (const IslandId island : printed_) {
    out.refuse(island, {"it is a part of an attribute's value that has no quotes",
                        Quoting{bare_, end, '"'}});
  }
}

/// What began with `<!`.
void XmlLexer::step_declaration(char c) {
  switch (place_) {
    case Place::dash:
      place_ = c == '-' ? Place::comment : Place::doctype;
      run_ = 0;
      return;
    case Place::cdata_opener:
      if (c != cdata_opener_text[run_++]) place_ = Place::doctype;
      if (run_ < cdata_opener_text.size() || place_ == Place::doctype) return;
      place_ = Place::cdata;
      run_ = 0;
      return;
    case Place::doctype_double:
      if (c == '"') place_ = Place::doctype;
      return;
    case Place::doctype_single:
      if (c == '\'') place_ = Place::doctype;
      return;
    case Place::declaration:
      if (c == '-') {
        place_ = Place::dash;
      } else if (c == '[' && declarations_ == 0) {
        place_ = Place::cdata_opener;
        run_ = 1;
      } else {
        ++declarations_;
        place_ = Place::doctype;
      }
      return;
    default:
      if (c == '"') place_ = Place::doctype_double;
      if (c == '\'') place_ = Place::doctype_single;
      if (c == '<') place_ = Place::open;
      if (c != '>') return;
      if (declarations_ > 0) --declarations_;
      place_ = outside();
  }
}

/// What ends in `-->`, `]]>` or `?>`.
void XmlLexer::step_section(char c) {
  const bool instruction = place_ == Place::target || place_ == Place::instruction;
  const char closer = instruction ? '?' : place_ == Place::comment ? '-' : ']';
  if (c == '>' && run_ >= (instruction ? 1U : 2U)) {
    place_ = outside();
    return;
  }
  run_ = c == closer ? run_ + 1 : 0;
  if (place_ == Place::target && is_xml_space(c)) place_ = Place::instruction;
}

std::string_view XmlLexer::name_of_section() const {
  if (place_ == Place::cdata) return "CDATA section";
  return place_ == Place::comment ? "comment" : "processing instruction";
}

bool XmlLexer::unquoted() const {
  switch (place_) {
    case Place::double_quoted:
    case Place::single_quoted:
    case Place::comment:
    case Place::cdata:
    case Place::instruction:
      return false;
    default:
      return true;
  }
}

std::optional<Refusal> XmlLexer::print(const Value& value, HostText& out, CallContext& context) {
  brackets_.reset();
  if (is_mask(value) && place_ != Place::equals && place_ != Place::bare) {
    out.append(mask_text);
    return std::nullopt;
  }
  if (unquoted() && is_markup(value)) {
    author(value.text(), out);
    out.append(value.text());
    return std::nullopt;
  }
  if (reference_) return Refusal{"an `&` stands before it, which begins a reference"};
  const ScalarText text(value, "an XML document", context);
  if (text.refusal()) return text.refusal();
  if (const auto bad = find_not_xml(text.view()))
    return Refusal{fmt::format("it holds {}, which XML can't hold in any way", *bad)};
  if (!declared_ && writing_.within == Within::file)
    writing_.ascii = declares_other_than_utf8(out.view());
  declared_ = true;
  return print_text(text.view(), out);
}

std::optional<Refusal> XmlLexer::print_text(std::string_view text, HostText& out) {
  switch (place_) {
    case Place::text:
      if (text.empty()) {
        run_ = out.view().ends_with("]]") ? 2 : out.view().ends_with(']') ? 1 : 0;
        if (run_ > 0) brackets_ = out.island();
        return std::nullopt;
      }
      if (writing_.html) {
        append_xml_attribute(text, writing_, out);
      } else {
        append_xml_text(text, writing_, out);
      }
      return std::nullopt;
    case Place::double_quoted:
    case Place::single_quoted:
      append_xml_attribute(text, writing_, out);
      return std::nullopt;
    case Place::equals:
    case Place::bare:
      print_bare(text, out);
      return std::nullopt;
    case Place::open:
    case Place::element:
    case Place::gap:
    case Place::attribute:
      return print_name(text, out);
    case Place::comment:
    case Place::cdata:
    case Place::instruction:
      return print_section(text, out);
    case Place::named:
    case Place::behind:
      return Refusal{"it stands in a tag where neither a name nor a value can begin"};
    default:
      return Refusal{"it stands in a declaration of XML, which can't quote it"};
  }
}

/// The whole of an attribute's value, as far as can be known.
void XmlLexer::print_bare(std::string_view text, HostText& out) {
  if (place_ == Place::equals) begin_bare(out.size());
  if (run_ > 0) mixed_ = true;
  run_ = 0;
  printed_.push_back(out.island());
  out.push_back('"');
  append_xml_attribute(text, writing_, out);
  out.push_back('"');
}

std::optional<Refusal> XmlLexer::print_name(std::string_view text, HostText& out) {
  constexpr ByteSet before_names("<:/ \t\r\n");
  const bool starts = before_names.has(out.view().back());
  const auto bad = find_not_name(text, starts);
  if (place_ == Place::open) place_ = Place::element;
  if (place_ == Place::gap) place_ = Place::attribute;
  if (text.empty() && bad) return Refusal{"it is empty, and stands for the name in a tag"};
  if (bad) return Refusal{fmt::format("it holds {}, and the name in a tag can't", *bad)};
  if (place_ == Place::attribute) name_ = out.island();
  out.append(text);
  return std::nullopt;
}

std::optional<Refusal> XmlLexer::print_section(std::string_view text, HostText& out) {
  if (text.empty()) {
    if (run_ == 0) return std::nullopt;
    return Refusal{
        fmt::format("it is empty, and the `{}` before it may end the {} that it stands in",
                    out.view().back(), name_of_section())};
  }
  if (writing_.html && text.find_first_of("<>&\"'") != std::string_view::npos)
    return Refusal{"it holds what HTML may take for markup, and stands in a comment"};
  if (place_ == Place::cdata) {
    append_xml_cdata(text, run_, writing_, out);
    run_ = 0;
    return std::nullopt;
  }
  const bool comment = place_ == Place::comment;
  const auto bad = comment ? find_not_comment(text, run_ > 0, writing_)
                           : find_not_instruction(text, run_ > 0, writing_);
  if (bad) {
    return Refusal{fmt::format("it holds {}, which a {} can't quote", *bad, name_of_section())};
  }
  run_ = 0;
  out.append(text);
  return std::nullopt;
}

void XmlLexer::finish(HostText& out) {
  if (place_ == Place::bare) end_bare(out.size(), out);
}

std::vector<HostError> XmlLexer::verify(std::string_view output) const {
  return find_xml_errors(output);
}

}  // namespace keyplate::evaluate
