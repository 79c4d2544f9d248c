#pragma once
// Where in a URL a value stands (RFC 3986), and how it is written there.
//
// At the begin a whole `http://` or `https://` URL stays as it is. A host holds letters, digits,
// `-`, `.`, `_` and a port; what turns out to stand before an `@` is percent-encoded. In a path all
// is encoded that could end a segment. What is no secret may be the rest of a path, `/` and all,
// directly behind the host or a whole URL; elsewhere `/` in it is refused, for nobody can say
// what it means. No value makes a segment `.` or `..`, not even an empty one. In the query and the
// fragment everything is encoded but letters, digits and `-._~`. What `urlencode` made is encoded
// already.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// Percent-encodes all but letters, digits, `-._~` and what is in `kept` (RFC 3986, 2.1).
void append_percent_encoded(std::string_view text, std::string_view kept, HostText& out);

/// Whether `text` is all of characters that may stand in a URL as they are.
std::optional<std::string> find_not_url(std::string_view text);

/// Whether `value` is to be printed as it is where values are percent-encoded.
bool is_url_encoded(const Value& value, std::string_view text);

class UrlLexer {
 public:
  /// The author's next byte. May rewrite what was printed in the host before.
  void step(char c, HostText& out);
  /// `text` is the value's.
  std::optional<Refusal> print(const Value& value, std::string_view text, HostText& out);
  /// Nothing follows in this line.
  void end_line(HostText& out);
  bool empty() const { return place_ == Place::begin; }

 private:
  enum class Place : std::uint8_t {
    begin,
    word,         ///< a scheme, or a host without one
    colon,        ///< after the word and a `:`
    colon_slash,  ///< and a `/`
    authority,
    path,
    query,
    fragment,
    behind,   ///< after a blank
    version,  ///< in `HTTP/1.1`
  };
  /// What may be a user's name or password, or a part of the host.
  struct InAuthority {
    IslandId island;
    std::size_t begin;
    std::size_t length;
    Value value;
  };

  /// What a segment of the path consists of, up to here.
  struct Segment {
    void add(char c);
    bool is_dots() const { return !other && escape == 0 && (dots == 1 || dots == 2); }

    std::uint8_t dots = 0;    ///< three: or more
    std::uint8_t escape = 0;  ///< bytes of `%2e` that stand there
    bool other = false;
    std::optional<IslandId> island;  ///< the last that printed in it
    bool is_empty = false;           ///< and its value is
  };

  std::optional<Refusal> print_begin(const Value& value, std::string_view text, HostText& out);
  std::optional<Refusal> print_authority(const Value& value, std::string_view text, HostText& out);
  std::optional<Refusal> print_part(const Value& value, std::string_view text, HostText& out);
  std::optional<Refusal> print_path(const Value& value, std::string_view text, HostText& out);
  void end_authority(HostText& out);
  void end_segment(HostText& out);
  void note_in_path(std::string_view printed, HostText& out);
  void refuse_empty(HostText& out);
  void leave(Place place, HostText& out);

  Place place_ = Place::begin;
  bool after_value_ = false;  ///< directly behind the value of a host, or of a path up to here
  Place before_blank_ = Place::begin;
  std::vector<InAuthority> authority_;
  Segment segment_;
  std::optional<IslandId> empty_;  ///< printed nothing where the URL or its host begins
};

}  // namespace keyplate::evaluate
