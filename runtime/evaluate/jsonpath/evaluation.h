#pragma once
// One query over one document: the inside of jsonpath.h. Segments are followed one match at a time,
// depth first, which gives RFC 9535's order and lets whoever needs only the first match stop there.

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/jsonpath/query.h"
#include "runtime/evaluate/function.h"
#include "runtime/evaluate/jsonpath/matcher.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate::jsonpath {

namespace path = compiler::jsonpath;

/// What a path matched, in order; all are parts of the document.
struct Found {
  std::size_t wanted = 0;  ///< more are not looked for
  std::vector<const Value*> nodes;
};

class Evaluation {
 public:
  /// REQUIRES: all three outlive it.
  Evaluation(const path::Query& query, const Value& document, CallContext& context);

  std::vector<Value> matches(std::size_t most);

 private:
  using Segments = std::span<const path::Segment>;

  // Each answers false when nothing more is wanted, or possible.
  bool visit(const Value& node, Segments rest, Found& found);
  bool descend(const Value& node, Segments rest, Found& found);
  bool select(const Value& node, Segments rest, Found& found);
  bool select_name(const path::Name& name, const Value& node, Segments rest, Found& found);
  bool select_index(const path::Index& index, const Value& node, Segments rest, Found& found);
  bool select_slice(const path::Slice& slice, const Value& node, Segments rest, Found& found);
  bool select_filtered(const path::Filter& filter, const Value& node, Segments rest, Found& found);
  bool add(const Value& node, Found& found);
  template <typename Each>
  bool each_child(const Value& node, Each each);
  bool stopped() const;

  bool holds(path::ExprId condition, const Value& current);
  bool holds(const path::Comparison& comparison, const Value& current);
  bool holds(const path::Call& call, const Value& current);
  /// Undefined: nothing.
  Value value_of(path::ExprId expr, const Value& current);
  Value value_of(const path::Call& call, const Value& current);
  Value length(const Value& value);
  Found nodes_of(path::ExprId subquery, const Value& current, std::size_t wanted);
  Value only_node(path::ExprId subquery, const Value& current);

  const path::Query& query_;
  const Value& document_;
  CallContext& context_;
  Matcher matcher_;
  std::vector<Value> literals_;  ///< by ExprId
  std::size_t depth_ = 0;        ///< of visits in each other, those of filters included
  bool secret_ = false;          ///< a filter looked into a secret
};

}  // namespace keyplate::evaluate::jsonpath
