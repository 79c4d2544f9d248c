#include "runtime/protocol/secret.h"

#include <cstring>
#include <utility>

namespace keyplate::protocol {
namespace {

/// Overwrites a string's whole buffer, the unused part and the small-string buffer included.
void wipe(std::string& bytes) noexcept {
  bytes.resize(bytes.capacity());
  explicit_bzero(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace

Secret::Secret(std::string&& bytes) : bytes_(std::move(bytes)) { protocol::wipe(bytes); }
Secret::Secret(std::string_view bytes) : bytes_(bytes) {}
Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.wipe();
  }
  return *this;
}

Secret::~Secret() { wipe(); }

Secret Secret::clone() const { return Secret(std::string_view(bytes_)); }

void Secret::wipe() noexcept { protocol::wipe(bytes_); }

}  // namespace keyplate::protocol
