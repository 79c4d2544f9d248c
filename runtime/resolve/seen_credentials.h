#pragma once
// What the resolver has signed in with, so that no failure it reports can show it, whatever a
// server repeats in its errors: keyplate itself never sees these. Wiped with the object.

#include <vector>

#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

class SeenCredentials {
 public:
  void add(const Secret& credential);
  /// Masks them in the message and the hint, in every spelling that protocol/masker.h knows.
  void scrub(Failure& failure) const;

 private:
  std::vector<Secret> credentials_;
};

}  // namespace keyplate::resolve
