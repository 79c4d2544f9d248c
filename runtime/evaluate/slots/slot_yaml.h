#pragma once
// YAML, read alike by readers of version 1.1 and 1.2. The lexer keeps libyaml's account of tokens:
// indentation, brackets and which scalar a byte belongs to. (Numbers in comments: YAML 1.2.2.)
//
// Without quotes, a value that is a whole scalar is written as what it is: a number, boolean, null,
// a list or dict in flow style, a string in double quotes unless it is plainly a word. Whether it
// is the whole shows only behind it, so it is rewritten when more text of the same scalar follows,
// on its line or on a line that is indented deeper. A part of a scalar, of whatever kind, may only
// hold what leaves the scalar plain and a string, also where it is empty; blanks beside an empty
// one are the author's, which a reader drops where the scalar begins or ends.
//
// Between double quotes everything is escaped that a reader would fold, refuse or take for more;
// between single quotes only `'` can be, so line breaks are refused. A literal block takes lines,
// each behind the block's indentation; the line break at the end of a value takes the place of the
// author's at the end of a block that keeps one. A folded block gets each run of line breaks longer
// by one. What a block can't hold: other line breaks and what is not printable, a value whose first
// line would change the indentation that readers detect, blanks that would stop the folding, line
// breaks that the block's chomping drops. A comment holds one line. Tags, anchors, aliases,
// directives and block headers hold nothing but literals of the template.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::evaluate {

