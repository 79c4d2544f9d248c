#include "runtime/evaluate/jsonpath/evaluation.h"

#include <algorithm>

#include "grammar/syntax.h"

namespace keyplate::evaluate::jsonpath {
namespace {

/// A path goes down with every segment, so what goes deeper are filters in filters that begin at
/// the root again.
constexpr std::size_t max_depth = 1000;

/// What JSON doesn't have, so that no path leads there.
bool is_absent(const Value& value) {
  return value.is(Kind::undefined) || value.is(Kind::function);
}

Value literal(const path::Expr& expr) {
  if (std::holds_alternative<path::Null>(expr)) return Value::null();
  if (const auto* boolean = std::get_if<path::Boolean>(&expr))
    return Value::boolean(boolean->value);
  if (const auto* number = std::get_if<path::Number>(&expr))
    return Value::number(number->value, number->spelling);
  if (const auto* text = std::get_if<path::Text>(&expr)) return Value::borrowed(text->value);
  return {};
}

std::int64_t size_of(const Value& list) {
  return static_cast<std::int64_t>(list.items().size());
}

struct Bounds {
  std::int64_t first = 0;
  std::int64_t end = 0;  ///< one step or more behind the last
};

/// RFC 9535, 2.3.4.2.2. REQUIRES: the step is not 0.
Bounds bounds_of(const path::Slice& slice, std::int64_t size) {
  const bool forward = slice.step > 0;
  const std::int64_t least = forward ? 0 : -1;
  const auto clamped = [&](std::optional<std::int64_t> at, std::int64_t otherwise) {
    if (!at) return otherwise;
    return std::clamp(*at < 0 ? *at + size : *at, least, size + least);
  };
  return forward ? Bounds{clamped(slice.start, 0), clamped(slice.end, size)}
                 : Bounds{clamped(slice.start, size - 1), clamped(slice.end, -1)};
}

}  // namespace

Evaluation::Evaluation(const path::Query& query, const Value& document, CallContext& context)
    : query_(query), document_(document), context_(context) {
  literals_.reserve(query.exprs.size());
  for (const path::Expr& expr : query.exprs) literals_.push_back(literal(expr));
}

std::vector<Value> Evaluation::matches(std::size_t most) {
  Found found{most, {}};
  const path::Path& root = query_[query_.root];
  if (most > 0 && !is_absent(document_)) visit(document_, query_.list(root.segments), found);
  std::vector<Value> out;
  if (!context_.budget().bytes(found.nodes.size() * sizeof(Value))) return out;
  out.reserve(found.nodes.size());
  for (const Value* node : found.nodes) out.push_back(secret_ ? node->made_secret() : *node);
  return out;
}

bool Evaluation::visit(const Value& node, Segments rest, Found& found) {
  if (!context_.budget().step()) return false;
  if (rest.empty()) return add(node, found);
  if (++depth_ > max_depth) {
    context_.fail("looks too deep, for its filters begin at `$` in one another");
    return false;
  }
  const bool goes_on =
      rest.front().descendant ? descend(node, rest, found) : select(node, rest, found);
  --depth_;
  return goes_on;
}

/// The node itself before what is in it.
bool Evaluation::descend(const Value& node, Segments rest, Found& found) {
  return select(node, rest, found) &&
         each_child(node, [&](const Value& child) { return visit(child, rest, found); });
}

bool Evaluation::select(const Value& node, Segments rest, Found& found) {
  const Segments beyond = rest.subspan(1);
  const auto matches = grammar::overloaded{
      [&](const path::Name& name) { return select_name(name, node, beyond, found); },
      [&](const path::Wildcard&) {
        return each_child(node, [&](const Value& child) { return visit(child, beyond, found); });
      },
      [&](const path::Index& index) { return select_index(index, node, beyond, found); },
      [&](const path::Slice& slice) { return select_slice(slice, node, beyond, found); },
      [&](const path::Filter& filter) { return select_filtered(filter, node, beyond, found); },
  };
  const auto selectors = query_.list(rest.front().selectors);
  return std::all_of(selectors.begin(), selectors.end(), [&](const path::Selector& selector) {
    return context_.budget().step() && std::visit(matches, selector);
  });
}

bool Evaluation::select_name(const path::Name& name, const Value& node, Segments rest,
                             Found& found) {
  if (!node.is(Kind::dict)) return true;
  const Value* member = node.dict().find(name.text);
  return member == nullptr || is_absent(*member) || visit(*member, rest, found);
}

bool Evaluation::select_index(const path::Index& index, const Value& node, Segments rest,
                              Found& found) {
  if (!node.is(Kind::list)) return true;
  const std::int64_t at = index.at < 0 ? index.at + size_of(node) : index.at;
  if (at < 0 || at >= size_of(node)) return true;
  const Value& item = node.items()[static_cast<std::size_t>(at)];
  return is_absent(item) || visit(item, rest, found);
}

bool Evaluation::select_slice(const path::Slice& slice, const Value& node, Segments rest,
                              Found& found) {
  if (!node.is(Kind::list) || slice.step == 0) return true;
  const Bounds bounds = bounds_of(slice, size_of(node));
  for (std::int64_t i = bounds.first; slice.step > 0 ? i < bounds.end : i > bounds.end;
       i += slice.step) {
    const Value& item = node.items()[static_cast<std::size_t>(i)];
    if (!is_absent(item) && !visit(item, rest, found)) return false;
  }
  return true;
}

bool Evaluation::select_filtered(const path::Filter& filter, const Value& node, Segments rest,
                                 Found& found) {
  return each_child(node, [&](const Value& child) {
    const bool kept = holds(filter.condition, child);
    return !stopped() && (!kept || visit(child, rest, found));
  });
}

bool Evaluation::add(const Value& node, Found& found) {
  if (!context_.budget().grow(found.nodes.size() * sizeof(Value), sizeof(Value))) return false;
  found.nodes.push_back(&node);
  return found.nodes.size() < found.wanted;
}

template <typename Each>
bool Evaluation::each_child(const Value& node, Each each) {
  const auto goes_on = [&](const Value& child) {
    return context_.budget().step() && (is_absent(child) || each(child));
  };
  if (node.is(Kind::list)) return std::all_of(node.items().begin(), node.items().end(), goes_on);
  if (!node.is(Kind::dict)) return true;
  const auto entries = node.dict().entries();
  return std::all_of(entries.begin(), entries.end(),
                     [&](const Dict::Entry& entry) { return goes_on(entry.value); });
}

bool Evaluation::stopped() const {
  return context_.failure() || context_.budget().exhausted() != Budget::Limit::none;
}

}  // namespace keyplate::evaluate::jsonpath
