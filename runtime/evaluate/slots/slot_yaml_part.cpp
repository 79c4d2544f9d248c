// Values that begin a plain scalar or are a part of one.
#include <fmt/core.h>

#include <utility>

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

/// The text of a number, boolean or string; `own` is room for it.
std::string_view raw_text(const Value& value, TextBuilder& own) {
  if (value.is(Kind::string)) return value.text();
  if (value.is(Kind::boolean)) return value.boolean() ? "true" : "false";
  if (is_json_number(value.spelling())) return value.spelling();
  own.append(number_to_text(value.number()));
  return own.view();
}

bool is_scalar(const Value& value) {
  return value.is(Kind::string) || value.is(Kind::boolean) || value.is(Kind::number);
}

}  // namespace

/// More of the scalar, `next`, follows what was its only value.
void YamlLexer::become_part(char next) {
  const Whole whole = *std::exchange(plain_.whole, std::nullopt);
  TextBuilder own;
  const std::string_view text =
      is_scalar(whole.value) ? raw_text(whole.value, own) : std::string_view();
  TextBuilder blanks;
  append_between(whole.begin + whole.length, at(), blanks);
  const std::string_view between = blanks.view();
  std::string reason = !is_scalar(whole.value)
                           ? fmt::format("{} can't be a part of a text", kind_name(whole.value))
                       : text.empty() ? why_not_nothing(between, next)
                                      : why_not_first(text, between, next);
  if (!reason.empty()) return refuse_part(whole.island, std::move(reason));
  if (text.empty())
    plain_.nothing = Nothing{whole.island, whole.begin};
  else
    plain_.text = whole.island;
  if (text.empty() && !between.empty()) plain_.shifted = whole.island;
  if (text != out_->view().substr(whole.begin, whole.length))
    rewrite(whole.island, whole.begin, whole.length, text);
}

/// Of an empty value before the scalar: it must begin as the author wrote it, with a letter maybe.
std::string YamlLexer::why_not_nothing(std::string_view between, char next) const {
  const bool blanks = between.find_first_not_of(' ') == std::string_view::npos;
  if (blanks && !plain_.left_of_block && !indicators.has(next) && next != '-' && next != '.')
    return {};
  return "it is empty, and what stands behind it would mean something else";
}

std::string YamlLexer::why_not_first(std::string_view text, std::string_view between,
                                     char next) const {
  std::string reason = why_not_plain(text, Before::nothing);
  if (!reason.empty()) return reason;
  if (text.back() == ':' && (!between.empty() || is_yaml_blank(next)))
    return "it ends in `:`, and a blank follows";
  if (is_yaml_blank(text.back()) && next == '#')
    return "it ends in a blank, and `#` behind a blank begins a comment";
  const bool lost = between.find_first_of("\r\n") != std::string_view::npos;
  if (is_yaml_blank(text.back()) && lost) return "it ends in a blank, which would be lost here";
  return {};
}

std::string YamlLexer::why_not_plain(std::string_view text, Before before) const {
  const std::string_view unprintable = unprintable_in_yaml(text, false);
  if (!unprintable.empty())
    return fmt::format("{}, and it is part of a text without quotes", unprintable);
  if (place_ == Place::indicator && sign_ == '?' && brackets_ > 0)
    return "it follows a `?`, which not all readers take for text inside brackets";
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
  const bool marks = first == '-' || first == '.';
  if (before == Before::line && marks && (column() == 0 || place_ == Place::marker))
    return fmt::format("it begins with {}, and it stands at the begin of a line",
                       kind_of_character(first));
  if (text.find('\t') != std::string_view::npos)
    return "it holds a tab, which not all readers take in a text without quotes";
  if (text.find(": ") != std::string_view::npos)
    return "it holds `:` before a blank, and it is part of a text without quotes";
  if (text.find(" #") != std::string_view::npos)
    return "it holds `#` behind a blank, and it is part of a text without quotes";
  constexpr ByteSet flow(",[]{}?");  // PyYAML ends it at any `?`
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
  end_edge();
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
    if (text.empty()) {
      if (place_ != Place::plain) plain_.edge = Edge{Edge::Kind::empty, out_->island()};
      plain_.nothing = Nothing{out_->island(), out_->size()};
      return std::nullopt;
    }
    if (drop_empty()) return print_whole(value, context);
  }
  if (plain_.whole) become_part(text.empty() ? ':' : text[0]);
  if (text.empty()) {
    print_nothing();
  } else {
    append_part(text);
  }
  return std::nullopt;
}

/// An empty value that is all of the scalar so far gives way to what is printed behind it.
bool YamlLexer::drop_empty() {
  const Whole& whole = *plain_.whole;
  if (!whole.value.is(Kind::string) || !whole.value.text().empty()) return false;
  if (plain_.left_of_block || place_ == Place::marker) return false;
  if (out_->view().find('\t', whole.begin + whole.length) != std::string_view::npos) return false;
  const std::size_t begin = plain_.lead.value_or(whole.begin);
  rewrite(whole.island, whole.begin, whole.length, "");
  plain_ = PlainScalar{};
  plain_.lead = begin;
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
      plain_.nothing = Nothing{island, out_->size()};
      if (!plain_.edge || plain_.edge->kind != Edge::Kind::blank || place_ == Place::plain_colon)
        plain_.edge = Edge{Edge::Kind::empty, island};
      return;
    case Before::line:
      enter_part();
      return refuse_part(island,
                         "it is empty, and it stands at the begin of a line of a text "
                         "without quotes");
    default:
      plain_.valued = true;
      plain_.nothing = Nothing{island, out_->size()};
      return;
  }
}

void YamlLexer::append_part(std::string_view text) {
  const IslandId island = out_->island();
  std::string reason = why_not_plain(text, before_part());
  enter_part();
  node_island_ = island;
  if (!reason.empty()) {
    refuse_part(island, std::move(reason));
    text = "x";  // something harmless
  }
  plain_.text = island;
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
