// Plain scalars (7.3.3) and the values in them.
#include <fmt/core.h>

#include <algorithm>

#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/regex_object.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/slot_yaml.h"
#include "runtime/evaluate/slots/yaml_text.h"

namespace keyplate::evaluate {
void YamlLexer::begin_plain(std::size_t begin) {
  if (plain_.valued) plain_ = PlainScalar{};
  plain_.begin = plain_.end = begin;
  plain_.at_zero = begin == line_;
  place_ = Place::plain;
}

/// Whether a plain scalar may go on in this line, which is indented so far.
bool YamlLexer::line_goes_on() const {
  return brackets_ > 0 || static_cast<std::ptrdiff_t>(column()) > indents_.back();
}

void YamlLexer::step_plain(char c) {
  if (c == ':') {
    plain_.end = at();
    place_ = Place::plain_colon;
  } else if (is_yaml_blank(c)) {
    plain_.end = at();
    place_ = Place::plain_blank;
  } else if (is_yaml_break(c)) {
    plain_.end = at();
    end_line();
    place_ = Place::plain_break;
  } else if (brackets_ > 0 && is_yaml_flow(c)) {
    plain_.end = at();
    end_plain();
    begin_bracket(c);
  } else {
    continue_plain(c);
  }
}

void YamlLexer::step_plain_colon(char c) {
  const bool blank = is_yaml_blank(c) || is_yaml_break(c);
  if (blank || (brackets_ > 0 && is_yaml_flow(c))) {
    if (keeps_colon()) return step_plain(c);
    end_plain(true);
    take_value();
    return step(c);
  }
  continue_plain(c);
  if (c == ':') {
    plain_.end = at();
    place_ = Place::plain_colon;
  }
}

void YamlLexer::step_plain_blank(char c) {
  if (is_yaml_break(c)) {
    end_blank_edge();
    end_line();
    place_ = Place::plain_break;
  } else if (is_yaml_blank(c)) {
    if (plain_.edge && plain_.edge->kind == Edge::Kind::empty) plain_.edge.reset();
  } else if (c == '#') {
    if (keeps_hash()) return continue_plain(c);
    end_plain();
    begin_comment(brackets_ > 0 ? Place::after : Place::start);
  } else if (c == ':') {
    if (plain_.edge && plain_.edge->kind == Edge::Kind::empty) plain_.edge.reset();
    place_ = Place::plain_colon;
  } else if (brackets_ > 0 && is_yaml_flow(c)) {
    end_plain();
    begin_bracket(c);
  } else {
    continue_plain(c);
  }
}

/// Of a value that ends in a blank, or is empty behind one, at the end of a line.
void YamlLexer::end_blank_edge() {
  if (!plain_.edge) return;
  if (plain_.edge->kind == Edge::Kind::blank)
    refuse_part(plain_.edge->island, "it ends in a blank, and so does the line");
  const bool empty = plain_.edge->kind == Edge::Kind::empty;
  plain_.edge->kind = Edge::Kind::empty_end;
  if (!empty) plain_.edge.reset();
}

void YamlLexer::step_plain_break(char c) {
  // Readers take a tab there only behind a scalar without quotes.
  if (c == '\t' && plain_.whole && brackets_ == 0 &&
      ByteSet("\"[{").has(out_->view()[plain_.begin]))
    refuse_part(plain_.whole->island, "it needs quotes, and a line behind it begins with a tab");
  if (is_yaml_blank(c)) return;
  if (is_yaml_break(c)) return end_line();
  if (c == '#' || !line_goes_on()) {
    if (c == '#' && keeps_hash()) return continue_plain(c);
    end_plain();
    place_ = brackets_ > 0 ? Place::after : Place::start;
    return step(c);
  }
  if (column() == 0 && (c == '-' || c == '.')) {
    sign_ = c;
    count_ = 1;
    goes_on_ = true;
    place_ = Place::marker;
    return;
  }
  if (c == ':') {
    place_ = Place::plain_colon;
  } else if (brackets_ > 0 && is_yaml_flow(c)) {
    end_plain();
    begin_bracket(c);
  } else {
    continue_plain(c);
  }
}

/// The scalar goes on behind it.
void YamlLexer::end_edge() {
  if (plain_.edge && plain_.edge->kind == Edge::Kind::empty_end)
    refuse_part(plain_.edge->island,
                "it is empty at the end of a line, which then ends in a blank");
  plain_.edge.reset();
}

/// Where a value that isn't empty would have kept the marker that follows in the scalar.
void YamlLexer::end_plain_behind_nothing() {
  if (plain_.edge && plain_.edge->kind == Edge::Kind::empty)
    out_->refuse(plain_.edge->island,
                 {"it is empty, and what stands behind it would mean something else"});
  end_plain();
}

/// Before a blank behind `:`. With another value the scalar would have gone on, and so it does, for
/// the sake of the fix that quotes it.
bool YamlLexer::keeps_colon() {
  if (!plain_.edge) return false;
  const auto [kind, island] = *plain_.edge;
  if (kind == Edge::Kind::colon)
    refuse_part(island, "it ends in `:`, which ends a key here");
  else if (kind == Edge::Kind::empty)
    refuse_part(island, "it is empty, and what stands around it would mean something else");
  else
    return false;
  plain_.edge.reset();
  place_ = Place::plain;
  return true;
}

/// The same before a `#` behind a blank.
bool YamlLexer::keeps_hash() {
  if (plain_.edge && plain_.edge->kind == Edge::Kind::blank && plain_.end == at())
    refuse_part(plain_.edge->island, "it ends in a blank, and `#` behind a blank begins a comment");
  else if (plain_.nothing && plain_.nothing->offset == at())
    refuse_part(plain_.nothing->island, "it is empty, and the `#` behind it would begin a comment");
  else
    return false;
  return true;
}

/// A character of the scalar that follows what stands there.
void YamlLexer::continue_plain(char c) {
  if (plain_.whole) become_part(c);
  end_edge();
  fresh_ = false;
  place_ = Place::plain;
}

void YamlLexer::end_plain(bool key) {
  if (plain_.valued) settle_values(key);
  end_node();
}

void YamlLexer::settle_values(bool key) {
  if (plain_.left_of_block && !key && !plain_.unchecked) {
    out_->refuse(*plain_.left_of_block,
                 {"it stands left of where the text of the block before it begins; keyplate "
                  "indents the lines of a value itself: move it there, without `indent`"});
  } else if (plain_.whole) {
    settle_whole(*plain_.whole, key);
  } else {
    check_parts(key);
  }
  const std::size_t begin = plain_.lead.value_or(plain_.begin);
  const std::size_t end = std::max(plain_.end, plain_.nothing ? plain_.nothing->offset : 0);
  for (auto& [island, refusal] : plain_.refused) {
    if (end > begin) refusal.quoting = Quoting{begin, end, '"'};
    out_->refuse(island, std::move(refusal));
  }
  plain_ = PlainScalar{};
}

void YamlLexer::settle_whole(const Whole& whole, bool key) {
  if (key && (whole.value.is(Kind::list) || whole.value.is(Kind::dict)))
    out_->refuse(whole.island, {fmt::format("{} can't be a key", kind_name(whole.value))});
}

/// Of a scalar that is more than one value, at its end.
void YamlLexer::check_parts(bool key) {
  if (plain_.unchecked || !plain_.refused.empty()) return;
  if (plain_.shifted && key)
    refuse_part(*plain_.shifted,
                "it is empty, and without it the key behind it is indented otherwise");
  if (plain_.edge) {
    const auto [kind, island] = *plain_.edge;
    if (kind == Edge::Kind::blank)
      refuse_part(island, "it ends in a blank, and so does the text that it is part of");
  }
  if (!plain_.refused.empty() || (!plain_.text && !plain_.nothing)) return;
  const IslandId island = plain_.text ? *plain_.text : plain_.nothing->island;
  TextBuilder whole;
  append_between(plain_.begin, plain_.end, whole);
  const std::string_view text = whole.view();
  const std::string_view three = text.substr(0, 3);
  const bool marks = plain_.at_zero && (three == "---" || three == "...");
  if (marks && (text.size() == 3 || is_yaml_blank(text[3]) || is_yaml_break(text[3])))
    return refuse_part(island, "it makes the text that it is part of begin like a document");
  const std::size_t first = std::min(text.find_first_not_of(" \t"), text.size());
  if (is_yaml_implicit(text.substr(first)))
    refuse_part(island, plain_.text
                            ? "with it, the text that it is part of is no string to readers of YAML"
                            : "it is empty, and the text that it is part of is no string to "
                              "readers of YAML");
}

}  // namespace keyplate::evaluate
