#include "grammar/lexical.h"

#include <string_view>

namespace keyplate::grammar {
namespace {

/// Multi-byte white space of JavaScript, in UTF-8.
constexpr std::string_view wide_spaces[] = {
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
    "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87",
    "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9",
    "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};

bool is_ascii_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
bool is_regex_flag(char c) {
  return c == 'g' || c == 'i' || c == 'm' || c == 'y';
}

std::string_view view(const char* p, const char* end) {
  return {p, static_cast<std::size_t>(end - p)};
}

/// Whether a word is a name: no number, no literal.
bool is_name(std::string_view word) {
  switch (word[0]) {
    case 't':
      return word != "true";
    case 'f':
      return word != "false";
    case 'n':
      return word != "none" && word != "null";
    default:
      return !is_digit(word[0]) || word.find_first_not_of("0123456789") != word.npos;
  }
}

}  // namespace

const char* skip_string(const char* p, const char* end) {
  const char quote = *p++;
  while (p < end) {
    if (*p == quote) return p + 1;
    p += *p == '\\' ? 2 : 1;
  }
  return nullptr;
}

const char* skip_regex(const char* p, const char* end) {
  p += 2;
  // As in Nunjucks, only the one character before a slash says whether it is escaped.
  while (p < end && *p != '/') p += *p == '\\' && end - p > 1 && p[1] == '/' ? 2 : 1;
  if (p >= end) return nullptr;
  ++p;
  while (p < end && is_regex_flag(*p)) ++p;
  return p;
}

const char* skip_token(const char* p, const char* end) {
  const char* behind = p + 1;
  if (is_quote(*p)) {
    behind = skip_string(p, end);
  } else if (starts_regex(p, end)) {
    behind = skip_regex(p, end);
  } else if (class_at(p, end) == CharClass::space) {
    behind = skip_space(p, end);
  } else if (class_at(p, end) == CharClass::word) {
    behind = skip_word(p, end);
  } else if (ends_island(p, end) || starts_island(p, end)) {
    behind = p + 2;
  }
  return behind ? behind : end;
}

const char* match_string(const char* p, const char* end) {
  return p != end && is_quote(*p) ? skip_string(p, end) : nullptr;
}

const char* match_regex(const char* p, const char* end) {
  return starts_regex(p, end) ? skip_regex(p, end) : nullptr;
}

const char* match_unterminated(const char* p, const char* end) {
  return p != end && (is_quote(*p) || starts_regex(p, end)) ? end : nullptr;
}

const char* match_number(const char* p, const char* end) {
  const char* const begin = p;
  while (p != end && is_digit(*p)) ++p;
  if (p == begin || is_word(p, end)) return nullptr;
  if (p == end || *p != '.') return p;
  ++p;
  while (p != end && is_digit(*p)) ++p;
  return p;
}

const char* match_word_character(const char* p, const char* end) {
  return is_word(p, end) ? p + 1 : nullptr;
}

const char* match_word(const char* p, const char* end) {
  if (!is_word(p, end) || is_quote(*p) || starts_regex(p, end)) return nullptr;
  return skip_word(p, end);
}

const char* match_name(const char* p, const char* end) {
  const char* const behind = match_word(p, end);
  return behind && is_name(view(p, behind)) ? behind : nullptr;
}

const char* trim_front(const char* p, const char* end) {
  while (p != end) {
    if (is_ascii_space(*p)) {
      ++p;
      continue;
    }
    if (is_ascii(*p)) break;
    const char* const before = p;
    for (const std::string_view space : wide_spaces) {
      if (view(p, end).starts_with(space)) p += space.size();
    }
    if (p == before) break;
  }
  return p;
}

const char* trim_back(const char* p, const char* end) {
  while (p != end) {
    if (is_ascii_space(end[-1])) {
      --end;
      continue;
    }
    if (is_ascii(end[-1])) break;
    const char* const before = end;
    for (const std::string_view space : wide_spaces) {
      if (view(p, end).ends_with(space)) end -= space.size();
    }
    if (end == before) break;
  }
  return end;
}

}  // namespace keyplate::grammar
