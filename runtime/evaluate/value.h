#pragma once
// What an expression yields: 16 bytes, a tag and a number or a counted pointer. Values are
// immutable once made, so copying one shares it; one thread. Only lists can change, as JavaScript's
// do, so that all who share one see it; Changes (changes.h) says which and how. Storage that held
// text is wiped when it is freed. A Value can't be printed or formatted: only a slot (slots/slot.h)
// decides how it reaches the output.
//
// Flags travel with the value, not with its storage. A container is secret when any element is; an
// element keeps its own flags, so one secret in a table doesn't taint its neighbours.

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace keyplate::evaluate {

class Value;
class Dict;
class Function;
class Captured;
struct TextObject;
struct LazyTable;

enum class Kind : std::uint8_t {
  undefined,
  null,
  boolean,
  number,
  string,  ///< UTF-8
  list,
  dict,
  function,  ///< a macro, `range`, `caller`, what `joiner()` returned
  captured,  ///< what a macro, `caller()` or a block `set` printed, still to be encoded
  table,     ///< a table or list of variables whose leaves are not evaluated yet; filters never see
             ///< one
  pending,   ///< needs a read that has not happened; filters never see one
  failed,    ///< needs a read that failed; filters never see one
};

using Flags = std::uint8_t;
namespace flag {
/// Derived from a secret.
inline constexpr Flags secret = 1;
/// Made by `safe`, `raw` or `dump`: host text in an unquoted slot.
inline constexpr Flags safe = 2;
/// Every byte comes from a literal in the template's own islands.
inline constexpr Flags literal = 4;
/// Made by `escape`, `forceescape` or `safe`: `escape` leaves it alone.
inline constexpr Flags escaped = 8;
/// Made by `urlencode`: what percent-encodes leaves it alone.
inline constexpr Flags url_encoded = 16;
/// Made by `dump` and by nothing after it: host text only where that has JSON in it.
inline constexpr Flags json = 32;
/// Stands for a secret that is not to be seen; only the printer makes one.
inline constexpr Flags mask = 64;
}  // namespace flag

/// How deep lists and dicts may nest in each other: what walks a value may recurse.
inline constexpr std::uint32_t max_value_depth = 256;

/// What heap storage begins with.
struct Object {
  std::uint32_t references = 1;
};

class Value {
 public:
  Value() = default;
  Value(const Value& other)
      : payload_(other.payload_), kind_(other.kind_), flags_(other.flags_), heap_(other.heap_) {
    if (heap_) ++payload_.object->references;
  }
  Value(Value&& other) noexcept
      : payload_(other.payload_),
        kind_(other.kind_),
        flags_(other.flags_),
        heap_(std::exchange(other.heap_, false)) {
    other.kind_ = Kind::undefined;
    other.flags_ = 0;
  }
  Value& operator=(const Value& other) { return *this = Value(other); }
  Value& operator=(Value&& other) noexcept {
    std::swap(payload_, other.payload_);
    std::swap(kind_, other.kind_);
    std::swap(flags_, other.flags_);
    std::swap(heap_, other.heap_);
    return *this;
  }
  ~Value() {
    if (heap_ && --payload_.object->references == 0) destroy(kind_, payload_.object);
  }

  static Value undefined(Flags flags = 0) { return Value(Kind::undefined, flags); }
  static Value null(Flags flags = 0) { return Value(Kind::null, flags); }
  static Value boolean(bool value, Flags flags = 0);
  static Value number(double value, Flags flags = 0);
  /// A number that prints as it was spelled: `1.10`, `9007199254740993`.
  static Value number(double value, std::string_view spelling, Flags flags = 0);
  /// Copies `text`.
  static Value string(std::string_view text, Flags flags = 0);
  /// Points at `text`, which must outlive every copy of the value: the text of a program.
  static Value borrowed(std::string_view text, Flags flags = 0);
  /// Secret when an element is; counts as `least_depth` deep at least. REQUIRES: no element is
  /// pending, failed or a table.
  static Value list(std::vector<Value> items, std::uint32_t least_depth = 1);
  /// A list with members beside its items: what a regular expression matched.
  static Value list(std::vector<Value> items, Dict properties);
  static Value dict(Dict entries);
  /// Takes over the reference that `new` gave.
  static Value function(Function* function, Flags flags = 0);
  static Value captured(Captured* captured, Flags flags = 0);
  static Value table(LazyTable* table);
  static Value pending() { return Value(Kind::pending, 0); }
  /// `failure` is an index that only the evaluator understands.
  static Value failed(std::uint32_t failure);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  /// Undefined or null: what JavaScript's `== null` holds for.
  bool is_nullish() const { return kind_ <= Kind::null; }
  /// Pending or failed: what every operation passes on.
  bool is_absorbing() const { return kind_ >= Kind::pending; }

  // Each REQUIRES its kind.
  bool boolean() const { return payload_.boolean; }
  double number() const;
  std::string_view spelling() const;  ///< of a number; empty: print it as JavaScript does
  std::string_view text() const;      ///< of a string
  /// Not to be kept over a call of the template's, which may change the list.
  std::span<const Value> items() const;
  const Dict* properties() const;  ///< of a list; mostly null
  const Dict& dict() const;
  Function& function() const;
  const Captured& captured() const;
  LazyTable& table() const;
  std::uint32_t failure() const { return payload_.index; }

  Flags flags() const { return flags_; }
  bool secret() const { return (flags_ & flag::secret) != 0; }
  bool safe() const { return (flags_ & flag::safe) != 0; }
  bool literal() const { return (flags_ & flag::literal) != 0; }
  /// The same value with exactly these flags; elements keep theirs.
  Value with_flags(Flags flags) const&;
  Value with_flags(Flags flags) &&;
  /// The same value, it and every element at any depth secret.
  Value made_secret() const;
  /// The same value in storage of its own at any depth.
  Value copied() const { return rebuilt(0); }

  // ---- what changes a list, for Changes and the methods; each REQUIRES a list ----
  std::vector<Value>& changing_items() const;
  /// Whether it outlives a round of evaluation, so that nothing may change it.
  bool frozen() const;
  /// It and every list in it, of any kind of value.
  void freeze() const;
  void set_depth(std::uint32_t depth) const;  ///< of a list or dict
  /// What `same_object` compares; null for what has no storage.
  const void* identity() const { return heap_ ? payload_.object : nullptr; }

  /// 0 for what holds no values, else 1 more than the deepest element.
  std::uint32_t depth() const;
  /// Whether both share one storage: JavaScript's identity of lists, dicts and functions.
  bool same_object(const Value& other) const {
    return heap_ && other.heap_ && payload_.object == other.payload_.object;
  }

 private:
  friend class Dict;
  friend class TextBuilder;
  union Payload {
    double number = 0;
    bool boolean;
    std::uint32_t index;
    Object* object;
  };

  Value(Kind kind, Flags flags) : kind_(kind), flags_(flags) {}
  Value(Kind kind, Object* object, Flags flags) : kind_(kind), flags_(flags), heap_(true) {
    payload_.object = object;
  }
  static void destroy(Kind kind, Object* object) noexcept;
  struct Rebuilt;
  Value rebuilt(Flags added) const;
  Value rebuilt(Flags added, Rebuilt& known) const;
  const TextObject& text_object() const;

  Payload payload_;
  Kind kind_ = Kind::undefined;
  Flags flags_ = 0;
  bool heap_ = false;
};
static_assert(sizeof(Value) == 16);

std::ostream& operator<<(std::ostream&, const Value&) = delete;

/// The index of a list that a key spells, as JavaScript spells one; UINT32_MAX: none.
std::uint32_t list_index(std::string_view key);

/// Entries in the order they were first set, found by key in constant time; as a value, in the
/// order that JavaScript keeps: whole numbers first.
class Dict {
 public:
  struct Entry {
    Value key;  ///< a string
    Value value;
  };

  /// Replaces the value of a key that is there, in its place. REQUIRES: `key` is a string.
  void set(Value key, Value value);
  void set(std::string_view key, Value value) { set(Value::string(key), std::move(value)); }
  /// Null when there is none.
  const Value* find(std::string_view key) const;
  std::span<const Entry> entries() const { return entries_; }
  std::size_t size() const { return entries_.size(); }

 private:
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  friend class Value;
  /// Brings keys that are indexes of a list to the front, the least first.
  void numbers_first();
  std::uint32_t locate(std::string_view key) const;
  void index_all(std::size_t size);
  void index_last();

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> index_;  ///< open addressing by hash; empty while entries are few
};

/// Text under construction. It becomes a string value without a copy, and what it outgrows or drops
/// is wiped.
class TextBuilder {
 public:
  TextBuilder() = default;
  explicit TextBuilder(std::size_t capacity) { reserve(capacity); }
  TextBuilder(const TextBuilder&) = delete;
  TextBuilder& operator=(const TextBuilder&) = delete;
  ~TextBuilder();

  void append(std::string_view text);
  void push_back(char byte) { append({&byte, 1}); }
  void reserve(std::size_t capacity);
  /// Puts `text` in the place of `length` bytes from `begin` on.
  void replace(std::size_t begin, std::size_t length, std::string_view text);
  std::string_view view() const;
  std::size_t size() const { return view().size(); }
  bool empty() const { return size() == 0; }
  /// The text as a value; the builder is empty again.
  Value finish(Flags flags = 0);

 private:
  TextObject* object_ = nullptr;
};

}  // namespace keyplate::evaluate

template <>
struct fmt::formatter<keyplate::evaluate::Value> {
  formatter() = delete;
};
