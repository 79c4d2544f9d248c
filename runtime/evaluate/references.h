#pragma once
// The reads of one render: each distinct reference is noted once, all that a round noted are read
// at once, and every later question gets the same answer.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "grammar/source.h"
#include "runtime/evaluate/render.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

class References {
 public:
  /// Why a reference has no value, and where it was first asked for.
  struct Failed {
    protocol::Failure failure;
    Location asked;
  };

  References(World& world, std::uint64_t limit) : world_(world), limit_(limit) {}

  /// The value, pending when it was only noted, failed when it could not be read, or nothing when
  /// one more would be more than the limit.
  std::optional<Value> ask(const SecretRequest& request, const Location& where);
  /// A failed value for a read that is not one of these, such as a file's.
  Value fail(protocol::Failure failure, const Location& asked);
  /// REQUIRES: `value` is what `ask` or `fail` called failed.
  const Failed& failed(const Value& value) const { return failed_[value.failure()]; }

  /// Whether something was noted that has not been read.
  bool waiting() const { return !noted_.empty(); }
  /// Where the first of those was asked for. REQUIRES: waiting().
  const Location& waiting_at() const { return asked_[values_.size() - noted_.size()]; }
  /// Reads what was noted.
  void read();

 private:
  Value value_of(const protocol::Answer& answer, const Location& asked);

  World& world_;
  std::uint64_t limit_;
  std::unordered_map<std::string, std::size_t>
      known_;                    ///< index of values_, by every field of the request
  std::vector<Value> values_;    ///< the last `noted_.size()` are pending
  std::vector<Location> asked_;  ///< as many as values_
  std::vector<SecretRequest> noted_;
  std::vector<Failed> failed_;
};

}  // namespace keyplate::evaluate
