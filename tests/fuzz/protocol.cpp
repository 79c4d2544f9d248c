// links: protocol
// Any bytes are a message or an error; a message's bytes give the message again. The first byte
// chooses who reads.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runtime/protocol/codec.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_protocol {

constexpr std::size_t length_size = 4;

template <typename Decode>
void round_trip(std::string_view bytes, Decode decode) {
  const auto message = decode(bytes);
  if (!message) return;
  const auto frame = keyplate::protocol::encode(*message);
  const std::string_view body = std::string_view(frame).substr(length_size);
  // Only the version of a greeting may differ: it is ours again.
  if (body.substr(2) != bytes.substr(2) || !decode(body)) std::abort();
}

FUZZER(protocol) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    round_trip(bytes, keyplate::protocol::decode_request);
  } else {
    round_trip(bytes, keyplate::protocol::decode_response);
  }
  return 0;
}

}  // namespace fuzz_protocol
