#pragma once
// How values are written in XML 1.0 (fifth edition), place by place.

#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// What the document around a value asks for.
struct XmlWriting {
  Within within = Within::file;
  bool html = false;   ///< browsers read it
  bool ascii = false;  ///< its encoding is not UTF-8
};

/// What no XML document can hold in any way (production 2 of the specification), or nothing.
std::optional<std::string> find_not_xml(std::string_view text);

/// As content of an element.
void append_xml_text(std::string_view text, XmlWriting writing, HostText& out);
/// As an attribute's value in either quotes. What normalisation would change (3.3.3) is a
/// reference.
void append_xml_attribute(std::string_view text, XmlWriting writing, HostText& out);
/// As a part of a CDATA section that already ends in `brackets` brackets. Where the section can't
/// hold something it is closed and opened again, which readers don't see.
void append_xml_cdata(std::string_view text, std::size_t brackets, XmlWriting writing,
                      HostText& out);

// Why a place that has no escapes can't hold a text. `before` and what follows are the author's.
std::optional<std::string> find_not_comment(std::string_view text, bool dash_before,
                                            XmlWriting writing);
std::optional<std::string> find_not_instruction(std::string_view text, bool mark_before,
                                                XmlWriting writing);
/// A name or a part of one, of ASCII and without a prefix.
std::optional<std::string> find_not_name(std::string_view text, bool at_start);

}  // namespace keyplate::evaluate
