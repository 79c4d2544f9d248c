#include "runtime/evaluate/value.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <string>

#include "runtime/evaluate/captured.h"
#include "runtime/evaluate/function.h"
#include "runtime/evaluate/lazy_table.h"
#include "runtime/evaluate/value_storage.h"

namespace keyplate::evaluate {

/// A string's bytes: behind the header, or somewhere that outlives it (`capacity` 0).
struct TextObject : Object {
  std::size_t size = 0;
  std::size_t capacity = 0;
  const char* data = nullptr;

  char* storage() { return reinterpret_cast<char*>(this + 1); }
  std::string_view view() const { return {data, size}; }
};

namespace {

struct NumberObject : Object {
  double value = 0;
  std::string spelling;

  ~NumberObject() { explicit_bzero(spelling.data(), spelling.size()); }
};

TextObject* allocate_text(std::size_t capacity) {
  auto* object = new (::operator new(sizeof(TextObject) + capacity)) TextObject;
  object->capacity = capacity;
  object->data = object->storage();
  return object;
}

void free_text(TextObject* object) noexcept {
  explicit_bzero(object->storage(), object->capacity);
  object->~TextObject();
  ::operator delete(object);
}

std::uint32_t hash_of(std::string_view text) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
}

/// Dicts of up to this many entries are searched from the front.
constexpr std::size_t few_entries = 8;

}  // namespace

// ---- making ----

Value Value::boolean(bool value, Flags flags) {
  Value made(Kind::boolean, flags);
  made.payload_.boolean = value;
  return made;
}

Value Value::number(double value, Flags flags) {
  Value made(Kind::number, flags);
  made.payload_.number = value;
  return made;
}

Value Value::number(double value, std::string_view spelling, Flags flags) {
  auto* object = new NumberObject;
  object->value = value;
  object->spelling = spelling;
  return {Kind::number, object, flags};
}

Value Value::string(std::string_view text, Flags flags) {
  TextObject* object = allocate_text(text.size());
  if (!text.empty()) std::memcpy(object->storage(), text.data(), text.size());
  object->size = text.size();
  return {Kind::string, object, flags};
}

Value Value::borrowed(std::string_view text, Flags flags) {
  TextObject* object = allocate_text(0);
  object->data = text.data();
  object->size = text.size();
  return {Kind::string, object, flags};
}

Value Value::list(std::vector<Value> items, std::uint32_t least_depth) {
  Flags flags = 0;
  std::uint32_t depth = least_depth - 1;
  for (const Value& item : items) {
    flags |= item.flags_ & flag::secret;
    depth = std::max(depth, item.depth());
  }
  auto* object = new ListObject;
  object->depth = depth + 1;
  object->items = std::move(items);
  return {Kind::list, object, flags};
}

Value Value::list(std::vector<Value> items, Dict properties) {
  const Value entries = dict(std::move(properties));
  Value made = list(std::move(items), entries.depth() + 1);
  static_cast<ListObject*>(made.payload_.object)->properties =
      std::make_unique<Dict>(entries.dict());
  return made;
}

Value Value::dict(Dict entries) {
  entries.numbers_first();
  Flags flags = 0;
  std::uint32_t depth = 0;
  for (const Dict::Entry& entry : entries.entries()) {
    flags |= (entry.value.flags_ | entry.key.flags_) & flag::secret;
    depth = std::max(depth, entry.value.depth());
  }
  auto* object = new DictObject;
  object->depth = depth + 1;
  object->entries = std::move(entries);
  return {Kind::dict, object, flags};
}

Value Value::function(Function* function, Flags flags) {
  return {Kind::function, function, flags};
}

Value Value::captured(Captured* captured, Flags flags) {
  return {Kind::captured, captured, flags};
}

Value Value::table(LazyTable* table) {
  return {Kind::table, table, 0};
}

Value Value::failed(std::uint32_t failure) {
  Value made(Kind::failed, 0);
  made.payload_.index = failure;
  return made;
}

void Value::destroy(Kind kind, Object* object) noexcept {
  switch (kind) {
    case Kind::string:
      return free_text(static_cast<TextObject*>(object));
    case Kind::number:
      delete static_cast<NumberObject*>(object);
      return;
    case Kind::list:
      delete static_cast<ListObject*>(object);
      return;
    case Kind::dict:
      delete static_cast<DictObject*>(object);
      return;
    case Kind::function:
      delete static_cast<Function*>(object);
      return;
    case Kind::captured:
      delete static_cast<Captured*>(object);
      return;
    case Kind::table:
      delete static_cast<LazyTable*>(object);
      return;
    case Kind::undefined:
    case Kind::null:
    case Kind::boolean:
    case Kind::pending:
    case Kind::failed:
      return;
  }
}

// ---- asking ----

double Value::number() const {
  return heap_ ? static_cast<const NumberObject*>(payload_.object)->value : payload_.number;
}

std::string_view Value::spelling() const {
  return heap_ ? std::string_view(static_cast<const NumberObject*>(payload_.object)->spelling)
               : std::string_view();
}

const TextObject& Value::text_object() const {
  return *static_cast<const TextObject*>(payload_.object);
}

std::string_view Value::text() const {
  return text_object().view();
}

std::span<const Value> Value::items() const {
  return static_cast<const ListObject*>(payload_.object)->items;
}

