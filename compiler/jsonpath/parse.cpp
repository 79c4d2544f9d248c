#include "compiler/jsonpath/parse.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/insomnia.h"
#include "compiler/jsonpath/parser.h"
#include "compiler/names_text.h"
#include "grammar/unicode.h"

namespace keyplate::compiler::jsonpath {
namespace {

constexpr std::string_view space = " \t\n\r";

bool begins_name(char c) {
  return is_lower(c) || is_upper(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

tl::expected<Query, NameProblem> parse(std::string_view text, Dialect dialect) {
  return Parser(text, dialect).parse();
}

std::optional<NameProblem> problem(std::string_view text) {
  auto parsed = parse(text, Dialect::insomnia);
  if (parsed) return std::nullopt;
  return std::move(parsed).error();
}

std::optional<NameProblem> argument_problem(std::string_view text) {
  const auto plain = unwrapped_argument(text);
  if (!plain) return NameProblem{0, 0, plain.error().message};
  auto found = problem(*plain);
  if (found && *plain != text) found->offset = found->size = 0;
  return found;
}

tl::expected<Query, NameProblem> Parser::parse() {
  if (whole()) return std::move(query_);
  return tl::unexpected(*std::move(problem_));
}

bool Parser::whole() {
  if (text_.size() > max_path_size) {
    fail(0, 0, fmt::format("is longer than {} bytes", max_path_size));
    return false;
  }
  if (const auto offset = find_invalid_utf8(text_)) {
    fail(*offset, *offset + 1, "is not UTF-8");
    return false;
  }
  if (lenient()) {
    text_ = text_.substr(0, text_.find_last_not_of(space) + 1);
    skip_space();
  }
  if (take('$')) {
    const auto root = path(false);
    if (!root) return false;
    query_.root = *root;
  } else if (!path_without_root()) {
    return false;
  }
  if (!done()) unexpected("`.`, `[` or its end");
  return !problem_;
}

bool Parser::path_without_root() {
  std::vector<Segment> made;
  if (!lenient() || done()) return unexpected("`$`"), false;
  if (!is('.') && !is('[')) {
    std::vector<Selector> first;
    if (!shorthand(first)) return false;
    add_segment(false, std::move(first), made);
  }
  if (!segments(made)) return false;
  query_.root = *add_path(false, made);
  return true;
}

/// What follows `$` or `@`.
std::optional<PathId> Parser::path(bool relative) {
  std::vector<Segment> made;
  if (!segments(made)) return std::nullopt;
  return add_path(relative, made);
}

std::optional<PathId> Parser::add_path(bool relative, const std::vector<Segment>& segments) {
  const Run<Segment> run{static_cast<std::uint32_t>(query_.segments.size()),
                         static_cast<std::uint32_t>(segments.size())};
  query_.segments.insert(query_.segments.end(), segments.begin(), segments.end());
  query_.paths.push_back({relative, is_singular(segments), run});
  return static_cast<PathId>(query_.paths.size() - 1);
}

bool Parser::is_singular(const std::vector<Segment>& segments) const {
  return std::all_of(segments.begin(), segments.end(), [this](const Segment& segment) {
    if (segment.descendant || segment.selectors.count != 1) return false;
    const Selector& only = query_.list(segment.selectors).front();
    return std::holds_alternative<Name>(only) || std::holds_alternative<Index>(only);
  });
}

/// White space may stand before a segment but not after the last one.
bool Parser::segments(std::vector<Segment>& out) {
  for (;;) {
    const std::size_t before = at_;
    skip_space();
    if (!is('.') && !is('[')) {
      at_ = before;
      return true;
    }
    if (!segment(out)) return false;
  }
}

bool Parser::segment(std::vector<Segment>& out) {
  const bool descendant = take("..");
  const bool dotted = !descendant && take('.');
  std::vector<Selector> selectors;
  const bool brackets = is('[') && (!dotted || lenient());
  if (brackets ? !bracketed(selectors) : !shorthand(selectors)) return false;
  add_segment(descendant, std::move(selectors), out);
  return true;
}

void Parser::add_segment(bool descendant, std::vector<Selector> selectors,
                         std::vector<Segment>& out) {
  const Run<Selector> run{static_cast<std::uint32_t>(query_.selectors.size()),
                          static_cast<std::uint32_t>(selectors.size())};
  for (Selector& selector : selectors) query_.selectors.push_back(std::move(selector));
  out.push_back({descendant, run});
}

/// `*` or a name without quotes.
bool Parser::shorthand(std::vector<Selector>& out) {
  if (take('*')) {
    out.emplace_back(Wildcard{});
    return true;
  }
  if (done() || !begins_name(text_[at_])) return unexpected("a name or `*`"), false;
  const std::size_t begin = at_;
  const bool hyphens = lenient() && filters_ == 0;
  const auto in_name = [hyphens](char c) {
    return begins_name(c) || is_digit(c) || (hyphens && c == '-');
  };
  while (!done() && in_name(text_[at_])) ++at_;
  out.emplace_back(Name{std::string(text_.substr(begin, at_ - begin))});
  return true;
}

bool Parser::bracketed(std::vector<Selector>& out) {
  take('[');
  do {
    skip_space();
    auto one = selector();
    if (!one) return false;
    out.push_back(*std::move(one));
    skip_space();
  } while (take(','));
  return expect(']');
}

std::optional<Selector> Parser::selector() {
  if (is_quote()) {
    auto name = quoted();
    if (!name) return std::nullopt;
    return Name{*std::move(name)};
  }
  if (take('*')) return Wildcard{};
  if (is('?')) return filter();
  if (is(':') || is_number()) return index_or_slice();
  return unexpected("a quoted name, a number, `*`, `:` or `?`");
}

std::optional<Selector> Parser::index_or_slice() {
  if (is(':')) return slice(std::nullopt);
  const auto first = integer();
  if (!first) return std::nullopt;
  skip_space();
  if (is(':')) return slice(first);
  return Index{*first};
}

/// From the first colon on.
std::optional<Selector> Parser::slice(std::optional<std::int64_t> start) {
  Slice made{start, std::nullopt, 1};
  take(':');
  skip_space();
  if (is_number() && !(made.end = integer())) return std::nullopt;
  skip_space();
  if (!take(':')) return made;
  skip_space();
  if (!is_number()) return made;
  const auto step = integer();
  if (!step) return std::nullopt;
  made.step = *step;
  return made;
}

std::optional<Selector> Parser::filter() {
  take('?');
  if (!enter()) return std::nullopt;
  ++filters_;
  const auto made = any();
  --filters_;
  leave();
  if (!made) return std::nullopt;
  return Filter{*made};
}

// ---- the text ----

bool Parser::is_number() const {
  return is('-') || (!done() && is_digit(text_[at_]));
}

bool Parser::take(std::string_view token) {
  if (text_.substr(at_, token.size()) != token) return false;
  at_ += token.size();
  return true;
}

bool Parser::expect(char c) {
  if (take(c)) return true;
  unexpected(fmt::format("`{}`", c));
  return false;
}

void Parser::skip_space() {
  at_ = std::min(text_.find_first_not_of(space, at_), text_.size());
}

std::nullopt_t Parser::fail(std::size_t begin, std::size_t end, std::string reason) {
  if (!problem_) problem_ = NameProblem{begin, end - begin, std::move(reason)};
  return std::nullopt;
}

std::nullopt_t Parser::unexpected(std::string_view wanted) {
  if (text_.empty()) return fail(0, 0, fmt::format("is empty; {} is expected", wanted));
  if (done()) return fail(0, 0, fmt::format("ends where {} is expected", wanted));
  const std::size_t size = decode_utf8(text_, at_)->size;
  const std::string_view found = text_.substr(at_, size);
  const std::string named = found == " " ? "a space" : fmt::format("`{}`", visible(found));
  return fail(at_, at_ + size, fmt::format("has {} where {} is expected", named, wanted));
}

bool Parser::enter() {
  if (++nesting_ <= max_nesting) return true;
  fail(at_, at_, fmt::format("is nested more than {} deep", max_nesting));
  return false;
}

}  // namespace keyplate::compiler::jsonpath