class YamlLexer : public HostLexer {
 public:
  void author(std::string_view text, HostText& out) override;
  std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) override;
  void finish(HostText& out) override;
  bool holds_null() const override;
  bool may_hold_null() const override { return true; }
  std::vector<HostError> verify(std::string_view output) const override;

 private:
  enum class Place : std::uint8_t {
    start,         ///< where a node may begin
    indicator,     ///< behind a `-`, `?` or `:` that is one if a blank follows
    marker,        ///< within `---` or `...` at the begin of a line
    plain,         ///< behind a character of a plain scalar
    plain_colon,   ///< behind a `:` there, which ends it if a blank follows
    plain_blank,   ///< behind blanks there
    plain_break,   ///< in the indentation of a line that may go on with it
    after,         ///< behind a node that is complete
    after_colon,   ///< there, behind a `:`
    single,        ///< in single quotes
    single_quote,  ///< there, behind a quote, which ends it unless one more follows
    doubled,       ///< in double quotes
    escape,        ///< there, behind a backslash
    hex,           ///< there, within the digits of an escape
    anchor,        ///< within `&anchor`
    alias,
    tag,
    verbatim,   ///< within `!<...>`
    directive,  ///< within a `%` line
    comment,
    header,        ///< behind `|` or `>`, in its line
    block_lead,    ///< before the first line of a block that tells its indentation
    block_indent,  ///< in the indentation of a block's line
    block_text,    ///< behind it
  };

  /// A value that is the whole scalar so far.
  struct Whole {
    IslandId island{};
    std::size_t begin = 0;
    std::size_t length = 0;
    Value value;
  };
  /// A value that harms if nothing but blanks stands between it and the end of its line.
  struct Edge {
    enum class Kind : std::uint8_t { blank, colon, empty, empty_end } kind;
    IslandId island{};
  };
  /// An empty value and where it stands.
  struct Nothing {
    IslandId island{};
    std::size_t offset = 0;
  };
  struct PlainScalar {
    std::size_t begin = 0;
    std::size_t end = 0;   ///< behind its last character that is no blank
    bool at_zero = false;  ///< begins a line
    // The rest stays as it is while no value stands in the scalar.
    bool valued = false;
    bool unchecked = false;
    std::optional<IslandId> left_of_block;  ///< a value where a block's text was to be expected
    std::optional<Whole> whole;
    std::optional<IslandId> text;     ///< the last island that printed a part of it
    std::optional<Nothing> nothing;   ///< the last that printed nothing into it
    std::optional<std::size_t> lead;  ///< where an empty value before blanks began it instead
    std::optional<IslandId> shifted;  ///< an empty one before blanks that then began it
    std::optional<Edge> edge;
    std::vector<HostText::LateRefusal> refused;
  };
  /// The line break or line of blanks that a value in a block ends in, while only blanks follow.
  struct Tail {
    IslandId island{};
    std::size_t begin = 0;
    std::size_t length = 0;
    std::size_t breaks = 0;  ///< that nothing but the block's chomping can keep
    bool blanks = false;     ///< it ends in a line of blanks instead
  };
  struct Block {
    bool folded = false;
    char chomping = '\0';    ///< `-`, `+` or neither, 8.1.1.2
    std::size_t column = 0;  ///< of its text; 0: not known yet, 8.1.1.1
    std::size_t least = 0;   ///< that it can be
    std::size_t widest = 0;  ///< blank line so far
    bool solid = false;      ///< holds more than blanks
    bool blank_line = true;  ///< nothing but blanks in its line
    bool deeper = false;     ///< its line begins with a blank: no folding
    /// An empty value where the first line might begin, in this column.
    std::optional<std::pair<IslandId, std::size_t>> empty;
    std::optional<IslandId> begins_empty;  ///< folded: an empty value at the begin of the line
    std::vector<Tail> tails;
    std::size_t followed = 0;     ///< how many of them a line break of the author's follows
    std::size_t only_blanks = 0;  ///< how many of the first are known to be lines of blanks
  };
  /// What stands before a part of a plain scalar.
  enum class Before : std::uint8_t { nothing, text, blank, colon, line };

  // ---- slot_yaml.cpp: tokens ----
  std::size_t at() const { return base_ + index_; }
  std::size_t column() const { return at() - line_; }
  char byte_at(std::size_t offset) const;
  void append_between(std::size_t begin, std::size_t end, TextBuilder& text) const;
  void rewrite(IslandId island, std::size_t begin, std::size_t length, std::string_view text);
  void note_rewritten(std::size_t begin, std::size_t added);
  void skip();
  void skip_plain();
  void skip_line();
  void step(char c);
  void step_start(char c);
  void step_indicator(char c);
  void step_marker(char c);
  void step_after(char c);
  void step_after_colon(char c);
  void step_name(char c);
  void step_quoted(char c);
  void begin_token(char c);
  bool begin_bracket(char c);
  void begin_node(std::size_t column);
  void end_line();
  void end_node() { place_ = Place::after; }
  void begin_document();
  void begin_comment(Place resume);
  void roll(std::size_t column);
  void take_entry(std::size_t column);
  void take_value();
  void check_key_length();

  // ---- slot_yaml_plain.cpp ----
  bool line_goes_on() const;
  void begin_plain(std::size_t begin);
  void step_plain(char c);
  void step_plain_colon(char c);
  void step_plain_blank(char c);
  void step_plain_break(char c);
  void end_blank_edge();
  void end_edge();
  void end_plain_behind_nothing();
  bool keeps_colon();
  bool keeps_hash();
  void continue_plain(char c);
  void end_plain(bool key = false);
  void settle_values(bool key);
  void settle_whole(const Whole& whole, bool key);
  void check_parts(bool key);

  // ---- slot_yaml_part.cpp ----
  void become_part(char next);
  std::string why_not_nothing(std::string_view between, char next) const;
  std::string why_not_first(std::string_view text, std::string_view between, char next) const;
  std::string why_not_plain(std::string_view text, Before before) const;
  void refuse_part(IslandId island, std::string reason);
  void note_edge(std::string_view text);
  std::optional<Refusal> print_whole(const Value& value, CallContext& context);
  std::optional<Refusal> print_part(const Value& value, CallContext& context);
  bool drop_empty();
  void print_nothing();
  void append_part(std::string_view text);
  Before before_part() const;
  void enter_part();

  // ---- slot_yaml_text.cpp: quotes and comments ----
  void print_host_text(std::string_view text);
  std::optional<Refusal> print_unquoted(const Value& value, CallContext& context);
  std::optional<Refusal> print_text(const Value& value, CallContext& context);
  std::optional<Refusal> print_doubled(std::string_view text);
  std::optional<Refusal> print_single(std::string_view text);
  std::optional<Refusal> print_comment(std::string_view text);
  void end_quoted_line();
  void note_quoted_nothing();
  void check_quoted_nothing(char next);

  // ---- slot_yaml_block.cpp ----
  void step_header(char c);
  void begin_block();
  void step_block_lead(char c);
  void step_block_indent(char c);
  void step_block_text(char c);
  void end_block_line();
  void end_block();
  std::string_view why_not_tail(const Tail& tail) const;
  void refuse_empty_lead();
  void set_block_column(std::size_t column);
  void note_text(bool solid);
  bool leaves_block();
  std::optional<Refusal> print_block(std::string_view text);
  std::string why_not_block(std::string_view text) const;
  std::string why_not_folded(std::string_view text) const;
  void append_lines(std::string_view text);

  HostText* out_ = nullptr;  ///< of the call that runs
  std::string_view chunk_;   ///< the author's text that is being looked at, not yet in `out_`
  std::size_t base_ = 0;     ///< where in the output it will stand
  std::size_t index_ = 0;

  Place place_ = Place::start;
  Place resume_ = Place::start;              ///< behind the line of a comment
  std::size_t line_ = 0;                     ///< where the line begins
  bool fresh_ = true;                        ///< no token in it yet
  std::vector<std::ptrdiff_t> indents_{-1};  ///< columns of the block collections around, 6.1
  std::size_t brackets_ = 0;                 ///< around
  std::optional<std::size_t> key_;           ///< column of what may be an implicit key
  bool key_taken_ = false;                   ///< its line has one
  std::size_t node_ = 0;                     ///< where the last node began
  std::optional<IslandId> node_island_;      ///< the last that printed in it

  char sign_ = '\0';       ///< of `indicator` and `marker`
  std::size_t count_ = 0;  ///< of `marker`: how many; of `hex`: digits to come
  bool goes_on_ = false;   ///< `marker`: a plain scalar stands before it
  PlainScalar plain_;
  Block block_;

  bool quoted_begin_ = false;  ///< nothing but blanks in this line of a quoted scalar
  /// The last blank of a value in it, which folding would drop at the end of the line (7.3.1).
  std::optional<std::pair<IslandId, std::size_t>> quoted_blank_;
  /// An empty value beside a blank that folding might drop, or alone in its line so far.
  std::optional<IslandId> quoted_nothing_;
};

}  // namespace keyplate::evaluate
