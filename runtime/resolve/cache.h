#pragma once
// Secrets that were read, in memory only: at most so many, the least used leaves first; wiped when
// they go. The time of the read is kept, so that each reader says how old is too old. A key tells
// nothing: it is an HMAC under a key of this process of where the secret is and as whom it is
// read, so that another identity never meets an entry. One thread.

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

class Cache {
 public:
  static constexpr std::size_t most_entries = 1000;

  Cache();

  /// The key of what `parts` name together: no two lists of parts share one.
  std::string key(std::initializer_list<std::string_view> parts) const;

  /// Null when it isn't there, was read more than `ttl` ago, or its own lifetime is over.
  const Secret* find(const std::string& key, std::chrono::seconds ttl, TimePoint now);
  /// `lifetime`: of a lease or an expiry; nothing: no end of its own.
  void put(const std::string& key, const Secret& value,
           std::optional<std::chrono::seconds> lifetime, TimePoint now);
  void purge(const std::string& key);
  void clear();
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Secret value;
    TimePoint read;
    std::optional<TimePoint> ends;
  };
  using Entries = std::list<Entry>;

  Secret hmac_key_;
  Entries entries_;  ///< the last used first
  std::unordered_map<std::string, Entries::iterator> known_;
};

}  // namespace keyplate::resolve
