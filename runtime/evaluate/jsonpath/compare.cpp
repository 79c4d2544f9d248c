#include "runtime/evaluate/jsonpath/compare.h"

#include <algorithm>
#include <string>

#include "runtime/evaluate/number.h"

namespace keyplate::evaluate {
namespace {

bool is_whole(std::string_view text) {
  if (text.substr(0, 1) == "-") text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// As spelled, or as `printed`, which is filled in.
std::string_view spelled(const Value& number, std::string& printed) {
  if (!number.spelling().empty()) return number.spelling();
  return printed = number_to_text(number.number());
}

/// The greater of two whole numbers of the same sign has more digits, or a greater first one.
int compare_digits(std::string_view a, std::string_view b) {
  const int magnitude = a.size() == b.size() ? a.compare(b) : a.size() < b.size() ? -1 : 1;
  return a.front() == '-' ? -magnitude : magnitude;
}

/// Negative, zero or positive. REQUIRES: neither is NaN.
int compare_numbers(const Value& a, const Value& b) {
  if (a.number() != b.number()) return a.number() < b.number() ? -1 : 1;
  if (a.number() == 0 || (a.spelling().empty() && b.spelling().empty())) return 0;
  std::string printed_a;
  std::string printed_b;
  const std::string_view left = spelled(a, printed_a);
  const std::string_view right = spelled(b, printed_b);
  return is_whole(left) && is_whole(right) ? compare_digits(left, right) : 0;
}

bool is_nan(const Value& number) {
  return number.number() != number.number();
}

bool equal_lists(std::span<const Value> a, std::span<const Value> b, CallContext& context) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const Value& x, const Value& y) { return json_equal(x, y, context); });
}

bool equal_dicts(const Dict& a, const Dict& b, CallContext& context) {
  if (a.size() != b.size()) return false;
  return std::all_of(a.entries().begin(), a.entries().end(), [&](const Dict::Entry& entry) {
    const Value* other = b.find(entry.key.text());
    return other != nullptr && json_equal(entry.value, *other, context);
  });
}

}  // namespace

bool json_equal(const Value& a, const Value& b, CallContext& context) {
  if (a.kind() != b.kind() || !context.budget().step()) return false;
  switch (a.kind()) {
    case Kind::undefined:
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.boolean() == b.boolean();
    case Kind::number:
      return !is_nan(a) && !is_nan(b) && compare_numbers(a, b) == 0;
    case Kind::string:
      return context.budget().step(a.text().size() / 16) && a.text() == b.text();
    case Kind::list:
      return equal_lists(a.items(), b.items(), context);
    case Kind::dict:
      return equal_dicts(a.dict(), b.dict(), context);
    default:
      return false;
  }
}

bool json_less(const Value& a, const Value& b, CallContext& context) {
  if (a.kind() != b.kind() || !context.budget().step()) return false;
  if (a.is(Kind::number)) return !is_nan(a) && !is_nan(b) && compare_numbers(a, b) < 0;
  return a.is(Kind::string) && context.budget().step(a.text().size() / 16) && a.text() < b.text();
}

}  // namespace keyplate::evaluate
