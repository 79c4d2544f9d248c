// Values in quotes (7.3.1, 7.3.2) and comments (6.6), and which way a value goes.
#include <fmt/core.h>

#include <utility>

#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/slots/slot_yaml.h"
#include "runtime/evaluate/slots/yaml_text.h"

namespace keyplate::evaluate {

bool YamlLexer::holds_null() const {
  return place_ == Place::start ||
         (place_ == Place::plain_break && brackets_ == 0 &&
          static_cast<std::ptrdiff_t>(out_->size() - line_) <= indents_.back());
}

std::optional<Refusal> YamlLexer::print(const Value& value, HostText& out, CallContext& context) {
  out_ = &out;
  base_ = out.size();
  index_ = 0;
  const bool left_of_block = leaves_block();
  if (left_of_block) end_block();
  switch (place_) {
    case Place::block_lead:
    case Place::block_indent:
    case Place::block_text:
    case Place::single:
    case Place::doubled:
    case Place::comment:
      return print_text(value, context);
    case Place::escape:
      place_ = Place::doubled;
      return Refusal{"a backslash stands before it, in double quotes"};
    case Place::hex:
      place_ = Place::doubled;
      return Refusal{"it stands among the digits of an escape, in double quotes"};
    default:
      break;
  }
  if (is_host_text(value)) {
    print_host_text(value.text());
    return std::nullopt;
  }
  auto refusal = print_unquoted(value, context);
  if (left_of_block) plain_.left_of_block = out.island();
  return refusal;
}

/// As if the author had written it. What `dump` made is JSON, in whose strings stand characters
/// that YAML wants escaped.
void YamlLexer::print_host_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t plain = find_yaml_escaped(text);
    author(text.substr(0, plain), *out_);
    out_->append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const auto character = decode_utf8(text, 0);
    const std::size_t size = character ? character->size : 1;
    author(text.substr(0, size), *out_);
    if (place_ != Place::doubled || !append_yaml_escaped(text.substr(0, size), out_->builder()))
      out_->append(text.substr(0, size));
    text.remove_prefix(size);
  }
}

std::optional<Refusal> YamlLexer::print_unquoted(const Value& value, CallContext& context) {
  switch (place_) {
    case Place::start:
      return print_whole(value, context);
    case Place::plain_break:
      if (line_goes_on()) return print_part(value, context);
      end_plain();
      place_ = Place::start;
      return print_whole(value, context);
    case Place::indicator:
    case Place::marker:
    case Place::plain:
    case Place::plain_colon:
    case Place::plain_blank:
      return print_part(value, context);
    case Place::after_colon:
      if (brackets_ == 0) return Refusal{"no blank stands between it and the `:` before it"};
      take_value();
      return print_whole(value, context);
    case Place::anchor:
    case Place::alias:
      return Refusal{"it stands in the name of an anchor, which has no quotes"};
    case Place::tag:
    case Place::verbatim:
      return Refusal{"it stands in a tag, which has no quotes"};
    case Place::directive:
      return Refusal{"it stands in a directive, which has no quotes"};
    case Place::header:
      return Refusal{"it stands in the line that begins a block, which holds no text"};
    default:
      return Refusal{"what stands before it has ended; inside the quotes there it can stand"};
  }
}

std::optional<Refusal> YamlLexer::print_text(const Value& value, CallContext& context) {
  if (place_ != Place::comment && (value.is(Kind::list) || value.is(Kind::dict))) {
    return Refusal{
        fmt::format("{} stands in quotes; `dump` prints it as text, and without the "
                    "quotes it is YAML",
                    kind_name(value))};
  }
  TextBuilder own;
  if (!value.is(Kind::string) && !append_text(value, own, context))
    return Refusal{context.failure().value_or("it has no text")};
  const std::string_view text = value.is(Kind::string) ? value.text() : own.view();
  node_island_ = out_->island();
  if (place_ == Place::comment) return print_comment(text);
  if (place_ == Place::single) return print_single(text);
  return place_ == Place::doubled ? print_doubled(text) : print_block(text);
}

std::optional<Refusal> YamlLexer::print_comment(std::string_view text) {
  const std::string_view unprintable = unprintable_in_yaml(text, false);
  if (!unprintable.empty())
    return Refusal{fmt::format("{}, and a comment can't quote one", unprintable)};
  out_->append(text);
  return std::nullopt;
}

