#pragma once
// A header of a request: what may stand in its name and its value (RFC 9110, 5.1 and 5.5), and what
// it says about the body.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

/// Whether something is a message's own header or one of a part of multipart data, which browsers
/// and servers read as UTF-8.
enum class HeaderOf : std::uint8_t { request, part };

class HeaderLine {
 public:
  explicit HeaderLine(HeaderOf of = HeaderOf::request) : of_(of) {}

  void step(char c, bool printed = false);
  /// As a name or value, whichever stands there.
  std::optional<Refusal> print(std::string_view text, HostText& out);
  /// The line ends. False: it has no colon, though the author wrote all of it.
  bool end(HostText& out);

  std::string_view name() const { return {name_.data(), std::min(size_, name_.size())}; }
  /// Of the headers that say what a body is.
  std::string_view value() const { return value_; }

 private:
  std::optional<Refusal> print_name(std::string_view text, HostText& out);
  std::optional<Refusal> print_empty(HostText& out);
  std::optional<std::string> find_bad(std::string_view text) const;
  bool says_what_a_body_is() const;

  HeaderOf of_;
  bool colon_ = false;
  bool begun_ = false;           ///< the value has a byte that is no blank
  bool quoted_ = false;          ///< within double quotes
  std::array<char, 24> name_{};  ///< in lower case
  std::size_t size_ = 0;
  std::string value_;
  std::optional<IslandId> in_name_;  ///< the last that printed in the name
  std::optional<IslandId> edge_;     ///< whose value ends the line so far in a blank or comma
  bool edge_is_empty_ = false;       ///< and left the author's comma there
};

}  // namespace keyplate::evaluate
