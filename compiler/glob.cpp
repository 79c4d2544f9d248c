#include "compiler/glob.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace keyplate::compiler {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

}  // namespace

/// A set of nodes. Only the words that a glob needs are touched: most need one.
struct Glob::States {
  explicit States(const Glob& glob) : words(glob.nodes_.size() / 64 + 1) {
    for (std::size_t word = 0; word < words; ++word) bits[word] = 0;
  }
  void add(std::size_t node) { bits[node / 64] |= std::uint64_t{1} << (node % 64); }
  bool has(std::size_t node) const { return ((bits[node / 64] >> (node % 64)) & 1u) != 0; }
  bool empty() const {
    return std::all_of(bits.begin(), bits.begin() + words, [](auto word) { return word == 0; });
  }
  /// Calls `visit` for each member in ascending order, those that `visit` adds behind it included.
  template <typename Visit>
  void for_each(Visit visit) {
    for (std::size_t word = 0; word < words; ++word) {
      std::uint64_t seen = 0;
      while (const std::uint64_t left = bits[word] & ~seen) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(left));
        seen |= std::uint64_t{1} << bit;
        visit(word * 64 + bit);
      }
    }
  }

  std::size_t words;
  std::array<std::uint64_t, most_nodes / 64> bits;  // left as it is past `words`
};

struct Glob::Compiler {
  struct Brace {
    std::size_t offset = 0;
    std::size_t fork = 0;              ///< before the alternative being read
    std::vector<std::size_t> jumps{};  ///< from the ends of the others
  };

  std::string_view pattern;
  std::size_t at = 0;
  std::vector<Node> nodes{};
  std::vector<Brace> open{};
  std::optional<NameProblem> problem{};

  void emit(Kind kind, char byte = 0) { nodes.push_back({kind, byte, 0}); }
  void lead(std::size_t from) { nodes[from].target = static_cast<std::uint16_t>(nodes.size()); }
  void fail(std::size_t offset, std::size_t size, std::string_view reason) {
    problem = NameProblem{offset, size, std::string(reason)};
  }
  bool at_edge(std::size_t offset, std::string_view edges) const {
    return offset >= pattern.size() || edges.find(pattern[offset]) != std::string_view::npos;
  }

  /// `**/` is any number of whole segments, a last `**` is everything.
  void stars() {
    if (at + 1 >= pattern.size() || pattern[at + 1] != '*') return emit(Kind::star);
    const std::size_t begin = at++;
    if ((begin > 0 && !at_edge(begin - 1, "/{,")) || !at_edge(at + 1, "/},"))
      return fail(begin, 2, "`**` stands for whole folders, alone between slashes");
    const std::size_t fork = nodes.size();
    if (at + 1 >= pattern.size() || pattern[at + 1] != '/') return emit(Kind::any);
    ++at;
    emit(Kind::fork);
    emit(Kind::any);
    emit(Kind::byte, '/');
    lead(fork);
  }
  void open_brace() {
    open.push_back({at, nodes.size()});
    emit(Kind::fork);
  }
  void next_alternative() {
    Brace& brace = open.back();
    brace.jumps.push_back(nodes.size());
    emit(Kind::jump);
    lead(brace.fork);
    brace.fork = nodes.size();
    emit(Kind::fork);
  }
  void close_brace() {
    if (open.empty()) return fail(at, 1, "this `}` closes nothing");
    nodes[open.back().fork].target = static_cast<std::uint16_t>(open.back().fork + 1);
    for (const std::size_t jump : open.back().jumps) lead(jump);
    open.pop_back();
  }
  void character() {
    switch (pattern[at]) {
      case '*':
        return stars();
      case '?':
        emit(Kind::one);
        return emit(Kind::continuation);
      case '{':
        return open_brace();
      case '}':
        return close_brace();
      case '\\':
        return fail(at, 1, "`\\` has no meaning in a glob; folders are separated by `/`");
      case ',':
        if (!open.empty()) return next_alternative();
        [[fallthrough]];
      default:
        return emit(Kind::byte, pattern[at]);
    }
  }
  void compile() {
    if (pattern.empty()) fail(0, 0, "an empty glob matches nothing");
    for (; !problem && at < pattern.size(); ++at) {
      character();
      // The longest that one more character and `accept` can add.
      if (!problem && nodes.size() + 4 > most_nodes) fail(0, 0, "this glob is too long");
    }
    if (!problem && !open.empty()) fail(open.back().offset, 1, "this `{` is never closed");
    emit(Kind::accept);
  }
};

tl::expected<Glob, NameProblem> Glob::compile(std::string_view pattern) {
  Compiler compiler{pattern};
  compiler.compile();
  if (compiler.problem) return tl::unexpected(*std::move(compiler.problem));
  Glob glob;
  glob.nodes_ = std::move(compiler.nodes);
  constexpr std::string_view any_file = "**/*";
  const std::string_view suffix = pattern.substr(std::min(any_file.size(), pattern.size()));
  if (pattern.starts_with(any_file) && suffix.find_first_of("*?{},/") == std::string_view::npos)
    glob.suffix_ = suffix;
  return glob;
}

/// Adds to `next` where `c` leads from `now`, closing `now` on the way.
void Glob::step(States& now, States& next, char c) const {
  now.for_each([&](std::size_t i) {
    const Node& node = nodes_[i];
    switch (node.kind) {
      case Kind::byte:
        if (c == node.byte) next.add(i + 1);
        break;
      case Kind::one:
        if (c != '/' && !is_continuation(c)) next.add(i + 1);
        break;
      case Kind::continuation:
        if (is_continuation(c)) next.add(i);
        break;
      case Kind::star:
        if (c != '/') next.add(i);
        break;
      case Kind::any:
        next.add(i);
        break;
      case Kind::fork:
      case Kind::jump:
      case Kind::accept:
        break;
    }
    follow(now, i);
  });
}

/// The edges that take no byte.
void Glob::follow(States& states, std::size_t i) const {
  const Kind kind = nodes_[i].kind;
  if (kind == Kind::jump || kind == Kind::fork) states.add(nodes_[i].target);
  if (kind == Kind::fork || kind == Kind::continuation || kind == Kind::star || kind == Kind::any)
    states.add(i + 1);
}

void Glob::close(States& states) const {
  states.for_each([&](std::size_t i) { follow(states, i); });
}

Glob::States Glob::run(std::string_view text) const {
  States now(*this);
  now.add(0);
  for (const char c : text) {
    States next(*this);
    step(now, next, c);
    now = next;
  }
  close(now);
  return now;
}

Glob::States Glob::beneath(std::string_view folder) const {
  States states = run(folder);
  if (folder.empty()) return states;
  States next(*this);
  step(states, next, '/');
  close(next);
  return next;
}

bool Glob::matches(std::string_view path) const {
  if (suffix_) return path.substr(path.rfind('/') + 1).ends_with(*suffix_);
  return run(path).has(nodes_.size() - 1);
}

bool Glob::may_match_beneath(std::string_view folder) const {
  return !beneath(folder).empty();
}

bool Glob::matches_all_beneath(std::string_view folder) const {
  bool all = false;
  beneath(folder).for_each([&](std::size_t i) {
    if (nodes_[i].kind != Kind::any) return;
    States rest(*this);
    rest.add(i + 1);
    close(rest);
    all = all || rest.has(nodes_.size() - 1);
  });
  return all;
}

std::optional<NameProblem> glob_problem(std::string_view pattern) {
  tl::expected<Glob, NameProblem> glob = Glob::compile(pattern);
  if (glob) return std::nullopt;
  return std::move(glob).error();
}

}  // namespace keyplate::compiler
