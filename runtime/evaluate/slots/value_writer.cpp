#include "runtime/evaluate/slots/value_writer.h"

#include <fmt/core.h>

#include <utility>

#include "runtime/evaluate/regex_object.h"

namespace keyplate::evaluate {

std::optional<std::string> ValueWriter::write(const Value& value) {
  write_any(value, false);
  return std::move(reason_);
}

bool ValueWriter::word(std::string_view word) {
  out_.append(word);
  return true;
}

bool ValueWriter::refuse(std::string reason) {
  reason_ = std::move(reason);
  return false;
}

bool ValueWriter::write_any(const Value& value, bool inside) {
  if (!context_.budget().step()) return false;
  switch (value.kind()) {
    case Kind::boolean:
      return word(value.boolean() ? "true" : "false");
    case Kind::number:
      return write_number(value);
    case Kind::string:
      return write_string(value.text(), inside);
    case Kind::list:
      return write_list(value);
    case Kind::dict:
      return write_dict(value);
    case Kind::function:
      if (RegexObject* const regex = regex_of(value)) return write_string(regex->text(), inside);
      return refuse(fmt::format("{} has nothing that holds a function", notation_.format));
    default:
      return notation_.null.empty() ? refuse(fmt::format("{} has no null", notation_.format))
                                    : word(notation_.null);
  }
}

bool ValueWriter::write_list(const Value& list) {
  out_.push_back('[');
  std::string_view before;
  for (const Value& item : list.items()) {
    out_.append(std::exchange(before, notation_.separator));
    if (!write_any(item, true)) return false;
  }
  return word("]");
}

/// Undefined members are left out, as JavaScript leaves them out.
bool ValueWriter::write_dict(const Value& dict) {
  out_.push_back('{');
  bool first = true;
  for (const Dict::Entry& entry : dict.dict().entries()) {
    if (entry.value.is(Kind::undefined)) continue;
    out_.append(std::exchange(first, false) ? notation_.padding : notation_.separator);
    if (!write_key(entry.key.text())) return false;
    out_.append(notation_.colon);
    if (!write_any(entry.value, true)) return false;
  }
  if (!first) out_.append(notation_.padding);
  return word("}");
}

}  // namespace keyplate::evaluate
