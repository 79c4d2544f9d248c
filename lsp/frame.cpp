#include "lsp/frame.h"

#include <fmt/core.h>
#include <strings.h>

#include <algorithm>
#include <charconv>

#include "grammar/unicode.h"

namespace keyplate::lsp {
namespace {

constexpr std::string_view end_of_header = "\r\n\r\n";
constexpr std::size_t most_shown_of_length = 40;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool same_letters(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

/// The value of the field of that name, or nothing; `header` is whole lines.
std::optional<std::string_view> field(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find("\r\n"), header.size());
    const std::string_view line = header.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && same_letters(trimmed(line.substr(0, colon)), name))
      return trimmed(line.substr(colon + 1));
    header.remove_prefix(std::min(end + 2, header.size()));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

}  // namespace

void FrameReader::add(std::string_view bytes) {
  const std::size_t skipped =
      static_cast<std::size_t>(std::min<std::uint64_t>(skip_, bytes.size()));
  skip_ -= skipped;
  bytes.remove_prefix(skipped);
  if (!lost_) buffer_.append(bytes);
}

std::optional<tl::expected<std::string, FrameError>> FrameReader::next() {
  if (lost_) return std::nullopt;
  if (!length_) {
    if (auto problem = read_header()) return problem;
  }
  if (!length_ || buffer_.size() - begin_ < *length_) return std::nullopt;
  std::string content = buffer_.substr(begin_, *length_);
  drop(*length_);
  length_.reset();
  return content;
}

/// Sets `length_` if a whole header is there, or says what is wrong with it.
std::optional<tl::expected<std::string, FrameError>> FrameReader::read_header() {
  const std::string_view left = std::string_view(buffer_).substr(begin_);
  const std::size_t size = left.substr(0, largest_header).find(end_of_header);
  if (size == std::string_view::npos) {
    if (left.size() < largest_header) return std::nullopt;
    return lose(fmt::format("a message header of more than {} bytes", largest_header));
  }
  const std::string_view header = left.substr(0, size);
  const auto given = field(header, "Content-Length");
  if (!given) {
    drop(size + end_of_header.size());
    return tl::unexpected(FrameError{"a message header without `Content-Length`"});
  }
  const auto length = whole_number(*given);
  if (!length)
    return lose(fmt::format("`Content-Length: {}` is no length in bytes",
                            visible(given->substr(0, most_shown_of_length))));
  drop(size + end_of_header.size());
  if (*length <= largest_message) {
    length_ = static_cast<std::size_t>(*length);
    return std::nullopt;
  }
  const std::size_t here =
      static_cast<std::size_t>(std::min<std::uint64_t>(*length, buffer_.size() - begin_));
  drop(here);
  skip_ = *length - here;
  return tl::unexpected(FrameError{
      fmt::format("a message of {} bytes; at most {} MiB are read", *length, largest_message >> 20),
      true});
}

tl::unexpected<FrameError> FrameReader::lose(std::string why) {
  lost_ = true;
  buffer_.clear();
  begin_ = 0;
  return tl::unexpected(FrameError{std::move(why)});
}

void FrameReader::drop(std::size_t count) {
  begin_ += count;
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
  } else if (begin_ > largest_header && begin_ > buffer_.size() / 2) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
}

std::string frame(std::string_view content) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", content.size(), content);
}

}  // namespace keyplate::lsp
