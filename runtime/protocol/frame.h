#pragma once
// Frames on a connected socket. Neither call blocks past its deadline, raises SIGPIPE, or believes
// a length before the bytes are there.

#include <chrono>
#include <optional>
#include <string_view>

#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::protocol {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;  ///< nothing: for ever

enum class FrameStatus : unsigned char {
  ok,
  end,        ///< the other side closed, between two frames
  broken,     ///< the other side closed in the middle of one
  too_large,  ///< the length is more than a frame may have
  timeout,
  error,  ///< errno says what
};

/// Sends `frame`, which `encode` made, whole.
FrameStatus write_frame(int socket, std::string_view frame, const Deadline& deadline);

/// Reads the next frame, without its length, into `body`.
FrameStatus read_frame(int socket, WipedString& body, const Deadline& deadline);

}  // namespace keyplate::protocol
