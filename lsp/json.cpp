#include "lsp/json.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "grammar/unicode.h"

namespace keyplate::lsp {
namespace {

constexpr std::size_t most_nested = 128;

/// Builds a Json from nlohmann's events; a false answer ends the parse.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return add({}); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(std::int64_t{value}); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > INT64_MAX) return add(static_cast<double>(value));
    return add(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::Object()); }
  bool key(string_t& name) override {
    open_.back().as<Json::Object>()->emplace_back(std::move(name), Json());
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::List()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    problem_ = fmt::format("not JSON at byte {}", position);
    return false;
  }

  Result<Json> take() {
    if (!problem_.empty()) return fail(ErrorCode::invalid, std::move(problem_));
    return std::move(root_);
  }

 private:
  bool open(Json container) {
    if (open_.size() == most_nested) {
      problem_ = fmt::format("JSON nested more than {} levels deep", most_nested);
      return false;
    }
    open_.push_back(std::move(container));
    return true;
  }
  bool close() {
    Json done = std::move(open_.back());
    open_.pop_back();
    return add(std::move(done));
  }
  bool add(Json value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (auto* const list = open_.back().as<Json::List>())
      list->push_back(std::move(value));
    else
      open_.back().as<Json::Object>()->back().second = std::move(value);
    return true;
  }

  std::vector<Json> open_;
  Json root_;
  std::string problem_;
};

/// The code unit that `\uXXXX` at `at` stands for, or nothing.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\u" || text.size() - at < 6) return std::nullopt;
  unsigned unit = 0;
  for (const char c : text.substr(at + 2, 4)) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::size_t digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    if (digit == std::string_view::npos) return std::nullopt;
    unit = unit * 16 + static_cast<unsigned>(digit);
  }
  return unit;
}

/// Escaped halves of surrogate pairs without their other half become U+FFFD.
std::string mend_surrogates(std::string_view text) {
  std::string mended(text);
  for (std::size_t at = 0; (at = text.find('\\', at)) != std::string_view::npos;) {
    const auto unit = escaped_unit(text, at);
    if (!unit || *unit < 0xD800 || *unit > 0xDFFF) {
      at += 2;
      continue;
    }
    const auto next = escaped_unit(text, at + 6);
    if (*unit < 0xDC00 && next && *next >= 0xDC00 && *next <= 0xDFFF) {
      at += 12;
      continue;
    }
    mended.replace(at, 6, "\\uFFFD");
    at += 6;
  }
  return mended;
}

void write(const Json& value, std::string& out);

void write(std::string_view text, std::string& out) {
  if (find_invalid_utf8(text)) return write(std::string_view(visible(text)), out);
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_control(c)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void write(const Json::List& list, std::string& out) {
  out += '[';
  for (const Json& element : list) {
    if (&element != list.data()) out += ',';
    write(element, out);
  }
  out += ']';
}

void write(const Json::Object& object, std::string& out) {
  out += '{';
  for (const auto& [name, value] : object) {
    if (&name != &object.front().first) out += ',';
    write(std::string_view(name), out);
    out += ':';
    write(value, out);
  }
  out += '}';
}

void write(const Json& value, std::string& out) {
  if (const auto* const boolean = value.as<bool>())
    out += *boolean ? "true" : "false";
  else if (const auto* const integer = value.as<std::int64_t>())
    out += fmt::format("{}", *integer);
  else if (const auto* const number = value.as<double>())
    out += fmt::format("{}", *number);
  else if (const auto* const text = value.as<std::string>())
    write(std::string_view(*text), out);
  else if (const auto* const list = value.as<Json::List>())
    write(*list, out);
  else if (const auto* const object = value.as<Json::Object>())
    write(*object, out);
  else
    out += "null";
}

}  // namespace

const Json& Json::operator[](std::string_view name) const {
  static const Json none;
  const auto* const object = as<Object>();
  if (object == nullptr) return none;
  // The last of several wins, as in JavaScript.
  const auto found = std::find_if(object->rbegin(), object->rend(),
                                  [&](const Member& member) { return member.first == name; });
  return found == object->rend() ? none : found->second;
}

const Json::List& Json::list() const {
  static const List none;
  const auto* const list = as<List>();
  return list == nullptr ? none : *list;
}

std::optional<std::string_view> Json::text() const {
  const auto* const text = as<std::string>();
  if (text == nullptr) return std::nullopt;
  return *text;
}

bool Json::is_true() const {
  const auto* const boolean = as<bool>();
  return boolean != nullptr && *boolean;
}

Json Json::take(std::string_view name) {
  return std::move(const_cast<Json&>(std::as_const(*this)[name]));  // none is null, moved or not
}

void Json::add(std::string name, Json value) {
  as<Object>()->emplace_back(std::move(name), std::move(value));
}

Result<Json> parse_json(std::string_view text) {
  Builder builder;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.take();
  Result<Json> failed = builder.take();
  const std::string mended = mend_surrogates(text);
  if (mended == text) return failed;
  Builder again;
  nlohmann::json::sax_parse(mended.begin(), mended.end(), &again);
  return again.take();
}

std::string write_json(const Json& value) {
  std::string out;
  write(value, out);
  return out;
}

}  // namespace keyplate::lsp