/// Blanks at the begin and end of a line are folded away unless they are escaped.
std::optional<Refusal> YamlLexer::print_doubled(std::string_view text) {
  quoted_nothing_.reset();
  if (text.empty()) {
    note_quoted_nothing();
    return std::nullopt;
  }
  const bool stripped =
      quoted_begin_ && (is_yaml_blank(text[0]) || text[0] == '-' || text[0] == '.');
  if (stripped) {
    append_yaml_hex(text[0], out_->builder());
    text.remove_prefix(1);
  }
  if (!append_yaml_escaped(text, out_->builder()))
    return Refusal{"it holds a byte that is not UTF-8"};
  quoted_begin_ = false;
  quoted_blank_.reset();
  if (!text.empty() && text.back() == ' ') quoted_blank_ = {out_->island(), out_->size() - 1};
  return std::nullopt;
}

std::optional<Refusal> YamlLexer::print_single(std::string_view text) {
  quoted_nothing_.reset();
  if (text.empty()) {
    note_quoted_nothing();
    return std::nullopt;
  }
  const std::string_view unprintable = unprintable_in_yaml(text, false);
  if (!unprintable.empty())
    return Refusal{
        fmt::format("{}, and it stands in single quotes; in double quotes it can", unprintable)};
  if (quoted_begin_ && (is_yaml_blank(text[0]) || text[0] == '-' || text[0] == '.'))
    return Refusal{
        "at the begin of a line in single quotes its first character would mean something else; in "
        "double quotes it can stand"};
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t quote = std::min(text.find('\'', from), text.size());
    out_->append(text.substr(from, quote - from));
    if (quote < text.size()) out_->append("''");
    from = quote + 1;
  }
  quoted_begin_ = false;
  quoted_blank_.reset();
  if (is_yaml_blank(text.back())) quoted_blank_ = {out_->island(), out_->size() - 1};
  return std::nullopt;
}

/// Inside quotes, from the author.
void YamlLexer::step_quoted(char c) {
  if (place_ == Place::single_quote && c != '\'') {
    end_node();
    return step(c);
  }
  if (quoted_nothing_) check_quoted_nothing(c);
  if (is_yaml_break(c)) {
    if (place_ != Place::escape) end_quoted_line();
    if (place_ == Place::escape) place_ = Place::doubled;
    end_line();
    quoted_begin_ = true;
    quoted_blank_.reset();
    return;
  }
  if (!is_yaml_blank(c)) {
    quoted_begin_ = false;
    quoted_blank_.reset();
  }
  switch (place_) {
    case Place::single:
      if (c == '\'') place_ = Place::single_quote;
      return;
    case Place::single_quote:
      place_ = Place::single;
      return;
    case Place::doubled:
      if (c == '"') end_node();
      if (c == '\\') place_ = Place::escape;
      return;
    case Place::escape:
      count_ = c == 'x' ? 2 : c == 'u' ? 4 : 8;
      place_ = c == 'x' || c == 'u' || c == 'U' ? Place::hex : Place::doubled;
      return;
    default:
      if (--count_ == 0) place_ = Place::doubled;
      return;
  }
}

/// Of an empty value in quotes.
void YamlLexer::note_quoted_nothing() {
  const bool behind_blank = out_->size() > 0 && is_yaml_blank(out_->view().back());
  if (quoted_begin_ || (behind_blank && !quoted_blank_)) quoted_nothing_ = out_->island();
}

/// `next` follows it, with blanks between maybe.
void YamlLexer::check_quoted_nothing(char next) {
  const bool breaks = is_yaml_break(next);
  if (!breaks && is_yaml_blank(next) && !quoted_begin_) return;
  const IslandId island = *std::exchange(quoted_nothing_, std::nullopt);
  if (breaks && quoted_begin_)
    out_->refuse(island, {"it is empty, and an empty line in quotes stands for a line break"});
  else if (breaks || is_yaml_blank(next))
    out_->refuse(island,
                 {"it is empty, and the blank beside it is lost where a line in quotes begins or "
                  "ends"});
  quoted_begin_ = false;
}

/// A blank that a value ended in, before the end of the line.
void YamlLexer::end_quoted_line() {
  if (!quoted_blank_) return;
  const auto [island, offset] = *quoted_blank_;
  if (place_ == Place::doubled) return rewrite(island, offset, 1, "\\x20");
  out_->refuse(
      island,
      {"it ends in a blank, and so does a line in single quotes; in double quotes it can stand"});
}

}  // namespace keyplate::evaluate
