#pragma once
// What a line of a request file is by how it begins: `###`, a comment, a variable, a reference to a
// file, a script. Only the first bytes count, so a line may be of any length.

#include <array>
#include <cstdint>
#include <string_view>

namespace keyplate::evaluate {

enum class LineKind : std::uint8_t {
  blank,
  plain,
  comment,    ///< `#` or `//`
  separator,  ///< `###`
  directive,  ///< `# @name` or `// @name`
  variable,   ///< `@name = value`
  file,       ///< `< path`, `<@ path`, `<> path`
  script,     ///< `< {%`, `> {%`, `?? js`
  handler,    ///< `> path`
  output,     ///< `>> path`
  assertion,  ///< `?? status == 200`
  marker,     ///< `===`
};

/// Whether one of the clients takes such a line for its own wherever it stands, in bodies too.
inline bool has_meaning(LineKind kind) {
  return kind > LineKind::plain;
}

class LineHead {
 public:
  /// The next byte, the author's or printed for a value.
  void add(char c, bool printed);
  void add(std::string_view text, bool printed);
  LineKind kind() const;
  /// Whether nothing that follows changes the kind.
  bool settled() const;
  bool indented() const { return indented_; }
  /// The first byte that is no blank; 0 if there is none yet.
  char first() const { return bytes_[0]; }
  /// The author's bytes, or what was refused, may have that meaning.
  void accept() { before_ = kind(); }
  /// A line that a value began.
  static LineHead begun_by_value() {
    LineHead head;
    head.printed_ = true;
    return head;
  }
  /// Whether a value gave the line a meaning that the author's bytes before it did not.
  bool changed() const { return printed_ && kind() != before_ && has_meaning(kind()); }

 private:
  static constexpr std::size_t most = 4;
  /// Whether a blank follows the byte at `i`.
  bool gap(std::size_t i) const { return ((gaps_ >> i) & 1) != 0; }

  std::array<char, most> bytes_{};  ///< the first that are no blanks
  std::uint8_t size_ = 0;
  std::uint8_t gaps_ = 0;
  bool indented_ = false;
  bool printed_ = false;
  LineKind before_ = LineKind::blank;
};

}  // namespace keyplate::evaluate
