#include "runtime/evaluate/loop_source.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "grammar/unicode.h"

namespace keyplate::evaluate {

LoopSource::LoopSource(const Value& value, bool entries, Variables& variables)
    : source_(value), variables_(variables) {
  switch (value.kind()) {
    case Kind::string:
      entries_ = entries;
      size_ = utf16_length(value.text());
      break;
    case Kind::list:
      size_ = source_.items().size();
      break;
    case Kind::dict:
      entries_ = true;
      size_ = entries ? value.dict().size() : 0;
      break;
    case Kind::table:
      entries_ = value.table().table != nullptr;
      if (!entries_) size_ = value.table().list->size();
      if (entries_ && entries) order_entries(*value.table().table);
      break;
    default:
      break;
  }
}

/// As in a dict: whole numbers come first.
void LoopSource::order_entries(const compiler::VariableTable& table) {
  size_ = table.size();
  const auto before = [](const auto& a, const auto& b) {
    return list_index(a.name) < list_index(b.name);
  };
  if (std::is_sorted(table.begin(), table.end(), before)) return;
  order_.resize(size_);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return before(table[a], table[b]); });
}

/// Half of a surrogate pair is U+FFFD, as it would be when printed.
Value LoopSource::next_unit() {
  const std::string_view text = source_.text();
  const Flags flags = source_.flags() & flag::secret;
  if (offset_ >= text.size()) return Value::undefined(flags);
  const auto point = decode_utf8(text, offset_);
  const std::size_t size = point ? point->size : 1;
  if (size < 4)
    return Value::string(text.substr(std::exchange(offset_, offset_ + size), size), flags);
  if (second_half_) offset_ += size;
  second_half_ = !second_half_;
  return Value::string("\xEF\xBF\xBD", flags);
}

Value LoopSource::item(std::size_t index) {
  if (source_.is(Kind::string)) return next_unit();
  if (source_.is(Kind::table)) return variables_.element(source_.table(), place(index));
  return entries_ ? source_.dict().entries()[index].value : source_.items()[index];
}

Value LoopSource::key(std::size_t index) const {
  if (source_.is(Kind::string)) return Value::string(std::to_string(index));
  if (source_.is(Kind::table)) return Value::string((*source_.table().table)[place(index)].name);
  return source_.dict().entries()[index].key;
}

}  // namespace keyplate::evaluate
