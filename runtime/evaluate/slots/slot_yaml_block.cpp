// Block scalars, literal (8.1.2) and folded (8.1.3), and the values in them.
#include <fmt/core.h>

#include <algorithm>

#include "runtime/evaluate/slots/slot_yaml.h"
#include "runtime/evaluate/slots/yaml_text.h"

namespace keyplate::evaluate {

void YamlLexer::step_header(char c) {
  if (is_yaml_break(c)) {
    end_line();
    return begin_block();
  }
  if (c >= '1' && c <= '9') block_.column = static_cast<std::size_t>(c - '0');
  if (c == '-' || c == '+') block_.chomping = c;
  if (c == '#') begin_comment(Place::header);
}

/// The header's digit counts from the indentation around (8.1.1.1). Readers want the text of a
/// whole document indented too.
void YamlLexer::begin_block() {
  const auto around = static_cast<std::size_t>(std::max<std::ptrdiff_t>(indents_.back(), 0));
  block_.least = static_cast<std::size_t>(std::max<std::ptrdiff_t>(indents_.back() + 1, 1));
  place_ = Place::block_lead;
  if (block_.column == 0) return;
  block_.column += around;
  place_ = Place::block_indent;
}

void YamlLexer::step_block_lead(char c) {
  if (c == ' ') return;
  if (is_yaml_break(c)) return end_block_line();
  const std::size_t found = std::max({column(), block_.widest, block_.least});
  if (column() < found) {
    if (block_.empty && column() >= block_.least) refuse_empty_lead();
    end_block();
    return step(c);
  }
  if (c == '\t' && block_.empty) block_.empty->second = 0;  // libyaml wants something before it
  set_block_column(found);
  step_block_text(c);
}

void YamlLexer::set_block_column(std::size_t column) {
  block_.column = column;
  place_ = Place::block_text;
  block_.deeper = false;
  if (block_.empty && block_.empty->second != column) refuse_empty_lead();
}

/// Of an empty value that leaves it to a later line to tell the indentation.
void YamlLexer::refuse_empty_lead() {
  out_->refuse(block_.empty->first,
               {"it is empty, and the block's next line is not indented like it"});
}

void YamlLexer::step_block_indent(char c) {
  if (is_yaml_break(c)) return end_block_line();
  if (column() >= block_.column) {
    place_ = Place::block_text;
    block_.deeper = is_yaml_blank(c);
    return step_block_text(c);
  }
  if (c == ' ') return;
  end_block();
  step(c);
}

void YamlLexer::step_block_text(char c) {
  if (block_.begins_empty && is_yaml_blank(c))
    out_->refuse(*block_.begins_empty,
                 {"it is empty, and with it a line of a folded block begins with a blank"});
  if (is_yaml_break(c)) return end_block_line();
  block_.begins_empty.reset();
  note_text(!is_yaml_blank(c));
}

void YamlLexer::end_block_line() {
  block_.widest = std::max(block_.widest, column());
  if (block_.begins_empty)
    out_->refuse(*block_.begins_empty,
                 {"it is empty, and a folded block keeps the break of an empty line"});
  block_.begins_empty.reset();
  block_.followed = block_.tails.size();
  end_line();
  block_.blank_line = true;
  if (block_.column != 0) place_ = Place::block_indent;
}

/// Text stands behind what values ended in; `solid`: more than blanks.
void YamlLexer::note_text(bool solid) {
  block_.solid = block_.solid || solid;
  block_.blank_line = block_.blank_line && !solid;
  if (block_.tails.empty()) return;
  if (block_.folded) {
    for (const Tail& tail : block_.tails)
      out_->refuse(tail.island, {"it ends in a line break, and more of a folded block follows; in "
                                 "a literal block it can"});
  }
  std::size_t kept = 0;
  if (!solid && !block_.folded) {  // looks at each only once, however many blanks follow
    const auto unknown = block_.tails.begin() + static_cast<std::ptrdiff_t>(block_.only_blanks);
    const auto end =
        std::remove_if(unknown, block_.tails.end(), [](const Tail& tail) { return !tail.blanks; });
    kept = static_cast<std::size_t>(end - block_.tails.begin());
  }
  block_.tails.resize(kept);
  block_.followed = block_.only_blanks = kept;
}

void YamlLexer::end_block() {
  std::vector<HostText::Edit> edits;
  for (std::size_t i = block_.tails.size(); i-- > 0;) {
    const Tail& tail = block_.tails[i];
    if (const std::string_view reason = why_not_tail(tail); !reason.empty()) {
      out_->refuse(tail.island, {std::string(reason)});
      continue;
    }
    const bool replaced = block_.chomping == '\0' && i < block_.followed;
    edits.push_back({tail.island, tail.begin, tail.length, replaced ? "" : "\n"});
    note_rewritten(tail.begin, edits.back().text.size() - tail.length);
  }
  std::reverse(edits.begin(), edits.end());
  out_->rewrite_all(edits);
  block_ = Block{};
  place_ = Place::start;
}

/// Chomping, 8.1.1.2.
std::string_view YamlLexer::why_not_tail(const Tail& tail) const {
  if (tail.blanks)
    return "it ends in a line of blanks, and so does the block; keyplate indents the lines of a "
           "value itself: leave out `indent`";
  if (block_.chomping == '-' && tail.breaks > 0)
    return "it ends in a line break, which a block that begins with `-` behind its sign drops; "
           "without the `-` it keeps one";
  if (block_.chomping == '\0' && tail.breaks > 1)
    return "it ends in more than one line break, which only a block that begins with `+` behind "
           "its sign keeps";
  return {};
}

/// Whether the place is left of the block's text, so that the block has ended before it.
bool YamlLexer::leaves_block() {
  if (place_ == Place::block_lead) return column() < block_.least;
  return place_ == Place::block_indent && column() < block_.column;
}

std::optional<Refusal> YamlLexer::print_block(std::string_view text) {
  const IslandId island = out_->island();
  const bool begins = place_ != Place::block_text;
  if (text.empty()) {
    if (place_ == Place::block_lead) block_.empty = {island, column()};
    if (begins && block_.folded) {
      block_.begins_empty = island;
      if (place_ == Place::block_indent) place_ = Place::block_text;
    }
    return std::nullopt;
  }
  std::string reason = why_not_block(text);
  if (begins) {
    set_block_column(place_ == Place::block_lead ? column() : block_.column);
  }
  block_.begins_empty.reset();
  if (!reason.empty()) {
    out_->push_back('x');
    return Refusal{std::move(reason)};
  }
  const std::size_t solid = text.find_last_not_of(" \t\n") + 1;  // 0: none
  if (text.find_first_not_of('\n') != std::string_view::npos) note_text(solid > 0);
  const bool blank_line = solid == 0 && block_.blank_line;
  const bool indented = blank_line && column() > block_.column;
  const std::string_view rest = text.substr(solid);
  const std::size_t first = blank_line ? 0 : rest.find('\n');
  append_lines(text);
  if (indented || (first != std::string_view::npos &&
                   rest.find_first_of(" \t", first) != std::string_view::npos))
    block_.tails.push_back({island, out_->size(), 0, 0, true});
  return std::nullopt;
}

std::string YamlLexer::why_not_block(std::string_view text) const {
  const std::string_view unprintable = unprintable_in_yaml(text, true);
  if (!unprintable.empty()) return fmt::format("{}, and it stands in a block", unprintable);
  if (place_ == Place::block_lead) {
    const std::size_t first = text.find_first_not_of('\n');
    if (first == std::string_view::npos)
      return "it holds only line breaks, and the block's first line tells its indentation";
    if (is_yaml_blank(text[first]))
      return "its first line begins with a blank, and the block's first line tells its "
             "indentation; a digit behind the block's sign says it otherwise";
    if (column() < block_.widest)
      return "a line of blanks before it is longer than its indentation";
  }
  return block_.folded ? why_not_folded(text) : std::string();
}

std::string YamlLexer::why_not_folded(std::string_view text) const {
  const bool begins = place_ != Place::block_text;
  if (begins && is_yaml_blank(text[0]))
    return "it begins with a blank, and a folded block doesn't fold a line that does";
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.find('\n') == std::string_view::npos && !text.empty()) return {};
  if (!begins && block_.deeper)
    return "it holds a line break, and it stands in a line of a folded block that is indented "
           "deeper";
  if (text.empty() || text.front() == '\n' || text.back() == '\n')
    return "it begins or ends with line breaks, and it stands in a folded block; in a literal "
           "block it can";
  if (text.find("\n ") != std::string_view::npos || text.find("\n\t") != std::string_view::npos)
    return "one of its lines begins with a blank, and a folded block doesn't fold a line that does";
  return {};
}

