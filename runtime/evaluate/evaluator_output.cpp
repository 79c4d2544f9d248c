#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/evaluator.h"
#include "runtime/evaluate/verify.h"

namespace keyplate::evaluate {

using grammar::StatementId;

namespace {

/// What a captured piece costs beside its bytes: pieces are kept, so their number must stay
/// bounded.
constexpr std::uint64_t piece_steps = 32;

struct LimitName {
  std::string_view setting;
  std::string_view what;
  std::uint64_t value;
};

LimitName limit_name(Budget::Limit limit, const compiler::Limits& limits) {
  switch (limit) {
    case Budget::Limit::output:
      return {"output", "bytes of output", limits.output};
    case Budget::Limit::nesting:
      return {"nesting", "calls or expressions inside each other", limits.nesting};
    case Budget::Limit::references:
      return {"references", "references", limits.references};
    case Budget::Limit::regex:
      return {"regex", "steps of one regular expression", limits.regex};
    default:
      return {"steps", "steps", limits.steps};
  }
}

}  // namespace

void Evaluator::print(const Value& value, StatementId id, Span span) {
  if (changes_.any() && (value.is(Kind::list) || value.is(Kind::dict))) [[unlikely]] {
    const Value now = settled(value);
    return now.is_absorbing() ? print(now, id, span) : emit(now, {&program_, id}, span);
  }
  switch (value.kind()) {
    case Kind::pending:
      state_.incomplete = true;
      if (capture_ != nullptr) capture_->pending = true;
      return;
    case Kind::failed:
      if (capture_ != nullptr) capture_->failed = true;
      if (value.failure() != reported_failure) report_read(value, span);
      return;
    case Kind::table:
      return print(settled(value), id, span);
    case Kind::captured:
      for (const Piece& piece : value.captured().pieces()) print_piece(piece);
      return;
    default:
      return emit(value, {&program_, id}, span);
  }
}

void Evaluator::print_piece(const Piece& piece) {
  if (!state_.budget.step()) return;
  if (!piece.author) return emit(piece.value, piece.origin, printed(piece.origin).span);
  author(piece.value.text(), piece.origin);
}

/// REQUIRES: `text` lies in the program.
void Evaluator::author(std::string_view text, const Origin& origin) {
  if (capture_ != nullptr) {
    if (state_.budget.step(piece_steps))
      capture_->pieces.push_back({Value::borrowed(text), origin, true});
  } else if (!planning() && state_.budget.grow(printer_->size(), text.size())) {
    printer_->author(text, origin);
  }
}

/// Whether an undefined value or null may be printed as nothing; reported if not.
bool Evaluator::prints_nothing(const Value& value, Span span) {
  if (!context_.strict() && !value.secret()) return true;
  report(span, diag::undefined_value, shown(tree_, span), kind_name(value));
  return false;
}

/// Whether null is kept for the place where it will be printed, or is something to print here.
bool Evaluator::holds_null() const {
  if (printer_ == nullptr) return false;
  if (planning()) return true;  // whether null can stand there is the output's affair
  return capture_ == nullptr ? printer_->holds_null() : printer_->may_hold_null();
}

/// The value as it is now: a list or dict, which may change, in storage of its own.
Value Evaluator::kept(const Value& value) {
  if (!value.is(Kind::list) && !value.is(Kind::dict)) return value;
  const std::size_t size = value.is(Kind::list) ? value.items().size() : value.dict().size();
  return state_.budget.step(size) ? value.copied() : failed();
}

void Evaluator::emit(const Value& value, const Origin& origin, Span span) {
  const bool held = value.is(Kind::null) && holds_null();
  if (value.is_nullish() && !held) {
    const bool fine = prints_nothing(value, span);
    if (capture_ != nullptr) capture_->failed = capture_->failed || !fine;
    if (capture_ == nullptr && fine) printer_->nothing(origin);
    return;
  }
  if (capture_ != nullptr) {
    // What happens to a list later is not seen in what was printed of it.
    if (state_.budget.step(piece_steps)) capture_->pieces.push_back({kept(value), origin, false});
    return;
  }
  if (planning()) return;
  const auto refusal = printer_->print(value, origin, context_);
  context_.clear();
  if (refusal && !stopped()) report_refusal(*printer_, origin, *refusal, *state_.sink);
  if (printer_->size() > state_.options.limits.output) state_.budget.exhaust(Budget::Limit::output);
}

/// An error of the world at the tag that prints its value, and where the value was asked for if
/// that is elsewhere.
void Evaluator::report_read(const Value& value, Span span) {
  const References::Failed& failed = state_.references.failed(value);
  const Code code =
      find_code(protocol::name(failed.failure.kind)).value_or(Code::resolver_unavailable);
  std::string message = failed.failure.message;
  if (!failed.failure.hint.empty()) message += "; " + failed.failure.hint;
  Diagnostic& diagnostic = state_.sink->add(code, tree_.source, span, std::move(message));
  const auto within = [](Span inner, Span outer) {
    return outer.begin <= inner.begin && inner.end <= outer.end;
  };
  const bool here =
      diagnostic.source == failed.asked.source &&
      (within(failed.asked.span, *diagnostic.span) || within(*diagnostic.span, failed.asked.span));
  if (!here) diagnostic.related.push_back({failed.asked, "asked for here"});
}

/// Once a job, at the innermost of its statements that surely runs; a variable leaves it to the job
/// that uses it.
void Evaluator::report_exhausted(StatementId id) {
  if (printer_ == nullptr || in_doubt() || std::exchange(state_.exhaustion_reported, true)) return;
  const LimitName limit = limit_name(state_.budget.exhausted(), state_.options.limits);
  report(tree_[id].span, diag::limit_exceeded, limit.value, limit.what, limit.setting);
}

}  // namespace keyplate::evaluate
