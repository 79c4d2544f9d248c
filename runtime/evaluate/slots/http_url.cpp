#include "runtime/evaluate/slots/http_url.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "runtime/evaluate/slots/characters.h"

namespace keyplate::evaluate {
namespace {

constexpr std::string_view alphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr ByteSet unreserved = ByteSet(alphanumeric).with("-._~");
constexpr ByteSet of_urls = ByteSet(alphanumeric).with("-._~:/?#[]@!$&'()*+,;=%");
constexpr ByteSet of_hosts = ByteSet(alphanumeric).with("-._");
constexpr ByteSet of_addresses("0123456789ABCDEFabcdef:.");
constexpr ByteSet of_ports("0123456789");
/// What a segment may hold (pchar) without a meaning that servers give it: `;`, `=`, `&` and `+`
/// are not among it.
constexpr std::string_view of_segments = ":@!$'()*,";
constexpr std::string_view of_paths = ":@!$'()*,/";

bool starts_with_scheme(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://", "ws://", "wss://"}) {
    if (text.size() < scheme.size()) continue;
    std::size_t i = 0;
    while (i < scheme.size() && (text[i] | (scheme[i] >= 'a' ? 0x20 : 0)) == scheme[i]) ++i;
    if (i == scheme.size()) return true;
  }
  return false;
}

/// Takes a host's name, or an address in brackets, and a port. `bracket`: the author wrote `[`.
std::optional<std::string> find_not_host(std::string_view text, bool bracket) {
  std::size_t i = 0;
  if (bracket || text.starts_with('[')) {
    i = of_addresses.find_other_in(text, bracket ? 0 : 1);
    if (i == std::string_view::npos) i = text.size();
    if (i < text.size() && text[i] == ']') ++i;
  } else {
    i = std::min(of_hosts.find_other_in(text), text.size());
  }
  if (i < text.size() && text[i] == ':') i = of_ports.find_other_in(text, i + 1);
  if (i >= text.size()) return std::nullopt;
  return kind_of_character(text[i]);
}

/// Whether a segment that begins with what stands at the end of `before`, and goes on with `text`,
/// is `.` or `..`.
bool makes_dots(std::string_view before, std::string_view text) {
  before.remove_prefix(before.size() - std::min<std::size_t>(before.size(), 3));
  const std::size_t author = before.find_last_not_of('.');
  std::size_t dots = before.size() - (author == std::string_view::npos ? 0 : author + 1);
  bool only_dots = author == std::string_view::npos || before[author] == '/';
  const std::size_t start = dots;
  for (const char c : text) {
    if (c == '/') {
      if (only_dots && (dots == 1 || dots == 2) && (start == 0 || dots != start)) return true;
      only_dots = true;
      dots = 0;
    } else {
      only_dots = only_dots && c == '.';
      dots += c == '.' ? 1 : 0;
    }
  }
  return !text.empty() && only_dots && (dots == 1 || dots == 2);
}

Refusal not_in_host(const std::string& what) {
  return {fmt::format("it holds {}, and stands where the host of a URL does", what)};
}

}  // namespace

void append_percent_encoded(std::string_view text, std::string_view kept, HostText& out) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : text) {
    if (unreserved.has(c) || kept.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const char encoded[] = {'%', hex[byte >> 4], hex[byte & 15]};
    out.append({encoded, sizeof(encoded)});
  }
}

std::optional<std::string> find_not_url(std::string_view text) {
  const std::size_t at = of_urls.find_other_in(text);
  if (at == std::string_view::npos) return std::nullopt;
  return kind_of_character(text[at]);
}

bool is_url_encoded(const Value& value, std::string_view text) {
  return (value.flags() & flag::url_encoded) != 0 && !find_not_url(text);
}

void UrlLexer::Segment::add(char c) {
  constexpr std::string_view encoded = "%2e";
  if (c == '.' && escape == 0) {
    dots = std::min<std::uint8_t>(dots + 1, 3);
  } else if ((c | (escape == 2 ? 0x20 : 0)) != encoded[escape]) {
    other = true;
  } else if (++escape == encoded.size()) {
    escape = 0;
    dots = std::min<std::uint8_t>(dots + 1, 3);
  }
}

