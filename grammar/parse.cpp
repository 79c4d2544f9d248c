#include "grammar/parse.h"

#include <algorithm>
#include <cstring>

#include "grammar/blocks.h"
#include "grammar/expression_builder.h"
#include "grammar/islands.h"
#include "grammar/lexical.h"
#include "grammar/parse_island.h"
#include "grammar/syntax_errors.h"
#include "grammar/unicode.h"

namespace keyplate::grammar {
namespace {

constexpr std::uint32_t islands_before_guess = 1000;
/// No room is made for more nodes of a kind than one in so many bytes, however dense the begin is.
constexpr std::size_t bytes_a_node = 64;
/// Bytes are checked in blocks that are still in the cache when they are scanned.
constexpr std::size_t block_size = 32 << 10;

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// One run over one text.
class TemplateParser {
 public:
  TemplateParser(const SourcePtr& source, Tree& tree, DiagnosticSink& sink,
                 const ParseOptions& options)
      : source_(source),
        sink_(sink),
        text_(source->text()),
        tree_(tree),
        errors_(source, sink),
        scanner_(text_),
        blocks_(tree, errors_, options.nesting),
        builder_(tree, errors_, options.nesting) {}

  void run();

 private:
  void check_bytes(std::size_t end);
  void check_block(std::string_view block, std::size_t begin);
  void reserve_for_the_rest();
  void add_text(Span span, bool trim_end);
  void add_island(const Island& island);
  void add_output(const Island& island);
  void add_tag(const Island& island);
  void add_named_tag(const Island& island, const TagName& tag, Span keyword,
                     const IslandParts& parts);
  void open_block(const Island& island, const TagName& tag, Span keyword, const IslandParts& parts);
  For loop(const IslandParts& parts, LoopKind kind);
  void add_set(const Island& island, const IslandParts& parts);
  void add_raw(const Island& island, BlockKind kind);
  void check_block_name(const TagName& tag, const IslandParts& parts);
  void leave_error_node(const Island& island, std::size_t first_expr, std::size_t first_statement);

  ExprList operands(const IslandParts& parts, std::size_t count);

