#include "runtime/evaluate/loop_source.h"

#include "runtime/evaluate/text.h"

namespace keyplate::evaluate {
namespace {

Value units(const Value& text) {
  const Flags flags = text.flags() & flag::secret;
  std::vector<Value> items;
  for (const std::string_view unit : split_units(text.text()))
    items.push_back(Value::string(unit, flags));
  return Value::list(std::move(items));
}

}  // namespace

LoopSource::LoopSource(const Value& value, bool entries, Variables& variables)
    : source_(value), variables_(variables) {
  switch (value.kind()) {
    case Kind::string:
      source_ = units(value);
      [[fallthrough]];
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
      if (entries_ && entries) size_ = value.table().table->size();
      break;
    default:
      break;
  }
}

Value LoopSource::item(std::size_t index) const {
  if (source_.is(Kind::table)) return variables_.element(source_.table(), index);
  return entries_ ? source_.dict().entries()[index].value : source_.items()[index];
}

Value LoopSource::key(std::size_t index) const {
  if (source_.is(Kind::table)) return Value::string((*source_.table().table)[index].name);
  return source_.dict().entries()[index].key;
}

}  // namespace keyplate::evaluate
