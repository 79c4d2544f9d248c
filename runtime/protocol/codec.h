#pragma once
// Messages as bytes. A frame is a 4-byte little-endian length (of what follows, at most 64 MiB), the
// protocol version, the kind and the body. Decoding trusts nothing: any bytes give a message or an
// error, in time and memory linear in the frame.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "runtime/protocol/message.h"

namespace keyplate::protocol {

/// The frame, length included. The caller wipes it (WipedString does).
std::string encode(const Request& request);
std::string encode(const Response& response);

struct DecodeError {
  std::string message;
};
/// `frame` without its 4-byte length.
tl::expected<Request, DecodeError> decode_request(std::string_view frame);
tl::expected<Response, DecodeError> decode_response(std::string_view frame);

/// Blocking frame I/O on a socket or pipe. False at the end of the stream or on an error.
bool write_frame(int fd, std::string_view frame);
enum class ReadStatus : unsigned char { ok, end, too_large, error, timeout };
/// Reads one frame's body; `timeout_ms` < 0 waits for ever.
ReadStatus read_frame(int fd, std::string& body, int timeout_ms);

}  // namespace keyplate::protocol
