#include "runtime/evaluate/slots/xml_escape.h"

#include <fmt/core.h>

#include "grammar/lexical.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/slots/characters.h"

namespace keyplate::evaluate {
namespace {

constexpr ByteSet text_special("&<>\r");
constexpr ByteSet attribute_special("&<>\"'\t\n\r");
/// What a request file could read as an expression or, at the begin of a line, as an instruction.
constexpr std::string_view of_requests = "{\n\r";
constexpr ByteSet line_openers("#@?=/%");
constexpr std::string_view cdata_break = "]]><![CDATA[";

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

std::string_view xml_entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return {};
  }
}

/// Appends the character at `i` as a reference and returns its size.
std::size_t append_reference(std::string_view text, std::size_t i, HostText& out) {
  const std::string_view name = xml_entity(text[i]);
  if (!name.empty()) {
    out.append(name);
    return 1;
  }
  const CodePoint c = decode_utf8(text, i).value_or(CodePoint{0xFFFD, 1});
  out.append(fmt::format("&#{};", static_cast<std::uint32_t>(c.value)));
  return c.size;
}

/// Whether the character at `i` needs a reference for what surrounds the document.
bool is_foreign(std::string_view text, std::size_t i, XmlWriting writing) {
  if (writing.ascii && !is_ascii(text[i])) return true;
  if (writing.within == Within::file) return false;
  return of_requests.find(text[i]) != std::string_view::npos ||
         (i == 0 && line_openers.has(text[i]));
}

void append_escaped(std::string_view text, const ByteSet& special, XmlWriting writing,
                    HostText& out) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (!special.has(text[i]) && !is_foreign(text, i, writing)) {
      ++i;
      continue;
    }
    out.append(text.substr(copied, i - copied));
    copied = i += append_reference(text, i, out);
  }
  out.append(text.substr(copied));
}

/// What a place without escapes can't hold because of what surrounds the document.
std::optional<std::string> find_not_plain(std::string_view text, XmlWriting writing) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' || is_foreign(text, i, writing)) return kind_of_character(text[i]);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_not_xml(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')
      return kind_of_character(text[i]);
    if (byte == 0xEF &&
        (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF"))
      return "a character that Unicode has for no character";
  }
  if (find_invalid_utf8(text)) return "bytes that are not UTF-8";
  return std::nullopt;
}

void append_xml_text(std::string_view text, XmlWriting writing, HostText& out) {
  // The author's text may go on with what makes `]]>` of it.
  const bool bracket = text.ends_with(']');
  append_escaped(text.substr(0, text.size() - (bracket ? 1 : 0)), text_special, writing, out);
  if (bracket) append_reference("]", 0, out);
}

void append_xml_attribute(std::string_view text, XmlWriting writing, HostText& out) {
  append_escaped(text, attribute_special, writing, out);
}

void append_xml_cdata(std::string_view text, std::size_t brackets, XmlWriting writing,
                      HostText& out) {
  if (text.empty()) return;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '\r' || is_foreign(text, i, writing)) {
      out.append("]]>");
      i += append_reference(text, i, out);
      out.append("<![CDATA[");
      brackets = 0;
      continue;
    }
    if (c == '>' && brackets >= 2) out.append(cdata_break);
    out.push_back(c);
    brackets = c == ']' ? brackets + 1 : 0;
    ++i;
  }
  if (text.ends_with(']')) out.append(cdata_break);
}

std::optional<std::string> find_not_comment(std::string_view text, bool dash_before,
                                            XmlWriting writing) {
  const bool dashes = text.find("--") != std::string_view::npos || text.ends_with('-');
  if (dashes || (dash_before && text.starts_with('-'))) return "`-` where `--` may come of it";
  return find_not_plain(text, writing);
}

std::optional<std::string> find_not_instruction(std::string_view text, bool mark_before,
                                                XmlWriting writing) {
  const bool mark = text.find("?>") != std::string_view::npos || text.ends_with('?');
  if (mark || (mark_before && text.starts_with('>'))) return "`?` or `>` where `?>` may come of it";
  return find_not_plain(text, writing);
}

std::optional<std::string> find_not_name(std::string_view text, bool at_start) {
  if (text.empty()) return at_start ? std::optional("nothing") : std::nullopt;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool other = grammar::is_digit(c) || c == '-' || c == '.';
    if (!letter && !(other && !at_start)) return kind_of_character(c);
    at_start = false;
  }
  return std::nullopt;
}

}  // namespace keyplate::evaluate
