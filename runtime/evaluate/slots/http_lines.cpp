#include "runtime/evaluate/slots/http_lines.h"

#include "runtime/evaluate/slots/characters.h"

namespace keyplate::evaluate {

void LineHead::add(char c, bool printed) {
  if (printed && !printed_) {
    printed_ = true;
    before_ = kind();
  }
  if (size_ == most || c == '\r') return;
  if (c != ' ' && c != '\t') {
    bytes_[size_++] = c;
  } else if (size_ == 0) {
    indented_ = true;
  } else {
    gaps_ = static_cast<std::uint8_t>(gaps_ | (1U << (size_ - 1)));
  }
}

void LineHead::add(std::string_view text, bool printed) {
  if (printed && !printed_) {  // an empty value lets the author's bytes meet
    printed_ = true;
    before_ = kind();
  }
  for (const char c : text) {
    if (size_ == most && (printed_ || !printed)) return;
    add(c, printed);
  }
}

LineKind LineHead::kind() const {
  const auto [a, b, c, d] = bytes_;
  switch (a) {
    case '\0':
      return LineKind::blank;
    case '#':
      if (b == '#' && c == '#' && !gap(0) && !gap(1)) return LineKind::separator;
      return b == '@' ? LineKind::directive : LineKind::comment;
    case '/':
      if (b != '/' || gap(0)) return LineKind::plain;
      return c == '@' ? LineKind::directive : LineKind::comment;
    case '@':
      return LineKind::variable;
    case '<':
      if (b == '{') return LineKind::script;
      return gap(0) || b == '@' || b == '>' ? LineKind::file : LineKind::plain;
    case '>':
      if (b == '{') return LineKind::script;
      if (b == '>' && !gap(0)) return LineKind::output;
      return gap(0) ? LineKind::handler : LineKind::plain;
    case '?':
      if (b != '?' || gap(0)) return LineKind::plain;
      return c == 'j' && d == 's' ? LineKind::script : LineKind::assertion;
    case '=':
      return b == '=' && c == '=' && !gap(0) && !gap(1) ? LineKind::marker : LineKind::plain;
    default:
      return LineKind::plain;
  }
}

bool LineHead::settled() const {
  constexpr ByteSet openers("#/@<>?=");
  return size_ == most || (size_ > 0 && !openers.has(bytes_[0]));
}

}  // namespace keyplate::evaluate
