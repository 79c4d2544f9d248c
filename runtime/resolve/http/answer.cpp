#include "runtime/resolve/http/answer.h"

#include <algorithm>
#include <charconv>

#include "runtime/resolve/bytes.h"

namespace keyplate::resolve::http {
namespace {

constexpr std::size_t most_headers = 100;
constexpr std::size_t most_header_bytes = std::size_t{32} << 10;
/// What is reserved on a server's word alone.
constexpr std::size_t most_reserved = std::size_t{256} << 10;

}  // namespace

bool Answer::add_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // of the answer, after one of 1xx
    headers_.clear();
    return true;
  }
  header_bytes_ += line.size();
  if (header_bytes_ <= most_header_bytes && headers_.size() < most_headers) return add_field(line);
  excess_ = Excess::headers;
  return false;
}

bool Answer::add_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;  // the empty line at the end
  auto& [name, value] = headers_.emplace_back(ascii_lower(trimmed(line.substr(0, colon))),
                                              trimmed(line.substr(colon + 1)));
  if (name == "content-length") make_room(value);
  return true;
}

void Answer::make_room(std::string_view content_length) {
  std::size_t size = 0;
  std::from_chars(content_length.data(), content_length.data() + content_length.size(), size);
  body_.reserve(
      std::max(std::min({size, most_body_, most_reserved}), protocol::beyond_small_string));
}

bool Answer::add_body(std::string_view bytes) {
  if (bytes.size() > most_body_ - body_.size()) {
    excess_ = Excess::body;
    return false;
  }
  if (bytes.size() > most_held - std::min(held_, most_held)) {
    excess_ = Excess::together;
    return false;
  }
  held_ += bytes.size();
  own_ += bytes.size();
  if (body_.capacity() < protocol::beyond_small_string)
    body_.reserve(protocol::beyond_small_string);
  body_.append(bytes);
  return true;
}

protocol::Secret Answer::take_body() {
  protocol::Secret body{std::string_view(body_)};
  body_ = protocol::WipedString();
  return body;
}

}  // namespace keyplate::resolve::http