const Dict* Value::properties() const {
  return static_cast<const ListObject*>(payload_.object)->properties.get();
}

const Dict& Value::dict() const {
  return static_cast<const DictObject*>(payload_.object)->entries;
}

Function& Value::function() const {
  return *static_cast<Function*>(payload_.object);
}

const Captured& Value::captured() const {
  return *static_cast<const Captured*>(payload_.object);
}

LazyTable& Value::table() const {
  return *static_cast<LazyTable*>(payload_.object);
}

Value Value::with_flags(Flags flags) const& {
  Value copy(*this);
  copy.flags_ = flags;
  return copy;
}

Value Value::with_flags(Flags flags) && {
  flags_ = flags;
  return std::move(*this);
}

std::uint32_t Value::depth() const {
  if (kind_ == Kind::list) return static_cast<const ListObject*>(payload_.object)->depth;
  if (kind_ == Kind::dict) return static_cast<const DictObject*>(payload_.object)->depth;
  if (kind_ == Kind::function) return function().depth();
  return 0;
}

// ---- Dict ----

std::uint32_t list_index(std::string_view key) {
  std::uint32_t index = 0;
  const char* const end = key.data() + key.size();
  if (key.empty() || key[0] > '9' || (key[0] == '0' && key.size() > 1)) return UINT32_MAX;
  const auto [stop, error] = std::from_chars(key.data(), end, index);
  return error == std::errc() && stop == end ? index : UINT32_MAX;
}

void Dict::set(Value key, Value value) {
  const std::uint32_t at = locate(key.text());
  if (at != nowhere) {
    entries_[at].value = std::move(value);
    return;
  }
  entries_.push_back({std::move(key), std::move(value)});
  if (entries_.size() <= few_entries) return;
  if (index_.size() < entries_.size() * 2) {
    index_all(std::max<std::size_t>(32, index_.size() * 2));
  } else {
    index_last();
  }
}

const Value* Dict::find(std::string_view key) const {
  const std::uint32_t at = locate(key);
  return at == nowhere ? nullptr : &entries_[at].value;
}

void Dict::numbers_first() {
  const auto before = [](const Entry& a, const Entry& b) {
    return list_index(a.key.text()) < list_index(b.key.text());
  };
  if (std::is_sorted(entries_.begin(), entries_.end(), before)) return;
  std::stable_sort(entries_.begin(), entries_.end(), before);
  if (!index_.empty()) index_all(index_.size());
}

std::uint32_t Dict::locate(std::string_view key) const {
  if (index_.empty()) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].key.text() == key) return static_cast<std::uint32_t>(i);
    }
    return nowhere;
  }
  const std::size_t mask = index_.size() - 1;
  for (std::size_t slot = hash_of(key) & mask;; slot = (slot + 1) & mask) {
    const std::uint32_t at = index_[slot];
    if (at == nowhere || entries_[at].key.text() == key) return at;
  }
}

void Dict::index_all(std::size_t size) {
  index_.assign(size, nowhere);
  const std::size_t mask = index_.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = hash_of(entries_[i].key.text()) & mask;
    while (index_[slot] != nowhere) slot = (slot + 1) & mask;
    index_[slot] = static_cast<std::uint32_t>(i);
  }
}

void Dict::index_last() {
  const std::size_t mask = index_.size() - 1;
  std::size_t slot = hash_of(entries_.back().key.text()) & mask;
  while (index_[slot] != nowhere) slot = (slot + 1) & mask;
  index_[slot] = static_cast<std::uint32_t>(entries_.size() - 1);
}

// ---- TextBuilder ----

TextBuilder::~TextBuilder() {
  if (object_ != nullptr) free_text(object_);
}

void TextBuilder::reserve(std::size_t capacity) {
  if (object_ != nullptr && capacity <= object_->capacity) return;
  TextObject* grown = allocate_text(capacity);
  if (object_ != nullptr) {
    std::memcpy(grown->storage(), object_->storage(), object_->size);
    grown->size = object_->size;
    free_text(object_);
  }
  object_ = grown;
}

void TextBuilder::append(std::string_view text) {
  if (text.empty()) return;
  const std::size_t needed = size() + text.size();
  if (object_ == nullptr || needed > object_->capacity)
    reserve(std::max(needed, needed + needed / 2));
  std::memcpy(object_->storage() + object_->size, text.data(), text.size());
  object_->size = needed;
}

void TextBuilder::replace(std::size_t begin, std::size_t length, std::string_view text) {
  const std::size_t after = size() - begin - length;
  const std::size_t needed = begin + text.size() + after;
  if (object_ == nullptr || needed > object_->capacity) reserve(needed + needed / 2);
  char* const place = object_->storage() + begin;
  std::memmove(place + text.size(), place + length, after);
  if (!text.empty()) std::memcpy(place, text.data(), text.size());
  if (needed < object_->size) explicit_bzero(object_->storage() + needed, object_->size - needed);
  object_->size = needed;
}

std::string_view TextBuilder::view() const {
  return object_ == nullptr ? std::string_view() : object_->view();
}

Value TextBuilder::finish(Flags flags) {
  if (object_ == nullptr) return Value::string({}, flags);
  return {Kind::string, std::exchange(object_, nullptr), flags};
}

}  // namespace keyplate::evaluate
