#pragma once
// What a macro, `caller()`, a block `set` or a `filter` block printed: pieces that are encoded only
// where they are finally printed, each remembering the island that made it.

#include <cstdint>
#include <vector>

#include "runtime/evaluate/origin.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

struct Piece {
  Value value;  ///< never captured, pending or a table
  Origin origin;
  bool author = false;  ///< the author's own text: it moves the host lexer instead of being encoded
};

class Captured : public Object {
 public:
  explicit Captured(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
};

}  // namespace keyplate::evaluate