/// What the author wrote around a value, or several values, may be dots together.
void UrlLexer::end_segment(HostText& out) {
  if (segment_.island && segment_.is_dots()) {
    out.refuse(*segment_.island,
               {segment_.is_empty
                    ? "it is empty, and the segment of the path that it stands in is `.` or `..`, "
                      "which leads elsewhere"
                    : "it makes a segment of the path `.` or `..`, which leads elsewhere"});
  }
  segment_ = {};
}

void UrlLexer::note_in_path(std::string_view printed, HostText& out) {
  for (const char c : printed) {
    if (c == '/') {
      end_segment(out);
      continue;
    }
    segment_.add(c);
    segment_.island = out.island();
    segment_.is_empty = false;
  }
}

/// An empty value is all that a URL, or its host, consists of.
void UrlLexer::refuse_empty(HostText& out) {
  if (!empty_) return;
  const bool host = place_ == Place::authority;
  out.refuse(*empty_, {host ? "it is empty, and stands for the host of a URL"
                            : "it is empty, and stands where the method or the URL does"});
  empty_.reset();
  if (!host) place_ = Place::word;
}

void UrlLexer::leave(Place place, HostText& out) {
  if (place_ == Place::authority) {
    refuse_empty(out);
    end_authority(out);
  }
  if (place_ == Place::path) end_segment(out);
  place_ = place;
}

void UrlLexer::step(char c, HostText& out) {
  after_value_ = false;
  if (c == ' ' || c == '\t' || c == '\r') {
    if (place_ == Place::begin) refuse_empty(out);
    if (place_ == Place::begin || place_ == Place::behind) return;
    before_blank_ = place_;
    return leave(Place::behind, out);
  }
  if (place_ == Place::behind) place_ = c == 'H' ? Place::version : before_blank_;
  if (place_ == Place::version || place_ == Place::fragment) return;
  if (c == '#') return leave(Place::fragment, out);
  if (place_ == Place::query) return;
  if (c == '?') return leave(Place::query, out);
  if (c != '/') empty_.reset();
  switch (place_) {
    case Place::begin:
      place_ = c == '/' ? Place::path : c == '[' ? Place::authority : Place::word;
      empty_.reset();
      return;
    case Place::word:
      if (c == '/') place_ = Place::path;
      if (c == ':') place_ = Place::colon;
      if (c == '@') place_ = Place::authority;
      return;
    case Place::colon:
      place_ = c == '/' ? Place::colon_slash : Place::authority;
      return;
    case Place::colon_slash:
      place_ = c == '/' ? Place::authority : Place::path;
      return;
    case Place::authority:
      if (c == '@') authority_.clear();
      if (c == '/') leave(Place::path, out);
      return;
    case Place::path:
      if (c == '/' || c == '\\') return end_segment(out);
      return segment_.add(c);
    default:
      return;
  }
}

void UrlLexer::end_line(HostText& out) {
  if (place_ == Place::begin) refuse_empty(out);
  if (place_ != Place::behind) return leave(place_, out);
  place_ = before_blank_;
}

/// What stands before no `@` is the host's: it is written as it is, or can't be. No more than one
/// value holds an address or a port.
void UrlLexer::end_authority(HostText& out) {
  bool written = false;
  for (auto part = authority_.rbegin(); part != authority_.rend(); ++part) {
    const std::string_view text = part->value.text();
    const bool bracket = part->begin > 0 && out.view()[part->begin - 1] == '[';
    const auto bad = find_not_host(text, bracket);
    if (bad || std::exchange(written, true)) {
      out.refuse(part->island, not_in_host(bad.value_or("`:`")));
    } else {
      out.rewrite(part->island, part->begin, part->length, text);
    }
  }
  authority_.clear();
}

std::optional<Refusal> UrlLexer::print(const Value& value, std::string_view text, HostText& out) {
  const bool path = place_ == Place::path;
  auto refusal = print_part(value, text, out);
  if (!path) after_value_ = true;
  if (refusal) return refusal;
  if (place_ == Place::path && (text.empty() || !segment_.island)) {
    segment_.island = out.island();
    segment_.is_empty = text.empty();
  }
  if (!text.empty()) empty_.reset();
  const bool host = place_ == Place::authority && out.view().ends_with("//");
  if (text.empty() && (place_ == Place::begin || host)) empty_ = out.island();
  return refusal;
}

