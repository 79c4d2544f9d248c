#pragma once
// Values in a format's own syntax, on one line: what JSON, YAML's flow style and TOML have in
// common. A format says how it punctuates, and writes strings, keys and numbers.

#include <optional>
#include <string>
#include <string_view>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/value.h"

namespace keyplate::evaluate {

/// How a format writes lists and dicts, and null.
struct Notation {
  std::string_view format;     ///< its name
  std::string_view separator;  ///< between items and members
  std::string_view colon;      ///< between a key and its value
  std::string_view padding;    ///< within the braces of a dict that has members
  std::string_view null;       ///< empty: there is none
};

/// Writes one value. Its depth is bounded by max_value_depth.
class ValueWriter {
 public:
  /// All must outlive the writer.
  ValueWriter(const Notation& notation, TextBuilder& out, CallContext& context)
      : notation_(notation), out_(out), context_(context) {}
  ValueWriter(const ValueWriter&) = delete;
  ValueWriter& operator=(const ValueWriter&) = delete;
  virtual ~ValueWriter() = default;

  /// Why the format has nothing that holds the value, or something in it; nothing: it is written,
  /// or the budget ended.
  std::optional<std::string> write(const Value& value);

 protected:
  // Each is false after `refuse`.
  /// `inside`: of a list or dict.
  virtual bool write_string(std::string_view text, bool inside) = 0;
  virtual bool write_key(std::string_view key) = 0;
  virtual bool write_number(const Value& number) = 0;

  TextBuilder& out() { return out_; }
  bool word(std::string_view word);
  bool refuse(std::string reason);

 private:
  bool write_any(const Value& value, bool inside);
  bool write_list(const Value& list);
  bool write_dict(const Value& dict);

  const Notation& notation_;
  TextBuilder& out_;
  CallContext& context_;
  std::optional<std::string> reason_;
};

}  // namespace keyplate::evaluate
