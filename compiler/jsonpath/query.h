#pragma once
// A JSONPath as parsed: values in flat lists that name each other by id, so a query can be moved,
// copied and kept for as long as one likes. It is well typed (RFC 9535, 2.4.3), and no filter,
// parenthesis or call lies in more than `max_nesting` others.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace keyplate::compiler::jsonpath {

inline constexpr std::size_t max_nesting = 32;

enum class PathId : std::uint32_t {};
enum class ExprId : std::uint32_t {};

/// A run of one of the lists of a Query.
template <typename T>
struct Run {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

// ---- selectors ----

struct Name {
  std::string text;
};
struct Wildcard {};
struct Index {
  std::int64_t at = 0;  ///< from the end if negative
};
struct Slice {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  std::int64_t step = 1;
};
struct Filter {
  ExprId condition{};
};
using Selector = std::variant<Name, Wildcard, Index, Slice, Filter>;

struct Segment {
  bool descendant = false;
  Run<Selector> selectors;
};

struct Path {
  bool relative = false;  ///< begins with `@`
  bool singular = false;  ///< matches one value at most, whatever the document
  Run<Segment> segments;
};

// ---- what a filter is made of ----

enum class Comparator : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };
enum class Function : std::uint8_t { length, count, match, search, value };

struct Null {};
struct Boolean {
  bool value = false;
};
struct Number {
  double value = 0;
  std::string spelling;
};
struct Text {
  std::string value;
};
/// As a condition: whether it matches anything.
struct Subquery {
  PathId path{};
};
struct Call {
  Function function = Function::length;
  Run<ExprId> arguments;
};
struct Comparison {
  Comparator comparator = Comparator::equal;
  ExprId left{};
  ExprId right{};
};
struct Not {
  ExprId operand{};
};
struct All {
  Run<ExprId> operands;
};
struct Any {
  Run<ExprId> operands;
};
using Expr = std::variant<Null, Boolean, Number, Text, Subquery, Call, Comparison, Not, All, Any>;

struct Query {
  std::vector<Path> paths;
  std::vector<Segment> segments;
  std::vector<Selector> selectors;
  std::vector<Expr> exprs;
  std::vector<ExprId> operands;
  PathId root{};

  const Path& operator[](PathId id) const { return paths[static_cast<std::size_t>(id)]; }
  const Expr& operator[](ExprId id) const { return exprs[static_cast<std::size_t>(id)]; }
  std::span<const Segment> list(Run<Segment> run) const { return part(segments, run); }
  std::span<const Selector> list(Run<Selector> run) const { return part(selectors, run); }
  std::span<const ExprId> list(Run<ExprId> run) const { return part(operands, run); }

 private:
  template <typename T>
  static std::span<const T> part(const std::vector<T>& all, Run<T> run) {
    return std::span<const T>(all).subspan(run.first, run.count);
  }
};

}  // namespace keyplate::compiler::jsonpath
