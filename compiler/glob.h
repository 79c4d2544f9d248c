#pragma once
// Globs over paths and names that are written with `/`: `*` and `?` stay within a segment, `**`
// crosses them, `{a,b}` is either. Compiled once, then immutable and thread-safe. Matching takes
// time proportional to pattern times path, whatever the pattern: there is no backtracking.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "compiler/field.h"

namespace keyplate::compiler {

class Glob {
 public:
  /// The problem says which bytes of the pattern are wrong, and why.
  static tl::expected<Glob, NameProblem> compile(std::string_view pattern);

  bool matches(std::string_view path) const;

  /// Whether some path beneath `folder` could match; a walk may leave out a folder that says no.
  /// The empty folder is the one that the pattern starts from.
  bool may_match_beneath(std::string_view folder) const;

  /// Whether every path beneath `folder` matches, as `**/node_modules/**` says of `node_modules`.
  bool matches_all_beneath(std::string_view folder) const;

 private:
  enum class Kind : std::uint8_t {
    byte,          ///< this byte
    one,           ///< the first byte of a code point, no slash
    continuation,  ///< any number of UTF-8 continuation bytes
    star,          ///< any number of bytes, no slash
    any,           ///< any number of bytes
    fork,          ///< here or at `target`
    jump,          ///< at `target`
    accept,
  };
  /// Edges that take no byte lead forwards only, so one ascending pass over a set closes it.
  struct Node {
    Kind kind = Kind::byte;
    char byte = 0;
    std::uint16_t target = 0;
  };
  static constexpr std::size_t most_nodes = 1024;
  struct States;
  struct Compiler;

  States run(std::string_view text) const;
  void step(States& now, States& next, char c) const;
  void follow(States& states, std::size_t node) const;
  void close(States& states) const;
  States beneath(std::string_view folder) const;

  std::vector<Node> nodes_;
  /// Of a glob like `**/*.env`, what the file's name ends in: no need to run the nodes.
  std::optional<std::string> suffix_;
};

/// The rule of a setting that holds a glob.
std::optional<NameProblem> glob_problem(std::string_view pattern);

}  // namespace keyplate::compiler
