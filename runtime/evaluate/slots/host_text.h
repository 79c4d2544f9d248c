#pragma once
// The output of one job while it grows: its text, what printed each part of it, and what a lexer
// found out late. A place may show only by what follows how a value had to be written there: a
// lexer then rewrites what an island printed, or refuses it, while later text already stands.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/evaluate/origin.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// A part of the output between which quotes would let a value stand where it can't.
struct Quoting {
  std::size_t begin = 0;
  std::size_t end = 0;
  char quote = '"';
};

/// Why a place can't hold a value: half a sentence that names the place and the character.
struct Refusal {
  std::string reason;
  std::optional<Quoting> quoting = std::nullopt;
};

/// Which island printed something: an index of the map.
enum class IslandId : std::uint32_t {};

class HostText {
 public:
  struct LateRefusal {
    IslandId island{};
    Refusal refusal;
  };
  /// `text` in the place of `length` bytes from `begin` on, which `island` printed.
  struct Edit {
    IslandId island{};
    std::size_t begin = 0;
    std::size_t length = 0;
    std::string_view text;
  };

  std::string_view view() const { return text_.view(); }
  std::size_t size() const { return text_.size(); }
  void append(std::string_view text) { text_.append(text); }
  void push_back(char byte) { text_.push_back(byte); }
  /// For what appends to a builder.
  TextBuilder& builder() { return text_; }

  /// The island that prints now, or did last.
  IslandId island() const { return IslandId(static_cast<std::uint32_t>(map_.size() - 1)); }
  /// Puts `text` in the place of `length` bytes from `begin` on, which `island` printed. Costs what
  /// follows them: a lexer keeps that short.
  void rewrite(IslandId island, std::size_t begin, std::size_t length, std::string_view text);
  /// The same for many, at the cost of the first. REQUIRES: in the order of the text, apart.
  void rewrite_all(std::span<const Edit> edits);
  /// Says of an island that has printed why it can't stand where it does.
  void refuse(IslandId island, Refusal refusal);

  // ---- for the printer ----
  /// What follows is the author's text.
  void mark_author(grammar::StatementId statement) { map_.emplace_back(size(), statement); }
  /// What follows is printed by an island; see Segment::printed.
  void mark_island(grammar::StatementId statement, bool secret, bool host) {
    map_.push_back(Segment::printed(size(), statement, secret, host));
  }
  const std::vector<Segment>& map() const { return map_; }
  const std::vector<LateRefusal>& late() const { return late_; }
  std::vector<Segment> take_map() { return std::move(map_); }

 private:
  TextBuilder text_;
  std::vector<Segment> map_;
  std::vector<LateRefusal> late_;
};

}  // namespace keyplate::evaluate
