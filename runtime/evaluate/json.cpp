#include "runtime/evaluate/json.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/regex_object.h"

namespace keyplate::evaluate {
namespace {

/// A list or dict that is being read.
struct Open {
  bool is_list = false;
  std::vector<Value> items;
  Dict entries;
  Value key;
};

/// Builds a Value from the parser's events; a false answer ends the parse.
class Reader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Reader(Flags flags) : flags_(flags) {}

  bool null() override { return add(Value::null(flags_)); }
  bool boolean(bool value) override { return add(Value::boolean(value, flags_)); }
  bool number_integer(number_integer_t value) override {
    return add(whole(static_cast<double>(value), std::to_string(value)));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return add(whole(static_cast<double>(value), std::to_string(value)));
  }
  bool number_float(number_float_t value, const string_t& spelling) override {
    return add(whole(value, spelling));
  }
  bool string(string_t& value) override { return add(Value::string(value, flags_)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(false); }
  bool start_array(std::size_t) override { return open(true); }
  bool key(string_t& value) override {
    open_.back().key = Value::string(value, flags_);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception&) override {
    error_ = "not JSON at byte " + std::to_string(position);
    return false;
  }

  const std::optional<std::string>& error() const { return error_; }
  Value take() { return std::move(result_); }

 private:
  /// A number with its spelling, if JavaScript would write it otherwise.
  Value whole(double value, const std::string& spelling) {
    if (number_to_text(value) == spelling) return Value::number(value, flags_);
    return Value::number(value, spelling, flags_);
  }
  bool open(bool is_list) {
    if (open_.size() == max_value_depth) {
      error_ = "nested more than " + std::to_string(max_value_depth) + " deep";
      return false;
    }
    open_.push_back({is_list, {}, {}, {}});
    return true;
  }
  bool close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    Value value =
        done.is_list ? Value::list(std::move(done.items)) : Value::dict(std::move(done.entries));
    const Flags flags = value.flags() | flags_;
    return add(std::move(value).with_flags(flags));
  }
  bool add(Value value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (open_.back().is_list) {
      open_.back().items.push_back(std::move(value));
    } else {
      open_.back().entries.set(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  Flags flags_;
  std::vector<Open> open_;
  Value result_;
  std::optional<std::string> error_;
};

/// What JSON leaves out of a dict, and writes as null in a list.
bool has_no_json(const Value& value) {
  return value.is(Kind::undefined) || (value.is(Kind::function) && regex_of(value) == nullptr);
}

class Writer {
 public:
  Writer(std::string_view indent, CallContext& context) : indent_(indent), context_(context) {}

  bool write(const Value& value) {
    switch (value.kind()) {
      case Kind::boolean:
        return put(value.boolean() ? "true" : "false");
      case Kind::number:
        return write_number(value);
      case Kind::string:
        return append_json_string(value.text(), out_, context_);
      case Kind::list:
        return write_list(value.items());
      case Kind::dict:
        return write_dict(value.dict());
      case Kind::function:
        return put(has_no_json(value) ? "null" : "{}");
      default:
        return put("null");
    }
  }
  Value finish() { return out_.finish(flag::safe); }

 private:
  bool put(std::string_view text) {
    return context_.budget().step() && append(text, out_, context_);
  }

  bool write_number(const Value& value) {
    if (is_json_number(value.spelling())) return put(value.spelling());
    return put(std::isfinite(value.number()) ? number_to_text(value.number()) : "null");
  }

  bool write_list(std::span<const Value> items) {
    if (items.empty()) return put("[]");
    if (!put("[")) return false;
    ++level_;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if ((i > 0 && !put(",")) || !new_line() || !write(items[i])) return false;
    }
    --level_;
    return new_line() && put("]");
  }

  bool write_dict(const Dict& dict) {
    if (!put("{")) return false;
    ++level_;
    bool first = true;
    for (const Dict::Entry& entry : dict.entries()) {
      if (has_no_json(entry.value)) continue;
      if ((!first && !put(",")) || !new_line() || !write_entry(entry)) return false;
      first = false;
    }
    --level_;
    return (first || new_line()) && put("}");
  }

  bool write_entry(const Dict::Entry& entry) {
    return append_json_string(entry.key.text(), out_, context_) &&
           put(indent_.empty() ? ":" : ": ") && write(entry.value);
  }

  bool new_line() {
    if (indent_.empty()) return true;
    if (!put("\n")) return false;
    for (std::size_t i = 0; i < level_; ++i) {
      if (!put(indent_)) return false;
    }
    return true;
  }

  std::string_view indent_;
  CallContext& context_;
  TextBuilder out_;
  std::size_t level_ = 0;
};

/// The escape of a byte that can't stand in a JSON string; empty for one that can.
std::string_view short_escape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return {};
  }
}

}  // namespace

void append_json_escape(char c, TextBuilder& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::string_view escape = short_escape(c);
  out.append(escape);
  if (!escape.empty()) return;
  const auto byte = static_cast<std::uint8_t>(c);
  out.append("\\u00");
  out.push_back(digits[byte >> 4]);
  out.push_back(digits[byte & 15]);
}

bool needs_json_escape(char c) {
  return static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\';
}

Result<Value> parse_json(std::string_view text, Flags flags) {
  Reader reader(flags);
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &reader)) return reader.take();
  return fail(ErrorCode::invalid, reader.error().value_or("not JSON"));
}

Value json_text(const Value& value, std::string_view indent, CallContext& context) {
  if (has_no_json(value)) return {};
  Writer writer(indent, context);
  return writer.write(value) ? writer.finish() : Value();
}

bool append_json_string(std::string_view text, TextBuilder& out, CallContext& context) {
  if (!append("\"", out, context)) return false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_json_escape(text[i])) continue;
    if (!append(text.substr(begin, i - begin), out, context)) return false;
    if (!context.budget().grow(out.size(), 6)) return false;
    append_json_escape(text[i], out);
    begin = i + 1;
  }
  return append(text.substr(begin), out, context) && append("\"", out, context);
}

}  // namespace keyplate::evaluate
