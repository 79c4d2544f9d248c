#pragma once
// The names that a template binds itself, by Nunjucks' rules: `for`, macros and call blocks open a
// frame, `if` and `switch` do not; a macro sees its parameters and what the template binds at its
// root, wherever that stands, but nothing of the frames around it.

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "grammar/syntax.h"

namespace keyplate::compiler {

enum class LocalKind : std::uint8_t { variable, loop, caller, super, macro };

struct Local {
  LocalKind kind = LocalKind::variable;
  Span where;           ///< empty: nothing wrote it
  bool secret = false;  ///< last `set` to what is, or is made from, a secret
};

/// One walk over one tree, which must outlive it.
class Locals {
 public:
  explicit Locals(const grammar::Tree& tree) : tree_(tree) {}

  /// What a name means here, or null. Good until the next change.
  const Local* find(std::string_view name) const;
  /// Binds in the innermost frame.
  void bind(std::string_view name, Local local);
  /// As `set` does: a name that can be seen from here keeps its frame.
  void assign(std::string_view name, Local local);

  /// A frame for as long as this lives.
  class Frame {
   public:
    Frame(Locals& locals, bool isolated);
    ~Frame();
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

   private:
    Locals& locals_;
    std::size_t size_;
    std::size_t barrier_;
    bool isolated_;
  };

  /// Every bound name that can be seen from here, sorted, for suggestions.
  std::vector<std::string_view> names() const;

 private:
  struct Entry {
    std::string_view name;
    Local local;
    std::uint32_t previous;  ///< the entry of that name that this one hides
    bool root;
  };
  void collect_root_names(grammar::Block block);

  const grammar::Tree& tree_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, std::uint32_t> newest_;
  std::unordered_map<std::string_view, Local> root_names_;  ///< filled at the first isolated frame
  bool root_names_known_ = false;
  std::size_t barrier_ = 0;  ///< entries before it are seen only when they are the root's
  bool isolated_ = false;    ///< inside of a macro
  unsigned depth_ = 0;
};

}  // namespace keyplate::compiler
