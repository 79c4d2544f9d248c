#pragma once
// The line of a request, `GET https://host/path HTTP/1.1` or a URL alone, and the lines that go on
// with its URL.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "runtime/evaluate/slots/http_url.h"

namespace keyplate::evaluate {

class RequestLine {
 public:
  void step(char c, HostText& out);
  std::optional<Refusal> print(const Value& value, CallContext& context, HostText& out);
  void end_line(HostText& out) { url_.end_line(out); }
  /// A method that nothing follows.
  bool has_no_url() const { return !first_word_ && url_.empty(); }
  std::string_view method() const { return {word_.data(), std::min(size_, word_.size())}; }

 private:
  void note(char c);

  bool first_word_ = true;
  bool letters_ = true;  ///< and so a method, if a blank follows
  std::array<char, 8> word_{};
  std::size_t size_ = 0;
  UrlLexer url_;
};

}  // namespace keyplate::evaluate
