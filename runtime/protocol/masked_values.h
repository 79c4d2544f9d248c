#pragma once
// The automaton behind MaskedValues (Aho and Corasick): every value is a path from the root, and a
// failure link leads from each node to the longest end of its path that begins another one. For the
// files that implement masking only.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/protocol/masker.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::protocol {

class MaskedValues::Automaton {
 public:
  using NodeId = std::uint32_t;
  static constexpr NodeId root = 0;

  struct Step {
    NodeId node = root;
    std::uint32_t found = 0;  ///< the length of the longest value that ends here
  };

  Automaton() : nodes_(1) {}

  void add(std::string_view value);
  void link();
  Step step(NodeId from, char byte) const;
  std::uint32_t depth(NodeId node) const { return nodes_[node].depth; }
  std::uint32_t longest() const { return longest_; }
  bool empty() const { return nodes_.size() == 1; }
  bool begins_with(char byte) const { return first_[static_cast<unsigned char>(byte)] != 0; }
  /// Whether a value begins with a byte whose first `count` bits are those.
  bool begins_with_bits(unsigned bits, unsigned count) const;

  std::size_t size = 0;  ///< of all values

 private:
  struct Node {
    NodeId child = 0;
    NodeId sibling = 0;
    NodeId fail = root;  ///< never a node without children, which lead nowhere
    std::uint32_t depth = 0;
    std::uint32_t found = 0;
    char byte = 0;
  };

  NodeId find(NodeId parent, char byte) const;
  NodeId follow(NodeId from, char byte) const;
  NodeId make(NodeId parent, char byte);

  std::vector<Node, WipingAllocator<Node>> nodes_;
  std::array<NodeId, 256> first_{};  ///< children of the root
  std::uint32_t longest_ = 0;
};

}  // namespace keyplate::protocol
