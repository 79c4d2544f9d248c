#pragma once
// What printed a part of an output, a text or island of a template, and where that part lies.

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "compiler/program.h"

namespace keyplate::evaluate {

/// Good as long as the program is.
struct Origin {
  const compiler::Program* program = nullptr;
  grammar::StatementId statement{};
};

/// Where it lies.
inline Location locate(const Origin& origin) {
  const grammar::Tree& tree = origin.program->tree;
  return {tree.source, tree[origin.statement].span};
}

/// What it prints, for a diagnostic: the expression between its braces.
inline Location printed(const Origin& origin) {
  const grammar::Tree& tree = origin.program->tree;
  const grammar::Statement& statement = tree[origin.statement];
  const auto* const output = std::get_if<grammar::Output>(&statement.node);
  return {tree.source, output != nullptr ? tree[output->value].span : statement.span};
}

/// A run of the output and where it came from. Eight bytes, for a loop makes one a turn and more.
class Segment {
 public:
  /// `begin` is less than 2^30, as every `[limits] output` is.
  Segment(std::size_t begin, grammar::StatementId statement)
      : place_(static_cast<std::uint32_t>(begin)),
        statement_(static_cast<std::uint32_t>(statement) & 0x7FFFFFFF) {}
  /// `host`: what it printed may be host text, see `is_host_text`.
  static Segment printed(std::size_t begin, grammar::StatementId statement, bool secret,
                         bool host) {
    Segment segment(begin, statement);
    segment.place_ |= island_bit | (secret ? secret_bit : 0);
    segment.host_ = host;
    return segment;
  }

  /// In the output, up to the next segment's begin.
  std::uint32_t begin() const { return place_ & (island_bit - 1); }
  bool island() const { return (place_ & island_bit) != 0; }
  bool secret() const { return (place_ & secret_bit) != 0; }
  bool host() const { return host_; }
  /// Of the job's program.
  grammar::StatementId statement() const { return grammar::StatementId{statement_}; }
  /// Begins so many bytes later; earlier, where that wraps around.
  void move(std::size_t bytes) {
    const auto moved = static_cast<std::uint32_t>(begin() + bytes);
    place_ = (place_ & ~(island_bit - 1)) | (moved & (island_bit - 1));
  }

 private:
  static constexpr std::uint32_t island_bit = 1u << 30;
  static constexpr std::uint32_t secret_bit = 1u << 31;

  std::uint32_t place_;
  /// A template has far fewer statements than 2^31: each takes a byte of it at least.
  std::uint32_t statement_ : 31;
  std::uint32_t host_ : 1 = 0;
};
static_assert(sizeof(Segment) == 8);

/// The index of the segment that holds the output's byte `offset`, or of the last one; 0 if there
/// is none.
std::size_t segment_at(std::span<const Segment> map, std::size_t offset);

}  // namespace keyplate::evaluate
