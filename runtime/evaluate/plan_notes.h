#pragma once
// What an evaluation notes while it plans. A RenderState that has one plans; one that has none
// renders.

#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "runtime/evaluate/plan.h"

namespace keyplate::evaluate {

class PlanNotes {
 public:
  /// How many unknown conditions lie around what is evaluated now.
  unsigned doubt = 0;

  void note(const SecretRequest& request, const Location& where);
  /// A reference whose secret can't be known.
  void note_unknown(const Location& where) { unknown_.insert(where); }

  Plan take();

 private:
  /// Sorts as people read: by file, then by place in it.
  struct Before {
    bool operator()(const Location& a, const Location& b) const {
      return std::tie(a.source->name(), a.span.begin, a.span.end) <
             std::tie(b.source->name(), b.span.begin, b.span.end);
    }
  };
  using Places = std::set<Location, Before>;

  std::size_t index_of(const compiler::Vault& vault);

  Plan plan_;
  std::unordered_map<const compiler::Vault*, std::size_t> vaults_;  ///< index of plan_.vaults
  std::unordered_map<std::string, std::size_t> reads_;  ///< index of plan_.reads, by secret
  std::vector<Places> places_;                          ///< as many as plan_.reads
  Places unknown_;
};

}  // namespace keyplate::evaluate
