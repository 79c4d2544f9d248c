#include "runtime/evaluate/scope.h"

#include <utility>

namespace keyplate::evaluate {

void Scope::push(Frame frame) {
  frame.previous = current_;
  frame.serial = ++serials_;
  current_ = static_cast<FrameIndex>(frames_.size());
  frames_.push_back(frame);
}

void Scope::pop() {
  const Frame& frame = frames_.back();
  current_ = frame.previous;
  while (bindings_.size() > frame.first) bindings_.pop_back();
  frames_.pop_back();
}

Scope::Binding* Scope::binding(FrameIndex frame, Symbol symbol) {
  const std::uint32_t last = frame + 1 < frames_.size() ? frames_[frame + 1].first : end();
  for (std::uint32_t i = frames_[frame].first; i < last; ++i) {
    if (bindings_[i].symbol == symbol) return &bindings_[i];
  }
  return nullptr;
}

Scope::TopLevel& Scope::top(Symbol symbol) {
  const auto at = static_cast<std::size_t>(symbol);
  if (at >= top_.size()) top_.resize(at + 16);
  return top_[at];
}

const Value* Scope::find(Symbol symbol) const {
  FrameIndex frame = current_;
  for (; frame != no_frame && frame != 0; frame = frames_[frame].parent) {
    const Binding* found = binding(frame, symbol);
    if (found != nullptr && (found->firm || !found->value.is(Kind::undefined)))
      return &found->value;
  }
  const auto at = static_cast<std::size_t>(symbol);
  if (at >= top_.size()) return nullptr;
  const TopLevel& top = top_[at];
  if (frame == 0 && top.set && !top.value.is(Kind::undefined)) return &top.value;
  return top.in_context ? &top.context_value : nullptr;
}

const LoopState* Scope::loop() const {
  for (FrameIndex frame = current_; frame != no_frame; frame = frames_[frame].parent) {
    if (frames_[frame].loop != nullptr) return frames_[frame].loop;
  }
  return nullptr;
}

void Scope::append_position(std::string& out) const {
  for (std::size_t i = 1; i < frames_.size(); ++i) {
    const LoopState* const loop = frames_[i].loop;
    const std::uint64_t turn = loop == nullptr ? 0 : loop->index + 1;
    out.append(reinterpret_cast<const char*>(&frames_[i].place), sizeof(CallPlace));
    out.append(reinterpret_cast<const char*>(&turn), sizeof(turn));
  }
}

/// Where a write goes: the nearest frame in which the name is defined. Only the frame that writes
/// can keep its writes; this is how Nunjucks resolves.
Value* Scope::defined(Symbol symbol) {
  const bool keeps = frames_[current_].keeps_writes;
  for (FrameIndex frame = current_; frame != no_frame;
       frame = keeps ? no_frame : frames_[frame].parent) {
    if (frame == 0) {
      TopLevel& found = top(symbol);
      return found.set && !found.value.is(Kind::undefined) ? &found.value : nullptr;
    }
    Binding* found = binding(frame, symbol);
    if (found != nullptr && !found->value.is(Kind::undefined)) return &found->value;
  }
  return nullptr;
}

void Scope::set(Symbol symbol, Value value) {
  if (at_top()) {
    TopLevel& entry = top(symbol);
    entry.set = entry.in_context = true;
    entry.context_value = value;
    entry.value = std::move(value);
    return;
  }
  if (Value* found = defined(symbol)) {
    *found = std::move(value);
    return;
  }
  if (Binding* own = binding(current_, symbol)) {
    own->value = std::move(value);
    return;
  }
  bindings_.push_back({symbol, false, std::move(value)});
}

void Scope::bind(Symbol symbol, Value value, bool firm) {
  if (at_top()) return set(symbol, std::move(value));
  if (Binding* own = binding(current_, symbol)) {
    own->firm = firm;
    own->value = std::move(value);
    return;
  }
  bindings_.push_back({symbol, firm, std::move(value)});
}

}  // namespace keyplate::evaluate
