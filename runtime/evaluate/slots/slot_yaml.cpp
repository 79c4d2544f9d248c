#include "runtime/evaluate/slots/slot_yaml.h"

#include "grammar/unicode.h"
#include "runtime/evaluate/slots/characters.h"
#include "runtime/evaluate/slots/yaml_syntax.h"
#include "runtime/evaluate/slots/yaml_text.h"

namespace keyplate::evaluate {
namespace {

/// Where a run of a plain scalar's characters may end.
constexpr ByteSet plain_stops("\n\r\t :,[]{}");
constexpr ByteSet double_stops("\n\r\t \"\\");
constexpr ByteSet name_ends("?:,]}%@`");
constexpr ByteSet single_stops("\n\r\t '");

bool is_blank_or_break(char c) {
  return is_yaml_blank(c) || is_yaml_break(c);
}

}  // namespace

void YamlLexer::author(std::string_view text, HostText& out) {
  out_ = &out;
  chunk_ = text;
  base_ = out.size();
  for (index_ = 0; index_ < text.size(); ++index_) {
    step(text[index_]);
    skip();
  }
  chunk_ = {};
}

/// Over bytes behind this one that change nothing.
void YamlLexer::skip() {
  const auto to = [this](const ByteSet& stops) {
    index_ = std::min(stops.find_in(chunk_, index_ + 1), chunk_.size()) - 1;
  };
  switch (place_) {
    case Place::plain:
      return skip_plain();
    case Place::start:
      index_ = std::min(chunk_.find_first_not_of(' ', index_ + 1), chunk_.size()) - 1;
      return;
    case Place::comment:
    case Place::directive:
      return skip_line();
    case Place::block_text:
      if (block_.solid && !block_.blank_line && block_.tails.empty()) skip_line();
      return;
    case Place::doubled:
      if (!quoted_begin_ && !quoted_blank_ && !quoted_nothing_) to(double_stops);
      return;
    case Place::single:
      if (!quoted_begin_ && !quoted_blank_ && !quoted_nothing_) to(single_stops);
      return;
    default:
      return;
  }
}

/// To its end: faster than a set of bytes where lines are long.
void YamlLexer::skip_line() {
  const std::string_view rest = chunk_.substr(index_ + 1);
  const std::string_view line = rest.substr(0, rest.find('\n'));
  index_ += std::min(line.find('\r'), line.size());
}

void YamlLexer::skip_plain() {
  std::size_t next = index_ + 1;
  for (;;) {
    next = std::min(plain_stops.find_in(chunk_, next), chunk_.size());
    // A single blank or colon between words ends nothing.
    const bool between = next + 1 < chunk_.size() && (chunk_[next] == ' ' || chunk_[next] == ':') &&
                         !plain_stops.has(chunk_[next + 1]) && chunk_[next + 1] != '#';
    if (!between || plain_.valued) break;
    next += 2;
  }
  index_ = next - 1;
}

char YamlLexer::byte_at(std::size_t offset) const {
  const std::string_view before = out_->view();
  return offset < before.size() ? before[offset] : chunk_[offset - before.size()];
}

void YamlLexer::append_between(std::size_t begin, std::size_t end, TextBuilder& text) const {
  const std::string_view before = out_->view();
  text.append(before.substr(std::min(begin, before.size()), end - begin));
  if (end > before.size()) {
    const std::size_t from = std::max(begin, before.size()) - before.size();
    text.append(chunk_.substr(from, end - before.size() - from));
  }
}

void YamlLexer::rewrite(IslandId island, std::size_t begin, std::size_t length,
                        std::string_view text) {
  out_->rewrite(island, begin, length, text);
  note_rewritten(begin, text.size() - length);
}

/// So many bytes were added there, modulo.
void YamlLexer::note_rewritten(std::size_t begin, std::size_t added) {
  base_ += added;
  if (line_ > begin) line_ += added;
  if (node_ > begin) node_ += added;
  if (plain_.end > begin) plain_.end += added;
  if (plain_.nothing && plain_.nothing->offset > begin) plain_.nothing->offset += added;
}

void YamlLexer::step(char c) {
  switch (place_) {
    case Place::start:
      return step_start(c);
    case Place::indicator:
      return step_indicator(c);
    case Place::marker:
      return step_marker(c);
    case Place::plain:
      return step_plain(c);
    case Place::plain_colon:
      return step_plain_colon(c);
    case Place::plain_blank:
      return step_plain_blank(c);
    case Place::plain_break:
      return step_plain_break(c);
    case Place::after:
      return step_after(c);
    case Place::after_colon:
      return step_after_colon(c);
    case Place::single:
    case Place::single_quote:
    case Place::doubled:
    case Place::escape:
    case Place::hex:
      return step_quoted(c);
    case Place::anchor:
    case Place::alias:
    case Place::tag:
    case Place::verbatim:
      return step_name(c);
    case Place::directive:
    case Place::comment:
      if (!is_yaml_break(c)) return;
      end_line();
      if (place_ == Place::header) begin_block();
      return;
    case Place::header:
      return step_header(c);
    case Place::block_lead:
      return step_block_lead(c);
    case Place::block_indent:
      return step_block_indent(c);
    case Place::block_text:
      return step_block_text(c);
  }
}

void YamlLexer::step_start(char c) {
  if (is_yaml_break(c)) return end_line();
  if (!is_yaml_blank(c)) begin_token(c);
}

void YamlLexer::end_line() {
  line_ = at() + 1;
  fresh_ = true;
  key_.reset();
  key_taken_ = false;
  if (place_ == Place::comment) place_ = resume_;
  if (place_ == Place::directive || (place_ == Place::after && brackets_ == 0))
    place_ = Place::start;
}

void YamlLexer::begin_token(char c) {
  if ((c == '-' || c == '.') && column() == 0) {
    sign_ = c;
    count_ = 1;
    goes_on_ = false;
    place_ = Place::marker;
    return;
  }
  if (c == '#') return begin_comment(Place::start);
  if (c == '%' && column() == 0) {
    place_ = Place::directive;
    return;
  }
  if (begin_bracket(c)) return;
  if (c == '-' || c == '?' || c == ':') {
    sign_ = c;
    place_ = Place::indicator;
    return;
  }
  begin_node(column());
  switch (c) {
    case '"':
      place_ = Place::doubled;
      return;
    case '\'':
      place_ = Place::single;
      return;
    case '&':
      place_ = Place::anchor;
      return;
    case '*':
      place_ = Place::alias;
      return;
    case '!':
      place_ = Place::tag;
      return;
    default:
      if ((c == '|' || c == '>') && brackets_ == 0) {
        block_ = Block{};
        block_.folded = c == '>';
        place_ = Place::header;
        return;
      }
      begin_plain(at());
  }
}

/// What stands in brackets and the brackets themselves, 7.4. Outside, only openers mean something.
bool YamlLexer::begin_bracket(char c) {
  if (!is_yaml_flow(c)) return false;
  if (c == '[' || c == '{') {
    begin_node(column());
    ++brackets_;
    place_ = Place::start;
    return true;
  }
  if (brackets_ == 0) return false;
  place_ = Place::start;
  if (c == ',') return true;
  --brackets_;
  end_node();
  return true;
}

void YamlLexer::begin_node(std::size_t column) {
  if (fresh_ && brackets_ == 0) {
    while (indents_.back() > static_cast<std::ptrdiff_t>(column)) indents_.pop_back();
  }
  fresh_ = false;
  quoted_begin_ = false;
  quoted_blank_.reset();
  quoted_nothing_.reset();
  if (brackets_ == 0) {
    if (key_) return;  // the tag or anchor before it is part of the key
    key_ = column;
  }
  node_ = line_ + column;
  node_island_.reset();
}

void YamlLexer::begin_comment(Place resume) {
  resume_ = resume;
  place_ = Place::comment;
}

void YamlLexer::step_indicator(char c) {
  const std::size_t begin = at() - 1;
  const bool in_flow = brackets_ > 0 && is_yaml_flow(c) && sign_ != '-';
  if (!is_blank_or_break(c) && !in_flow) {
    begin_node(begin - line_);
    begin_plain(begin);
    return step(c);
  }
  place_ = Place::start;
  if (sign_ == ':') {
    if (!key_ && !key_taken_) begin_node(begin - line_);
    take_value();
  } else {
    take_entry(begin - line_);
  }
  step(c);
}

/// A block collection's entry: what follows may be a key of its own.
void YamlLexer::take_entry(std::size_t column) {
  if (brackets_ > 0) return;
  begin_node(column);
  roll(column);
  key_.reset();
  key_taken_ = false;
}

/// Behind the `:` of a mapping.
void YamlLexer::take_value() {
  check_key_length();
  place_ = Place::start;
  if (brackets_ > 0 || key_taken_) return;
  if (key_) roll(*key_);
  key_taken_ = true;
}

void YamlLexer::check_key_length() {
  if (!node_island_ || at() - node_ <= longest_yaml_key) return;
  TextBuilder key;
  append_between(node_, at(), key);
  if (count_code_points(key.view()) > longest_yaml_key)
    out_->refuse(*node_island_, {"it makes a key longer than 1,024 characters, which is all that "
                                 "YAML readers take; behind a `? ` it may be longer"});
}

void YamlLexer::roll(std::size_t column) {
  const auto indent = static_cast<std::ptrdiff_t>(column);
  if (indents_.back() < indent) indents_.push_back(indent);
}

/// 9.1.2, and where the scalar before goes on instead.
void YamlLexer::step_marker(char c) {
  if (c == sign_ && count_ < 3) {
    ++count_;
    return;
  }
  const bool marks = count_ == 3 && is_blank_or_break(c);
  if (marks) {
    if (goes_on_) end_plain_behind_nothing();
    begin_document();
    return step(c);
  }
  if (goes_on_) {
    place_ = Place::plain_break;
    continue_plain(sign_);
    return step(c);
  }
  if (count_ == 1 && sign_ == '-') {
    place_ = Place::indicator;
    return step(c);
  }
  begin_node(0);
  begin_plain(line_);
  step(c);
}

void YamlLexer::begin_document() {
  indents_.assign(1, -1);
  brackets_ = 0;
  place_ = Place::start;
  fresh_ = false;
}

void YamlLexer::step_after(char c) {
  if (is_yaml_break(c)) return end_line();
  if (is_yaml_blank(c)) return;
  if (c == '#') return begin_comment(Place::after);
  if (c == ':') {
    place_ = Place::after_colon;
    return;
  }
  if (brackets_ > 0 && begin_bracket(c)) return;
  begin_plain(at());
}

/// In brackets the value may follow at once, as in JSON (7.4.2).
void YamlLexer::step_after_colon(char c) {
  if (brackets_ == 0 && !is_blank_or_break(c)) {
    begin_plain(at() - 1);
    return step(c);
  }
  take_value();
  step(c);
}

/// Tags (6.8.2), anchors and aliases (6.9.2, 7.1); names end where libyaml ends them.
void YamlLexer::step_name(char c) {
  if (place_ == Place::tag && c == '<' && byte_at(at() - 1) == '!') place_ = Place::verbatim;
  const bool named = place_ == Place::anchor || place_ == Place::alias;
  const bool ends = is_blank_or_break(c) || (named && name_ends.has(c)) ||
                    (place_ == Place::tag && brackets_ > 0 && is_yaml_flow(c));
  if (!ends) return;
  place_ = place_ == Place::alias ? Place::after : Place::start;
  step(c);
}

void YamlLexer::finish(HostText& out) {
  out_ = &out;
  base_ = out.size();
  index_ = 0;
  if (place_ == Place::block_lead || place_ == Place::block_indent || place_ == Place::block_text)
    return end_block();
  chunk_ = "\n";
  step('\n');
  chunk_ = {};
  base_ = out.size();
  if (place_ == Place::plain_break) end_plain();
}

std::vector<HostError> YamlLexer::verify(std::string_view output) const {
  return find_yaml_errors(output);
}

}  // namespace keyplate::evaluate
