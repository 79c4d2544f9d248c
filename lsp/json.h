#pragma once
// JSON as the protocol needs it: a value that is read from a message, asked without surprises, and
// built for an answer. nlohmann's parser is included by json.cpp alone, and throws nothing here.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/result.h"

namespace keyplate::lsp {

class Json {
 public:
  using List = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() = default;
  Json(bool value) : value_(value) {}
  Json(std::int64_t value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::uint32_t value) : value_(std::int64_t{value}) {}
  Json(double value) : value_(value) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(List value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}
  static Json object(std::initializer_list<Member> members) { return Object(members); }

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  /// The value if it is one of that type, else null.
  template <typename T>
  const T* as() const {
    return std::get_if<T>(&value_);
  }
  template <typename T>
  T* as() {
    return std::get_if<T>(&value_);
  }
  /// The member of that name; JSON's null if there is none, or if this is no object.
  const Json& operator[](std::string_view name) const;
  /// The elements; none if this is no list.
  const List& list() const;
  std::optional<std::string_view> text() const;
  bool is_true() const;

  void add(std::string name, Json value);
  /// The member of that name, moved out of here.
  Json take(std::string_view name);

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object> value_;
};

/// One JSON value. An escaped half of a surrogate pair is read as U+FFFD: editors' texts may hold
/// one.
Result<Json> parse_json(std::string_view text);

std::string write_json(const Json& value);

}  // namespace keyplate::lsp
