#include "runtime/protocol/secret.h"

#include <utility>

#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::protocol {
namespace {

/// Overwrites a string's whole buffer, the unused part and the small-string buffer included.
void wipe_string(std::string& bytes) noexcept {
  bytes.resize(bytes.capacity());
  wipe(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace

Secret::Secret(std::string&& bytes) : bytes_(std::move(bytes)) {
  wipe_string(bytes);
}
Secret::Secret(std::string_view bytes) : bytes_(bytes) {}
Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {
  other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.wipe();
  }
  return *this;
}

Secret::~Secret() {
  wipe();
}

Secret Secret::clone() const {
  return Secret(std::string_view(bytes_));
}

bool operator==(const Secret& a, const Secret& b) {
  const std::string_view left = a.reveal();
  const std::string_view right = b.reveal();
  if (left.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^
                                        static_cast<unsigned char>(right[i]));
  }
  return difference == 0;
}

void Secret::wipe() noexcept {
  wipe_string(bytes_);
}

}  // namespace keyplate::protocol
