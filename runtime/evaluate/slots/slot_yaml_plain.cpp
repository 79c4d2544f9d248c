// Plain scalars (7.3.3) and the values in them.
#include <fmt/core.h>

#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/regex_object.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/slot_yaml.h"
#include "runtime/evaluate/slots/yaml_text.h"

namespace keyplate::evaluate {
namespace {

/// What no plain scalar begins with (5.3); `-` may where more follows.
constexpr ByteSet indicators(",[]{}#&*!|>'\"%@`?:");

constexpr ByteSet blanks(" \t");

/// The text of a scalar that is a number, boolean or string.
std::string raw_text(const Value& value) {
  switch (value.kind()) {
    case Kind::string:
      return std::string(value.text());
    case Kind::boolean:
      return value.boolean() ? "true" : "false";
    case Kind::number:
      return is_json_number(value.spelling()) ? std::string(value.spelling())
                                              : number_to_text(value.number());
    default:
      return {};
  }
}

bool is_scalar(const Value& value) {
  return value.is(Kind::string) || value.is(Kind::boolean) || value.is(Kind::number);
}

}  // namespace

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
    end_plain();
    begin_comment(brackets_ > 0 ? Place::after : Place::start);
  } else if (c == ':') {
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
  if (is_yaml_blank(c)) return;
  if (is_yaml_break(c)) return end_line();
  if (c == '#' || !line_goes_on()) {
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

/// A character of the scalar that follows what stands there.
void YamlLexer::continue_plain(char c) {
  if (plain_.whole) {
    const std::size_t behind = plain_.whole->begin + plain_.whole->length;
    become_part(behind < at() ? byte_at(behind) : c);
  }
  if (plain_.edge && plain_.edge->kind == Edge::Kind::empty_end)
    refuse_part(plain_.edge->island,
                "it is empty at the end of a line, which then ends in a blank");
  plain_.edge.reset();
  fresh_ = false;
  place_ = Place::plain;
}

void YamlLexer::end_plain(bool key) {
  if (plain_.valued) settle_values(key);
  end_node();
}

void YamlLexer::settle_values(bool key) {
  if (plain_.left_of_block && !key && !plain_.unchecked) {
    refuse_part(*plain_.left_of_block,
                "it stands left of where the text of the block before it begins");
  } else if (plain_.whole) {
    settle_whole(*plain_.whole, key);
  } else {
    check_parts(key);
  }
  for (auto& [island, refusal] : plain_.refused) {
    if (plain_.end > plain_.begin) refusal.quoting = Quoting{plain_.begin, plain_.end, '"'};
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
  if (plain_.edge) {
    const auto [kind, island] = *plain_.edge;
    if (kind == Edge::Kind::blank)
      refuse_part(island, "it ends in a blank, and so does the text that it is part of");
    if (kind == Edge::Kind::colon && key)
      refuse_part(island, "it ends in `:`, which ends a key here");
    if (kind == Edge::Kind::empty)
      refuse_part(island, "it is empty, and what stands around it would mean something else");
  }
  if (!plain_.text || !plain_.refused.empty()) return;
  const std::string text = text_between(plain_.begin, plain_.end);
  const std::string_view three = std::string_view(text).substr(0, 3);
  const bool marks = plain_.at_zero && (three == "---" || three == "...");
  if (marks && (text.size() == 3 || blanks.has(text[3])))
    return refuse_part(*plain_.text, "it makes the text that it is part of begin like a document");
  if (is_yaml_implicit(text))
    refuse_part(*plain_.text, "with it, the text that it is part of is no string to YAML");
}

/// More of the scalar follows what was its only value.
void YamlLexer::become_part(char follower) {
  const Whole whole = *std::exchange(plain_.whole, std::nullopt);
  const std::string text = raw_text(whole.value);
  std::string reason = why_not_first(whole, text, follower);
  if (!reason.empty()) return refuse_part(whole.island, std::move(reason));
  if (whole.value.is(Kind::string) && !text.empty()) plain_.text = whole.island;
  if (text != out_->view().substr(whole.begin, whole.length))
    rewrite(whole.island, whole.begin, whole.length, text);
}

std::string YamlLexer::why_not_first(const Whole& whole, std::string_view text,
                                     char follower) const {
  if (!is_scalar(whole.value))
    return fmt::format("{} can't be a part of a text", kind_name(whole.value));
  const bool line_ends = place_ == Place::plain_break;
  if (text.empty()) {
    const bool harmless = place_ == Place::plain || place_ == Place::plain_blank;
    if (harmless && !indicators.has(follower) && follower != '-' && follower != '.') return {};
    return "it is empty, and what stands behind it would mean something else";
  }
  std::string reason = why_not_plain(text, Before::nothing);
  if (!reason.empty()) return reason;
  if (text.back() == ':' && (is_yaml_blank(follower) || is_yaml_break(follower)))
    return "it ends in `:`, and a blank follows";
  if (is_yaml_blank(text.back()) && (line_ends || follower == '#'))
    return "it ends in a blank, which would be lost here";
  return {};
}

std::string YamlLexer::why_not_plain(std::string_view text, Before before) const {
  const std::string_view unprintable = unprintable_in_yaml(text, false);
  if (!unprintable.empty())
    return fmt::format("{}, and it is part of a text without quotes", unprintable);
  const char first = text[0];
  if (before == Before::nothing &&
      (indicators.has(first) || (first == '-' && (text.size() == 1 || is_yaml_blank(text[1])))))
    return fmt::format("it begins with {}, and no text without quotes may",
                       kind_of_character(first));
  const bool strips = before == Before::nothing || before == Before::line;
  if (is_yaml_blank(first) && (strips || before == Before::colon))
    return fmt::format("it begins with {}, which would mean something else here",
                       kind_of_character(first));
  if (first == '#' && (before == Before::blank || before == Before::line))
    return "it begins with `#`, which would begin a comment here";
  if (before == Before::line && column() == 0 && (first == '-' || first == '.'))
    return fmt::format("it begins with {}, and it stands at the begin of a line",
                       kind_of_character(first));
  if (text.find('\t') != std::string_view::npos)
    return "it holds a tab, which not all readers take in a text without quotes";
  if (text.find(": ") != std::string_view::npos)
    return "it holds `:` before a blank, and it is part of a text without quotes";
  if (text.find(" #") != std::string_view::npos)
    return "it holds `#` behind a blank, and it is part of a text without quotes";
  constexpr ByteSet flow(",[]{}");
  const std::size_t at = brackets_ > 0 ? flow.find_in(text) : std::string_view::npos;
  if (at == std::string_view::npos) return {};
  return fmt::format("it holds {}, and it is part of a text without quotes inside brackets",
                     kind_of_character(text[at]));
}

void YamlLexer::refuse_part(IslandId island, std::string reason) {
  plain_.refused.push_back({island, {std::move(reason)}});
}

std::optional<Refusal> YamlLexer::print_whole(const Value& value, CallContext& context) {
  begin_node(column());
  begin_plain(at());
  plain_.valued = true;
  node_island_ = out_->island();
  const auto wrong = append_yaml_value(value, brackets_ > 0, out_->builder(), context);
  plain_.end = out_->size();
  if (wrong) {
    plain_.unchecked = true;
    if (wrong->empty()) return std::nullopt;
    return Refusal{*wrong};
  }
  RegexObject* const regex = value.is(Kind::function) ? regex_of(value) : nullptr;
  plain_.whole = Whole{out_->island(), plain_.begin, out_->size() - plain_.begin,
                       regex ? Value::string(regex->text()) : value};
  return std::nullopt;
}

/// What stands before the place, where it may begin a scalar or go on with one.
YamlLexer::Before YamlLexer::before_part() const {
  switch (place_) {
    case Place::plain_blank:
      return Before::blank;
    case Place::plain_colon:
    case Place::indicator:
      return Before::colon;
    case Place::plain_break:
      return Before::line;
    case Place::marker:
      return Before::line;
    default:
      return Before::text;
  }
}

/// The author's text before the place turns out to belong to the scalar.
void YamlLexer::enter_part() {
  if (place_ == Place::indicator || (place_ == Place::marker && !goes_on_)) {
    const std::size_t begin = place_ == Place::indicator ? at() - 1 : line_;
    begin_node(begin - line_);
    begin_plain(begin);
  }
  plain_.valued = true;
  fresh_ = false;
  place_ = Place::plain;
}

std::optional<Refusal> YamlLexer::print_part(const Value& value, CallContext& context) {
  TextBuilder own;
  std::optional<Refusal> refusal;
  if (value.is(Kind::list) || value.is(Kind::dict) || value.is(Kind::null))
    refusal = Refusal{fmt::format("{} can't be a part of a text", kind_name(value))};
  else if (!value.is(Kind::string) && !append_text(value, own, context))
    refusal = Refusal{context.failure().value_or("it has no text")};
  if (refusal) {
    enter_part();
    plain_.unchecked = true;
    return refusal;
  }
  const std::string_view text = value.is(Kind::string) ? value.text() : own.view();
  if (plain_.whole && place_ != Place::plain_colon) {
    if (text.empty()) return std::nullopt;
    if (drop_empty()) return print_whole(value, context);
  }
  if (plain_.whole) {
    const std::size_t behind = plain_.whole->begin + plain_.whole->length;
    become_part(behind < at() ? byte_at(behind) : text[0]);
  }
  if (text.empty()) {
    print_nothing();
  } else {
    append_part(text, value.is(Kind::string));
  }
  return std::nullopt;
}

/// An empty value that is all of the scalar so far gives way to what is printed behind it.
bool YamlLexer::drop_empty() {
  const Whole& whole = *plain_.whole;
  if (!whole.value.is(Kind::string) || !whole.value.text().empty()) return false;
  rewrite(whole.island, whole.begin, whole.length, {});
  plain_ = PlainScalar{};
  place_ = Place::start;
  return true;
}

/// An empty part.
void YamlLexer::print_nothing() {
  const IslandId island = out_->island();
  switch (before_part()) {
    case Before::colon:
    case Before::blank:
      if (place_ == Place::indicator) {
        enter_part();
        return refuse_part(island, "it is empty, and the sign before it would mean something else");
      }
      plain_.valued = true;
      plain_.edge = Edge{Edge::Kind::empty, island};
      return;
    case Before::line:
      enter_part();
      return refuse_part(island,
                         "it is empty, and it stands at the begin of a line of a text "
                         "without quotes");
    default:
      return;
  }
}

void YamlLexer::append_part(std::string_view text, bool string) {
  const IslandId island = out_->island();
  std::string reason = why_not_plain(text, before_part());
  enter_part();
  node_island_ = island;
  if (!reason.empty()) {
    refuse_part(island, std::move(reason));
    text = "x";  // something harmless
  }
  if (string) plain_.text = island;
  out_->append(text);
  plain_.end = out_->size();
  note_edge(text);
}

/// What the end of a part asks of what follows.
void YamlLexer::note_edge(std::string_view text) {
  plain_.edge.reset();
  const IslandId island = out_->island();
  if (text.back() == ':') {
    plain_.edge = Edge{Edge::Kind::colon, island};
    place_ = Place::plain_colon;
  } else if (is_yaml_blank(text.back())) {
    plain_.edge = Edge{Edge::Kind::blank, island};
    place_ = Place::plain_blank;
  }
}

}  // namespace keyplate::evaluate
