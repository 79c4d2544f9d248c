#include "runtime/resolve/cache.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "runtime/protocol/wiping_allocator.h"
#include "runtime/resolve/cipher.h"

namespace keyplate::resolve {

Cache::Cache() {
  std::array<unsigned char, digest_size> bytes{};
  if (!fill_random(bytes.data(), bytes.size())) std::abort();
  hmac_key_ = Secret(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  protocol::wipe(bytes.data(), bytes.size());
}

std::string Cache::key(std::initializer_list<std::string_view> parts) const {
  protocol::WipedString text;
  for (const std::string_view part : parts) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
  }
  const auto digest = hmac_sha256(hmac_key_.reveal(), text);
  if (!digest) std::abort();
  return {digest->data(), digest->size()};
}

const Secret* Cache::find(const std::string& key, std::chrono::seconds ttl, TimePoint now) {
  const auto known = known_.find(key);
  if (known == known_.end()) return nullptr;
  const Entry& entry = *known->second;
  if (entry.ends && now >= *entry.ends) {
    purge(key);
    return nullptr;
  }
  if (now - entry.read >= ttl) return nullptr;
  entries_.splice(entries_.begin(), entries_, known->second);
  return &entry.value;
}

void Cache::put(const std::string& key, const Secret& value,
                std::optional<std::chrono::seconds> lifetime, TimePoint now) {
  purge(key);
  const auto ends =
      lifetime ? std::optional(now + std::min(*lifetime, longest_life)) : std::nullopt;
  entries_.push_front(Entry{key, value.clone(), now, ends});
  known_[key] = entries_.begin();
  if (entries_.size() > most_entries) purge(std::string(entries_.back().key));
}

void Cache::purge(const std::string& key) {
  const auto known = known_.find(key);
  if (known == known_.end()) return;
  entries_.erase(known->second);
  known_.erase(known);
}

void Cache::clear() {
  known_.clear();
  entries_.clear();
}

}  // namespace keyplate::resolve
