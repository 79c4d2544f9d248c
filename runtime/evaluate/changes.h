#pragma once
// What one run of one program changed of lists (`push`, `sort`, ...), with JavaScript's meaning:
// whoever shares a list sees the change. One a run of the Evaluator, so that a round begins with
// nothing changed.
//
// - A frozen list outlives the run: it is an environment's, or came with a secret. The run changes
//   a copy, which stands for the list from then on.
// - No list ever holds itself, at any depth, so counting references frees everything.
// - The stored depth of a value may be less than its depth, for what it holds may have grown; by
//   how much all together is bounded, so what walks a value may recurse.
// - What is done to a list only perhaps, in a plan, leaves nothing known of it: it is pending.
// - Flags lie beside a list in every value that shares it. So once a secret went into one list, or
//   told how to change one, every list and dict is secret for the rest of the run.

#include <cstdint>
#include <unordered_map>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

class Changes {
 public:
  /// Whether values have to go through `current`.
  bool any() const { return tainted_ || !copies_.empty() || !forgotten_.empty(); }
  /// Every list and dict is secret from now on.
  void taint() { tainted_ = true; }

  /// What changes a list from here on happens only perhaps, until as often it is said to end.
  void begin_doubt() { ++doubt_; }
  void end_doubt() { --doubt_; }
  /// Nothing is known of the list any more.
  void forget(const Value& list);
  std::size_t forgotten() const { return forgotten_.size(); }

  /// The list to change in place of `list`.
  Value changeable(const Value& list);
  /// The copy that stands for `list`, or null.
  const Value* copy_of(const Value& list) const;
  /// What stands for a value in this run, itself or within it at any depth.
  Value current(Value value) const;
  Value current_within(Value value, CallContext& context) const;

  /// Whether the item may go into the list; if it may, the depth of the list is as large as needed.
  /// The context failed if not.
  bool admit(const Value& list, const Value& item, CallContext& context);

 private:
  Value current_within(Value value, std::unordered_map<const void*, Value>& done,
                       CallContext& context) const;

  std::unordered_map<const void*, Value> copies_;     ///< by identity of the frozen list
  std::vector<Value> originals_;                      ///< keeps identities from being used again
  std::unordered_map<const void*, Value> forgotten_;  ///< by identity
  unsigned doubt_ = 0;
  std::uint32_t grown_ = 0;  ///< by how much stored depths may be too small
  bool tainted_ = false;
};

}  // namespace keyplate::evaluate
