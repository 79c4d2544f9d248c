#include "grammar/islands.h"

#include <cstring>

#include "grammar/lexical.h"

namespace keyplate::grammar {

std::string_view opener(IslandKind kind) {
  return kind == IslandKind::output ? "{{" : kind == IslandKind::tag ? "{%" : "{#";
}

std::string_view closer(IslandKind kind) {
  return kind == IslandKind::output ? "}}" : kind == IslandKind::tag ? "%}" : "#}";
}

std::size_t find_opener(std::string_view text, std::size_t from) {
  const char* p = text.data() + from;
  const char* const end = text.data() + text.size();
  while (end - p > 1) {
    if (*p != '{') {
      const void* const found = std::memchr(p, '{', static_cast<std::size_t>(end - p));
      if (!found) break;
      p = static_cast<const char*>(found);
    }
    if (starts_island(p, end)) return static_cast<std::size_t>(p - text.data());
    ++p;
  }
  return std::string_view::npos;
}

std::optional<Island> IslandScanner::next() {
  const std::size_t found = find_opener(text_, offset_);
  if (found == std::string_view::npos) {
    offset_ = static_cast<std::uint32_t>(text_.size());
    return std::nullopt;
  }
  const char* const p = begin() + found;
  Island island;
  island.kind = p[1] == '{'   ? IslandKind::output
                : p[1] == '%' ? IslandKind::tag
                              : IslandKind::comment;
  island.trim_before = end() - p > 2 && p[2] == '-';
  island.span.begin = offset_of(p);
  island.content.begin = island.span.begin + 2;
  if (island.kind == IslandKind::comment) {
    scan_comment(island);
  } else {
    if (island.trim_before) ++island.content.begin;
    scan_code(island);
  }
  offset_ = island.span.end;
  return island;
}

void IslandScanner::scan_comment(Island& island) {
  const std::size_t found =
      no_more_comment_ends_ ? std::string_view::npos : text_.find("#}", island.content.begin);
  if (found == std::string_view::npos) {
    // The opener alone is broken; what follows is read as text.
    no_more_comment_ends_ = true;
    stop(island, begin() + island.content.begin, IslandEnd::missing);
    return;
  }
  island.content.end = static_cast<std::uint32_t>(found);
  island.span.end = island.content.end + 2;
  island.trim_after = text_[found - 1] == '-';
}

void IslandScanner::scan_code(Island& island) {
  const char* p = begin() + island.content.begin;
  while (p < end()) {
    const CharClass here = class_at(p, end());
    if (here == CharClass::delimiter) {
      if (scan_delimiter(island, p)) return;
    } else if (is_quote(*p) || starts_regex(p, end())) {
      const char* const behind = quoted_end(island, p);
      if (!behind) return end_in_string(island, p);
      p = behind;
    } else {
      p = here == CharClass::word ? skip_word(p, end()) : skip_space(p, end());
    }
  }
  stop(island, end(), IslandEnd::missing);
}

/// Steps over a delimiter; true when it ended the island.
bool IslandScanner::scan_delimiter(Island& island, const char*& p) {
  if (ends_island(p, end())) {
    const char* const own = own_closer_on_line(island, p);
    close(island, own ? own : p, own ? IslandEnd::closed : IslandEnd::wrong_closer);
    return true;
  }
  if (starts_island(p, end())) {
    stop(island, p, IslandEnd::missing);
    return true;
  }
  ++p;
  return false;
}

/// Behind the string or regular expression at `p`, or null when it has no end.
const char* IslandScanner::quoted_end(const Island& island, const char* p) {
  bool& no_more = *p == '"'    ? no_more_double_quotes_
                  : *p == '\'' ? no_more_single_quotes_
                               : no_more_slashes_;
  if (no_more) return nullptr;
  const char* const behind = is_quote(*p) ? skip_string(p, end()) : skip_regex(p, end());
  if (!behind) no_more = true;
  return behind && is_mispaired(island, p, behind) ? nullptr : behind;
}

/// Whether the closing quote more likely opens another string: lines and an island's delimiter lie
/// between the two, and a name follows directly, which no valid expression has.
bool IslandScanner::is_mispaired(const Island& island, const char* p, const char* behind) const {
  if (!is_word(behind, end())) return false;
  const std::string_view inside(p, static_cast<std::size_t>(behind - p));
  if (inside.find('\n') == std::string_view::npos) return false;
  return find_opener(inside, 0) != std::string_view::npos ||
         inside.find(closer(island.kind)) != std::string_view::npos;
}

/// A string without an end reaches to the island's closer, a new opener or the end of its line.
void IslandScanner::end_in_string(Island& island, const char* p) {
  if (const char* const own = own_closer_on_line(island, p)) {
    return close(island, own, IslandEnd::closed);
  }
  while (p < end() && *p != '\n' && !starts_island(p, end())) ++p;
  if (p < end() && p[-1] == '\r') --p;
  stop(island, p, IslandEnd::in_string);
}

/// The first closer of this island's kind from `p` on, before the line's end and another island.
const char* IslandScanner::own_closer_on_line(const Island& island, const char* p) const {
  for (; p < end() && *p != '\n' && !starts_island(p, end()); ++p) {
    if (ends_island(p, end()) && *p == closer(island.kind)[0]) return p;
  }
  return nullptr;
}

void IslandScanner::close(Island& island, const char* p, IslandEnd how) {
  stop(island, p, how);
  island.span.end += 2;
  if (island.content.size() > 0 && p[-1] == '-') {
    island.trim_after = true;
    --island.content.end;
  }
}

void IslandScanner::stop(Island& island, const char* p, IslandEnd how) {
  island.end = how;
  island.content.end = island.span.end = offset_of(p);
}

std::optional<RawBlock> IslandScanner::raw_block(std::string_view name) {
  const std::uint32_t first = offset_;
  unsigned level = 1;
  for (std::size_t at = first; (at = text_.find("{%", at)) != std::string_view::npos; at += 2) {
    const char* p = trim_front(begin() + at + 2, end());
    const std::string_view rest(p, static_cast<std::size_t>(end() - p));
    const bool closes = rest.starts_with("end");
    if (!rest.substr(closes ? 3 : 0).starts_with(name)) continue;
    p = trim_front(p + name.size() + (closes ? 3 : 0), end());
    if (end() - p < 2 || p[0] != '%' || p[1] != '}') continue;
    level += closes ? -1u : 1u;
    if (level > 0) continue;
    offset_ = offset_of(p + 2);
    const auto begin_of_closer = static_cast<std::uint32_t>(at);
    return RawBlock{{first, begin_of_closer}, {begin_of_closer, offset_}};
  }
  offset_ = static_cast<std::uint32_t>(text_.size());
  return std::nullopt;
}

}  // namespace keyplate::grammar
