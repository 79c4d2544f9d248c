#include "runtime/protocol/masked_values.h"

#include <algorithm>
#include <string>

namespace keyplate::protocol {
namespace {

/// A longer value is covered in pieces, for each stream remembers as many places.
constexpr std::size_t longest_piece = 16 << 10;
/// Of all values: a node of the automaton for each byte, and another where lines are added.
constexpr std::size_t most_bytes = 4 << 20;
constexpr std::size_t shortest_line = 8;
constexpr std::size_t fewest_different = 4;

bool tells_much(std::string_view line) {
  if (line.size() < shortest_line || line.starts_with("-----BEGIN ") ||
      line.starts_with("-----END "))
    return false;
  std::string seen;
  for (const char c : line) {
    if (seen.find(c) == std::string::npos) seen += c;
    if (seen.size() == fewest_different) return true;
  }
  return false;
}

std::string_view without_blanks(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(begin);
  return line.substr(0, line.find_last_not_of(" \t") + 1);
}

/// The last piece overlaps the one before, so that none is short.
void add_pieces(std::string_view text, MaskedValues::Automaton& automaton) {
  for (std::size_t at = 0; at < text.size(); at += longest_piece) {
    const std::size_t size = std::min(text.size(), longest_piece);
    automaton.add(text.substr(std::min(at, text.size() - size), size));
  }
}

void add_lines(std::string_view text, MaskedValues::Automaton& automaton) {
  for (;;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = without_blanks(text.substr(0, end));
    if (tells_much(line)) add_pieces(line, automaton);
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

MaskedValues::Automaton::NodeId MaskedValues::Automaton::find(NodeId parent, char byte) const {
  if (parent == root) return first_[static_cast<unsigned char>(byte)];
  NodeId child = nodes_[parent].child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].sibling;
  return child;
}

MaskedValues::Automaton::NodeId MaskedValues::Automaton::make(NodeId parent, char byte) {
  const auto made = static_cast<NodeId>(nodes_.size());
  Node node;
  node.byte = byte;
  node.depth = nodes_[parent].depth + 1;
  node.sibling = nodes_[parent].child;
  nodes_.push_back(node);
  nodes_[parent].child = made;
  if (parent == root) first_[static_cast<unsigned char>(byte)] = made;
  return made;
}

void MaskedValues::Automaton::add(std::string_view value) {
  NodeId node = root;
  for (const char byte : value) {
    const NodeId child = find(node, byte);
    node = child != 0 ? child : make(node, byte);
  }
  nodes_[node].found = nodes_[node].depth;
  longest_ = std::max(longest_, nodes_[node].depth);
}

MaskedValues::Automaton::NodeId MaskedValues::Automaton::follow(NodeId from, char byte) const {
  for (;;) {
    if (const NodeId child = find(from, byte)) return child;
    if (from == root) return root;
    from = nodes_[from].fail;
  }
}

void MaskedValues::Automaton::link() {
  std::vector<NodeId> order;  // by depth
  order.reserve(nodes_.size());
  for (const NodeId child : first_)
    if (child != 0) order.push_back(child);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Node& node = nodes_[order[i]];
    for (NodeId id = node.child; id != 0; id = nodes_[id].sibling) {
      Node& child = nodes_[id];
      const NodeId fail = follow(node.fail, child.byte);
      child.found = std::max(child.found, nodes_[fail].found);
      child.fail = nodes_[fail].child == 0 ? nodes_[fail].fail : fail;
      order.push_back(id);
    }
  }
}

MaskedValues::Automaton::Step MaskedValues::Automaton::step(NodeId from, char byte) const {
  const NodeId node = follow(from, byte);
  const Node& reached = nodes_[node];
  return {reached.child == 0 ? reached.fail : node, reached.found};
}

bool MaskedValues::Automaton::begins_with_bits(unsigned bits, unsigned count) const {
  const unsigned span = 1u << (8 - count);
  const auto begin = first_.begin() + static_cast<std::ptrdiff_t>(bits * span);
  return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(span),
                     [](NodeId child) { return child != 0; });
}

MaskedValues::MaskedValues() : automaton_(std::make_unique<Automaton>()) {}
MaskedValues::~MaskedValues() = default;

MaskedValues::Added MaskedValues::add(std::string_view value) {
  if (value.size() < shortest_masked) return Added::too_short;
  WipedString text;
  text.reserve(value.size() + beyond_small_string);
  std::copy_if(value.begin(), value.end(), std::back_inserter(text),
               [](char c) { return c != '\r'; });
  while (text.ends_with('\n')) text.pop_back();
  if (text.size() < shortest_masked) return Added::too_short;
  if (text.size() > most_bytes - automaton_->size) return Added::too_much;
  automaton_->size += text.size();
  add_pieces(text, *automaton_);
  if (text.find('\n') != std::string_view::npos) add_lines(text, *automaton_);
  return Added::covered;
}

void MaskedValues::ready() {
  automaton_->link();
}

bool MaskedValues::empty() const {
  return automaton_->empty();
}

}  // namespace keyplate::protocol
