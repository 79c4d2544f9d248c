#pragma once
// Names while a program runs, with Nunjucks' rules. The root frame is the template's top level; a
// loop frame sees and writes what is around it; a macro's frame sees no other; a caller's frame
// sees where its block stands and keeps its writes. What the top level sets is also visible in
// macros (it enters Nunjucks' "context"). Lookup compares symbols, never names.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "compiler/program.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// What `loop` is made of.
struct LoopState {
  std::size_t index = 0;
  std::size_t length = 0;
  Flags flags = 0;  ///< of what tells the length: secret when what is run over is
};

/// Which call of a macro: from where in the program, and of the calls that one method or filter
/// makes there, which.
struct CallPlace {
  std::uint32_t site = 0;
  std::uint32_t turn = 0;
};

class Scope {
 public:
  using Symbol = compiler::SymbolId;
  using FrameIndex = std::uint32_t;
  static constexpr FrameIndex no_frame = UINT32_MAX;

  Scope() { frames_.push_back({0, no_frame, false, nullptr, {}}); }

  /// The value that the template gave `symbol`, or null: then it is a variable of the root context.
  const Value* find(Symbol symbol) const;
  /// What `loop` means here, or null.
  const LoopState* loop() const;

  /// `{% set %}`: where the name is visible and defined, else in this frame.
  void set(Symbol symbol, Value value);
  /// A loop target or parameter, always of this frame; it hides others even when it is undefined.
  void bind(Symbol symbol, Value value) { bind(symbol, std::move(value), true); }
  /// A parameter with a default, which hides others only when it isn't undefined.
  void bind_loosely(Symbol symbol, Value value) { bind(symbol, std::move(value), false); }

  FrameIndex current() const { return current_; }
  bool at_top() const { return current_ == 0; }
  void push_loop() { push({end(), current_, false, nullptr, {}}); }
  /// `loop` is there from now on. REQUIRES: the current frame is a loop's.
  void begin_loop(const LoopState& loop) { frames_.back().loop = &loop; }
  /// Behind the last turn, in the `else` of the loop, `loop` is that of the loop around it.
  void end_loop() { frames_.back().loop = nullptr; }
  /// `place` tells the call from others: see `append_position`.
  void push_macro(CallPlace place) { push({end(), no_frame, false, nullptr, place}); }
  /// A frame whose surroundings are those of `parent`, which is still there.
  void push_caller(FrameIndex parent, CallPlace place) {
    push({end(), parent, true, nullptr, place});
  }
  void pop();
  /// Whether `frame` is there and was pushed at `serial`: a stored `caller` may have outlived it.
  std::uint64_t serial(FrameIndex frame) const {
    return frame < frames_.size() ? frames_[frame].serial : 0;
  }
  /// Appends bytes that tell where evaluation is: the turns of all loops and the calls of all
  /// macros that it is in. The same in every round.
  void append_position(std::string& out) const;

 private:
  struct Binding {
    Symbol symbol;
    bool firm;
    Value value;
  };
  struct Frame {
    std::uint32_t first;  ///< in bindings_; it ends where the next frame begins
    FrameIndex parent;
    bool keeps_writes;
    const LoopState* loop;
    CallPlace place;                 ///< of the call that pushed it
    FrameIndex previous = no_frame;  ///< what was current before
    std::uint64_t serial = 0;
  };
  struct TopLevel {
    Value value;
    bool set = false;         ///< in the root frame
    bool in_context = false;  ///< by the root frame, so macros see `context_value`
    Value context_value;
  };

  std::uint32_t end() const { return static_cast<std::uint32_t>(bindings_.size()); }
  void bind(Symbol symbol, Value value, bool firm);
  void push(Frame frame);
  Binding* binding(FrameIndex frame, Symbol symbol);
  const Binding* binding(FrameIndex frame, Symbol symbol) const {
    return const_cast<Scope*>(this)->binding(frame, symbol);
  }
  TopLevel& top(Symbol symbol);
  Value* defined(Symbol symbol);

  std::vector<Binding> bindings_;  ///< of all frames but the root's
  std::vector<Frame> frames_;
  std::vector<TopLevel> top_;  ///< the root frame, by symbol
  FrameIndex current_ = 0;
  std::uint64_t serials_ = 0;
};

}  // namespace keyplate::evaluate