  const SourcePtr& source_;
  DiagnosticSink& sink_;
  std::string_view text_;
  Tree& tree_;
  SyntaxErrors errors_;
  IslandScanner scanner_;
  Blocks blocks_;
  ExpressionBuilder builder_;
  bool trim_next_ = false;
  std::size_t checked_ = 0;  ///< bytes that check_bytes has seen
  bool is_utf8_ = true;
  bool has_nul_ = false;
};

void TemplateParser::run() {
  const auto size = static_cast<std::uint32_t>(text_.size());
  while (!errors_.full()) {
    const std::uint32_t begin = scanner_.offset();
    const std::optional<Island> island = scanner_.next();
    if (island || tree_.islands > 0) check_bytes(island ? island->span.end : size);
    add_text({begin, island ? island->span.begin : size}, island && island->trim_before);
    if (!island) break;
    if (++tree_.islands == islands_before_guess) reserve_for_the_rest();
    add_island(*island);
  }
  const Span rest{scanner_.offset(), size};
  if (errors_.full()) blocks_.add(rest, ErrorStatement{});
  blocks_.finish();
  if (errors_.full())
    sink_.report(source_, {rest.begin, rest.begin}, diag::too_many_errors, SyntaxErrors::limit);
}

/// In a long text, makes room for what the rest of it will need if it goes on like its begin:
/// growing step by step would copy the nodes, and touch twice the memory.
void TemplateParser::reserve_for_the_rest() {
  const double whole = 1.1 * static_cast<double>(text_.size()) / scanner_.offset();
  const auto reserve = [&](auto& list) {
    const auto guess = static_cast<std::size_t>(whole * static_cast<double>(list.size()));
    list.reserve(std::min(guess, text_.size() / bytes_a_node));
  };
  reserve(tree_.statements);
  reserve(tree_.exprs);
  reserve(tree_.arguments);
  reserve(tree_.expr_lists);
}

/// A text with islands is UTF-8 without NUL bytes, up to `end` at least. One without islands may be
/// anything.
void TemplateParser::check_bytes(std::size_t end) {
  while (checked_ < end) {
    std::size_t block_end = std::min(checked_ + block_size, text_.size());
    // A block ends with a character; one with more than three continuation bytes is none.
    for (int i = 0; i < 3 && block_end < text_.size() && continues_character(text_[block_end]); ++i)
      ++block_end;
    check_block(text_.substr(checked_, block_end - checked_), checked_);
    checked_ = block_end;
  }
}

/// The first of each kind is reported.
void TemplateParser::check_block(std::string_view block, std::size_t begin) {
  const auto report = [&](std::size_t offset, const auto& message) {
    const auto at = static_cast<std::uint32_t>(begin + offset);
    errors_.report({at, at + 1}, message);
    blocks_.add({at, at + 1}, ErrorStatement{});
  };
  if (const auto broken = is_utf8_ ? find_invalid_utf8(block) : std::nullopt) {
    is_utf8_ = false;
    report(*broken, diag::invalid_utf8);
  }
  if (has_nul_) return;
  const std::size_t nul = block.find('\0');
  if (nul == std::string_view::npos) return;
  has_nul_ = true;
  report(nul, diag::nul_byte);
}

void TemplateParser::add_text(Span span, bool trim_end) {
  const char* begin = text_.data() + span.begin;
  const char* end = text_.data() + span.end;
  if (trim_next_) begin = trim_front(begin, end);
  if (trim_end) end = trim_back(begin, end);
  trim_next_ = false;
  // Text that is trimmed away is still a `case`'s own: it falls through to no other.
  if (begin == end && (span.empty() || !blocks_.in_case())) return;
  const Span kept{builder_.offset_of(begin), builder_.offset_of(end)};
  blocks_.add(kept, Text{});
  const std::size_t stray = tree_.islands == 0 && kept.end == text_.size()
                                ? std::string_view::npos
                                : tree_.text(kept).find("#}");
  if (stray == std::string_view::npos) return;
  const auto at = static_cast<std::uint32_t>(kept.begin + stray);
  errors_.report({at, at + 2}, diag::unexpected_block_end, "#}");
  blocks_.add({at, at + 2}, ErrorStatement{});
}

void TemplateParser::add_island(const Island& island) {
  const std::uint32_t errors_before = errors_.count();
  const std::size_t first_expr = tree_.exprs.size();
  const std::size_t first_statement = tree_.statements.size();
  errors_.begin_island(island);
  trim_next_ = island.trim_after;
  switch (island.kind) {
    case IslandKind::output:
      add_output(island);
      break;
    case IslandKind::tag:
      add_tag(island);
      break;
    case IslandKind::comment:
      if (island.end == IslandEnd::closed) tree_.comments.push_back(island.span);
      break;
  }
  errors_.end_island();
  if (errors_.count() != errors_before) leave_error_node(island, first_expr, first_statement);
}

void TemplateParser::add_output(const Island& island) {
  const IslandParts& parts = parse_island(builder_, text_, island.content, IslandForm::expression);
  blocks_.add(island.span, Output{parts.operands[0]});
}

void TemplateParser::add_tag(const Island& island) {
  const char* const end = text_.data() + island.content.end;
  const char* const name = skip_space(text_.data() + island.content.begin, end);
  const char* const behind = match_word(name, end);
  if (!behind) return errors_.expected(Wanted::tag_name, builder_.offset_of(name));
  const Span name_span{builder_.offset_of(name), builder_.offset_of(behind)};
  const Span content{name_span.end, island.content.end};
  const TagName* const tag = find_tag_name(tree_.text(name_span));
  const IslandParts& parts =
      parse_island(builder_, text_, content, tag ? tag->form : IslandForm::tag);
  if (tag) {
    add_named_tag(island, *tag, name_span, parts);
  } else {
    blocks_.add(island.span, TagStatement{name_span, parts.arguments});
  }
}

void TemplateParser::add_named_tag(const Island& island, const TagName& tag, Span keyword,
                                   const IslandParts& parts) {
  switch (tag.role) {
    case TagRole::opens:
      open_block(island, tag, keyword, parts);
      break;
    case TagRole::closes:
      check_block_name(tag, parts);
      blocks_.close(tag, island.span);
      break;
    case TagRole::loader:
      blocks_.add(island.span,
                  Loader{tag.loader, keyword, operands(parts, parts.operands.size()), {}});
      break;
    default:
      blocks_.branch(tag, island.span, parts.operands.empty() ? ExprId::none : parts.operands[0]);
  }
}

void TemplateParser::open_block(const Island& island, const TagName& tag, Span keyword,
                                const IslandParts& parts) {
  const auto open = [&](StatementNode node, ExprId condition = ExprId::none) {
    blocks_.open(tag.block, island.span, node, condition);
  };
  const std::size_t count = parts.operands.size();
  switch (tag.block) {
    case BlockKind::conditional:
      return open(If{}, parts.operands[0]);
    case BlockKind::loop:
      return open(loop(parts, LoopKind::plain));
    case BlockKind::async_each:
      return open(loop(parts, LoopKind::async_each));
    case BlockKind::async_all:
      return open(loop(parts, LoopKind::async_all));
    case BlockKind::set:
      return add_set(island, parts);
    case BlockKind::macro:
      return open(Macro{parts.name, parts.arguments, {}});
    case BlockKind::call:
      return open(CallBlock{parts.operands[0], parts.arguments, {}});
    case BlockKind::filter:
      return open(FilterBlock{parts.name, parts.arguments, {}});
    case BlockKind::switch_cases:
      return open(Switch{parts.operands[0], {}});
    case BlockKind::block:
      return open(Loader{LoaderKind::block, keyword, operands(parts, count), {}});
    case BlockKind::raw:
    case BlockKind::verbatim:
      return add_raw(island, tag.block);
  }
}

For TemplateParser::loop(const IslandParts& parts, LoopKind kind) {
  const std::size_t last = parts.operands.size() - 1;
  return For{operands(parts, last), parts.operands[last], {}, {}, kind};
}

void TemplateParser::add_set(const Island& island, const IslandParts& parts) {
  const std::size_t count = parts.operands.size();
  if (parts.assigned) {
    blocks_.add(island.span, Set{operands(parts, count - 1), parts.operands[count - 1], {}});
    return;
  }
  trim_next_ = false;  // as in Nunjucks, which forgets the mark here
  blocks_.open(BlockKind::set, island.span, Set{operands(parts, count), ExprId::none, {}});
}

void TemplateParser::add_raw(const Island& island, BlockKind kind) {
  const std::uint32_t begin = scanner_.offset();
  const std::optional<RawBlock> raw = scanner_.raw_block(opening_tag(kind));
  const Span text = raw ? raw->text : Span{begin, scanner_.offset()};
  if (!text.empty()) blocks_.add(text, Text{true});
  if (raw) {
    ++tree_.islands;
  } else {
    blocks_.report_unclosed(kind, island.span);
  }
}

/// `{% endblock name %}` repeats the name of the block.
void TemplateParser::check_block_name(const TagName& tag, const IslandParts& parts) {
  if (tag.block != BlockKind::block || parts.name.empty()) return;
  const ExprId name = blocks_.block_name();
  if (name != ExprId::none && tree_.text(name) != tree_.text(parts.name))
    errors_.expected_end(parts.name.begin);
}

/// Where something was wrong, the tree says so.
void TemplateParser::leave_error_node(const Island& island, std::size_t first_expr,
                                      std::size_t first_statement) {
  for (std::size_t i = first_expr; i < tree_.exprs.size(); ++i) {
    if (std::holds_alternative<ErrorExpr>(tree_.exprs[i].node)) return;
  }
  for (std::size_t i = first_statement; i < tree_.statements.size(); ++i) {
    if (std::holds_alternative<ErrorStatement>(tree_.statements[i].node)) return;
  }
  blocks_.add(island.span, ErrorStatement{});
}

ExprList TemplateParser::operands(const IslandParts& parts, std::size_t count) {
  const ExprList list{static_cast<std::uint32_t>(tree_.expr_lists.size()),
                      static_cast<std::uint32_t>(count)};
  tree_.expr_lists.insert(tree_.expr_lists.end(), parts.operands.begin(),
                          parts.operands.begin() + static_cast<std::ptrdiff_t>(count));
  return list;
}

}  // namespace

void parse(const SourcePtr& source, Tree& tree, DiagnosticSink& sink, const ParseOptions& options) {
  tree.clear();
  tree.source = source;
  TemplateParser(source, tree, sink, options).run();
}

bool may_hold_island(std::string_view text) {
  return find_opener(text, 0) != std::string_view::npos;
}

}  // namespace keyplate::grammar
