#pragma once
// What a `for` runs over, with JavaScript's ideas: the items of a list, the UTF-16 units of a text,
// or with two targets the entries of a dict. Anything else is empty. A table's leaves are evaluated
// one turn at a time.

#include <cstddef>

#include "runtime/evaluate/lazy_table.h"
#include "runtime/evaluate/value.h"
#include "runtime/evaluate/variables.h"

namespace keyplate::evaluate {

class LoopSource {
 public:
  /// REQUIRES: `value` is not captured, pending or failed.
  LoopSource(const Value& value, bool entries, Variables& variables);

  /// How many turns there are as the loop begins.
  std::size_t size() const { return size_; }
  /// Whether there is a turn of that index: as in JavaScript, what its body does to a list counts.
  bool has(std::size_t index) const {
    return index < (source_.is(Kind::list) ? source_.items().size() : size_);
  }
  /// Secret when the number of turns is.
  Flags flags() const { return source_.flags() & flag::secret; }
  /// Whether it gives a key and a value each turn, rather than an item.
  bool entries() const { return entries_; }
  /// REQUIRES: has(index); asked in order, from 0.
  Value item(std::size_t index);
  Value key(std::size_t index) const;

 private:
  Value next_unit();
  void order_entries(const compiler::VariableTable& table);
  std::size_t place(std::size_t index) const { return order_.empty() ? index : order_[index]; }

  Value source_;
  Variables& variables_;
  std::size_t size_ = 0;
  std::vector<std::size_t> order_;  ///< of a table's entries; empty: as they stand
  bool entries_ = false;
  std::size_t offset_ = 0;    ///< in a text, of the unit to come
  bool second_half_ = false;  ///< that unit is the second of a surrogate pair
};

}  // namespace keyplate::evaluate
