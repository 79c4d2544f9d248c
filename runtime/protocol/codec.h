#pragma once
// Messages as bytes. A frame is a 4-byte little-endian length (of what follows, at most 64 MiB),
// the protocol version (2 bytes), the kind (1 byte) and the body. Decoding trusts nothing: any
// bytes give a message or an error, in time and memory linear in the frame. The bytes of Hello and
// HelloAnswer are the same in every version, so that two versions can tell each other apart.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "runtime/protocol/message.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::protocol {

/// The frame, length included. Empty when the message is larger than a frame may be.
WipedString encode(const Request& request);
WipedString encode(const Response& response);

struct DecodeError {
  std::string message;
};
/// `frame` without its 4-byte length.
tl::expected<Request, DecodeError> decode_request(std::string_view frame);
tl::expected<Response, DecodeError> decode_response(std::string_view frame);

}  // namespace keyplate::protocol
