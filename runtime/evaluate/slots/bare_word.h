#pragma once
// A word without quotes in which values are printed: whether a value is all of it shows only by
// what follows. One that is may have been quoted; one that isn't may hold only what leaves the word
// as it is, and is refused otherwise, with a fix that quotes the word.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class BareWord {
 public:
  /// `place` says what a value is that is not alone: `part of a bare key`. Both outlive this; a
  /// `quote` of 0: no quotes would help.
  struct Rules {
    const ByteSet* bare = nullptr;
    std::string_view place;
    char quote = '"';
    /// Which quotes hold a text, if that depends on it.
    char (*quote_for)(std::string_view text) = nullptr;
  };

  bool is_open() const { return open_; }
  /// A word that begins at `begin` goes on where the output ends now.
  void open(std::size_t begin, const Rules& rules);
  /// The island that prints now put `value` there, quoted, from `begin` on.
  void print_whole(std::size_t begin, const Value& value, HostText& out);
  /// It printed what needs no quotes.
  void add_part(const HostText& out) { parts_.push_back(out.island()); }
  /// Prints a value that is not alone.
  std::optional<Refusal> print_part(const Value& value, HostText& out, CallContext& context);
  std::size_t begin() const { return begin_; }
  /// Values are in it, and none is all of it.
  bool is_mixed() const { return mixed_ && !parts_.empty(); }
  /// Refuses each value that it holds, which quotes would mend.
  void refuse_parts(std::string_view reason);
  /// Whether the mask of a secret stood in any word, which leaves no word what it was.
  bool masked() const { return masked_; }
  /// More of the word follows.
  void go_on(HostText& out);
  /// No more of it follows; what stands there ends at `end`.
  void close(HostText& out, std::size_t end);
  /// Closes it and refuses each value that it holds, which quotes would not mend.
  void refuse(HostText& out, std::string_view reason);

 private:
  struct Whole {
    IslandId island{};
    std::size_t begin = 0;
    std::size_t length = 0;
    Value value;
  };
  struct Refused {
    IslandId island{};
    std::string reason;
  };
  bool holds(const Value& value, std::string_view text);
  void refuse_text(IslandId island, std::string_view text);

  bool open_ = false;
  bool mixed_ = false;
  bool masked_ = false;
  std::size_t begin_ = 0;
  Rules rules_;
  std::optional<Whole> whole_;
  std::vector<IslandId> parts_;
  std::vector<Refused> refused_;
};

}  // namespace keyplate::evaluate