std::optional<Refusal> UrlLexer::print_part(const Value& value, std::string_view text,
                                            HostText& out) {
  switch (place_) {
    case Place::begin:
      return print_begin(value, text, out);
    case Place::word:
    case Place::colon:
    case Place::authority:
      return print_authority(value, text, out);
    case Place::path:
      return print_path(value, text, out);
    case Place::query:
    case Place::fragment:
      if (is_url_encoded(value, text)) {
        out.append(text);
      } else {
        append_percent_encoded(text, {}, out);
      }
      return std::nullopt;
    case Place::version:
      if (ByteSet("0123456789.").find_other_in(text) != std::string_view::npos)
        return Refusal{"it stands in the version of HTTP, which holds digits and `.`"};
      out.append(text);
      return std::nullopt;
    case Place::behind:
      return Refusal{"a blank stands before it, which ends the URL"};
    default:
      return Refusal{"it stands between the `:` and the `//` of a URL"};
  }
}

/// A whole URL up to anywhere, a path of its own, or a host without a scheme.
std::optional<Refusal> UrlLexer::print_begin(const Value& value, std::string_view text,
                                             HostText& out) {
  if (!starts_with_scheme(text)) {
    if (text.empty()) return std::nullopt;
    if (text.starts_with("//") || (value.secret() && text.starts_with('/')))
      return Refusal{"it begins with `/` where a URL does, and is no whole URL"};
    after_value_ = true;
    place_ = text.starts_with('/') ? Place::path : Place::word;
    return place_ == Place::path ? print_path(value, text, out) : print_authority(value, text, out);
  }
  if (const auto bad = find_not_url(text)) {
    place_ = Place::authority;
    return Refusal{fmt::format("it holds {}, which no URL can hold as it is", *bad)};
  }
  for (const char c : text) step(c, out);
  out.append(text);
  return std::nullopt;
}

std::optional<Refusal> UrlLexer::print_authority(const Value& value, std::string_view text,
                                                 HostText& out) {
  if (!value.secret() && text.starts_with('/')) {
    if (place_ == Place::colon) return Refusal{"it stands behind the `:` of a scheme"};
    leave(Place::path, out);
    after_value_ = true;
    return print_path(value, text, out);
  }
  if (text.empty() && place_ == Place::colon)
    return Refusal{"it is empty, and what stands behind the `:` would mean something else"};
  if (of_hosts.find_other_in(text) == std::string_view::npos) {
    if (place_ == Place::colon) place_ = Place::authority;
    out.append(text);
    return std::nullopt;
  }
  if (place_ == Place::word) {
    if (const auto bad = find_not_host(text, false)) return not_in_host(*bad);
    place_ = Place::authority;
    out.append(text);
    return std::nullopt;
  }
  place_ = Place::authority;
  const std::size_t begin = out.size();
  append_percent_encoded(text, {}, out);
  authority_.push_back({out.island(), begin, out.size() - begin,
                        value.is(Kind::string) ? value : Value::string(text)});
  return std::nullopt;
}

std::optional<Refusal> UrlLexer::print_path(const Value& value, std::string_view text,
                                            HostText& out) {
  if (is_url_encoded(value, text)) {
    out.append(text);
    note_in_path(text, out);
    return std::nullopt;
  }
  if (makes_dots(out.view(), text))
    return Refusal{"it makes a segment of the path `.` or `..`, which leads elsewhere"};
  after_value_ = after_value_ && text.starts_with('/');
  if (!value.secret() && !after_value_ && text.find('/') != std::string_view::npos) {
    return Refusal{
        "it holds `/` within a path; `urlencode` makes it a part of one segment, `safe` "
        "keeps it"};
  }
  const std::size_t begin = out.size();
  append_percent_encoded(text, value.secret() ? of_segments : of_paths, out);
  note_in_path(out.view().substr(begin), out);
  return std::nullopt;
}

}  // namespace keyplate::evaluate
