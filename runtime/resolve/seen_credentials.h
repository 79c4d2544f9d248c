#pragma once
// What the resolver has signed in with, so that nothing it reports can show it, whatever a server
// repeats: keyplate itself never sees these. Wiped with the object.

#include <span>
#include <string>
#include <vector>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

class SeenCredentials {
 public:
  void add(const Secret& credential);
  /// Masks them in every spelling that protocol/masker.h knows. Dear: once for all texts.
  void scrub(std::span<std::string* const> texts) const;

 private:
  std::vector<Secret> credentials_;
};

}  // namespace keyplate::resolve
