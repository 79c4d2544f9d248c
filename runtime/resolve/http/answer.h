#pragma once
// An answer as it comes in, piece by piece: at most so many headers and so many bytes, however the
// server announces them, and the body in memory that is wiped.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/protocol/secret.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::resolve::http {

/// What the bodies of all answers under way may have together: a hundred of the largest at once
/// would be more than a machine has to spare, and a hundred secrets are not.
inline constexpr std::size_t most_held = std::size_t{128} << 20;

class Answer {
 public:
  /// `together`: with those of other answers.
  enum class Excess : std::uint8_t { none, headers, body, together };

  /// `held` counts the bytes of all answers that are under way. REQUIRES: it outlives this one.
  Answer(std::size_t most_body, std::size_t& held) : most_body_(most_body), held_(held) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() { held_ -= own_; }

  /// A line of the head with its line end; a status line begins anew. False: it is too much.
  bool add_header(std::string_view line);
  bool add_body(std::string_view bytes);
  Excess excess() const { return excess_; }

  std::vector<std::pair<std::string, std::string>> take_headers() { return std::move(headers_); }
  protocol::Secret take_body();

 private:
  bool add_field(std::string_view line);
  void make_room(std::string_view content_length);

  std::size_t most_body_;
  std::size_t& held_;
  std::size_t own_ = 0;  ///< of `held_`
  std::size_t header_bytes_ = 0;
  std::vector<std::pair<std::string, std::string>> headers_;
  protocol::WipedString body_;
  Excess excess_ = Excess::none;
};

}  // namespace keyplate::resolve::http
