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

class Answer {
 public:
  enum class Excess : std::uint8_t { none, headers, body };

  explicit Answer(std::size_t most_body) : most_body_(most_body) {}

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
  std::size_t header_bytes_ = 0;
  std::vector<std::pair<std::string, std::string>> headers_;
  protocol::WipedString body_;
  Excess excess_ = Excess::none;
};

}  // namespace keyplate::resolve::http
