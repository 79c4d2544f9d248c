#include "runtime/resolve/http/answer.h"

#include <algorithm>
#include <charconv>

namespace keyplate::resolve::http {
namespace {

constexpr std::size_t most_headers = 100;
constexpr std::size_t most_header_bytes = std::size_t{32} << 10;
/// What is reserved on a server's word alone.
constexpr std::size_t most_reserved = std::size_t{256} << 10;

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string lower(std::string_view name) {
  std::string lowered(name);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

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
  auto& [name, value] =
      headers_.emplace_back(lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
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
