#pragma once
// Messages in a stream of bytes, each behind a header with its Content-Length. Bytes come in any
// portions; what is kept of them is bounded. Reads and writes nothing itself.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace keyplate::lsp {

inline constexpr std::size_t largest_message = std::size_t{64} << 20;
inline constexpr std::size_t largest_header = std::size_t{8} << 10;

/// A header that makes no sense, or announces what is refused.
struct FrameError {
  std::string message;
  bool too_large = false;  ///< the message, which is skipped
};

class FrameReader {
 public:
  void add(std::string_view bytes);

  /// The next message or what is in its place; nothing until more bytes have come.
  std::optional<tl::expected<std::string, FrameError>> next();

  /// After an error that leaves no way to find the next message.
  bool lost() const { return lost_; }

 private:
  std::optional<tl::expected<std::string, FrameError>> read_header();
  tl::unexpected<FrameError> lose(std::string why);
  void drop(std::size_t count);

  std::string buffer_;
  std::size_t begin_ = 0;              ///< of what is not read yet in `buffer_`
  std::optional<std::size_t> length_;  ///< of the message whose header has been read
  std::uint64_t skip_ = 0;             ///< bytes of a refused message still to come
  bool lost_ = false;
};

/// `content` with its header.
std::string frame(std::string_view content);

}  // namespace keyplate::lsp