/// Each line behind the block's indentation. What the last line break becomes shows later.
void YamlLexer::append_lines(std::string_view text) {
  const IslandId island = out_->island();
  const std::size_t solid = std::min(text.find_last_not_of('\n') + 1, text.size());
  const std::size_t breaks = text.size() - solid;
  const bool extra = solid == 0 && place_ == Place::block_text && column() == block_.column;
  const std::string indentation(block_.column, ' ');
  const std::string_view lines = block_.folded ? text.substr(0, solid) : text;
  std::size_t tail = out_->size();
  for (std::size_t from = 0; from < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', from), lines.size());
    out_->append(lines.substr(from, end - from));
    if (end == lines.size()) break;
    tail = out_->size();
    out_->push_back('\n');
    if (block_.folded && (end == 0 || lines[end - 1] != '\n')) out_->push_back('\n');
    line_ = out_->size();
    block_.blank_line = true;
    if (end + 1 == lines.size() || lines[end + 1] != '\n') out_->append(indentation);
    from = end + 1;
    block_.deeper = from < lines.size() && is_yaml_blank(lines[from]);
  }
  if (lines.find_first_not_of(" \t", lines.rfind('\n') + 1) != std::string_view::npos)
    block_.blank_line = false;
  if (breaks == 0) return;
  if (block_.folded) tail = out_->size();
  block_.tails.push_back({island, tail, out_->size() - tail, breaks + (extra ? 1 : 0), false});
  if (!block_.folded) place_ = Place::block_indent;
}

}  // namespace keyplate::evaluate
