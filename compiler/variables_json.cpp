#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "compiler/variables.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t most_nested_json = 64;

/// Of members with one name the first stays where it is and takes the last one's value.
void keep_last(VariableTable& table) {
  std::vector<std::size_t> order(table.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return table[a].name < table[b].name; });
  std::vector<bool> dropped(table.size());
  for (std::size_t i = 0, first = 0; i < order.size(); ++i) {
    if (table[order[i]].name != table[order[first]].name) first = i;
    if (i == first) continue;
    table[order[first]].value = std::move(table[order[i]].value);
    dropped[order[i]] = true;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (dropped[i]) continue;
    if (kept != i) table[kept] = std::move(table[i]);
    ++kept;
  }
  table.resize(kept);
}

/// "line 2, column 5": counted from 1, columns in code points.
std::string place(std::string_view json, std::size_t byte) {
  const std::string_view before = json.substr(0, byte == 0 ? 0 : byte - 1);
  const std::size_t line = before.rfind('\n') + 1;
  const auto starts_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  };
  return fmt::format("line {}, column {}", 1 + std::count(before.begin(), before.end(), '\n'),
                     1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line),
                                       before.end(), starts_character));
}

/// Builds a Variable from nlohmann's events. Errors hold no text of the document, which may be
/// secret.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return add({{}, NullValue{}, nullptr}); }
  bool boolean(bool value) override { return add({{}, value, nullptr}); }
  bool number_integer(number_integer_t value) override {
    return number(static_cast<double>(value), std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return number(static_cast<double>(value), std::to_string(value));
  }
  bool number_float(number_float_t value, const string_t& spelling) override {
    return number(value, spelling);
  }
  bool string(string_t& value) override {
    return add({{}, LiteralText{std::move(value)}, nullptr});
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open({{}, VariableTable{}, nullptr}); }
  bool key(string_t& name) override {
    std::get<VariableTable>(open_.back().value).push_back({std::move(name), {}, {}});
    return true;
  }
  bool end_object() override {
    keep_last(std::get<VariableTable>(open_.back().value));
    return close();
  }
  bool start_array(std::size_t) override { return open({{}, VariableList{}, nullptr}); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    bad_byte_ = position;
    return false;
  }

  Result<Variable> take(std::string_view json) {
    if (bad_byte_) problem_ = fmt::format("not JSON at {}", place(json, *bad_byte_));
    if (!problem_.empty()) return fail(ErrorCode::invalid, std::move(problem_));
    return std::move(root_);
  }

 private:
  bool number(double value, std::string spelling) {
    return add({{}, NumberValue{value, std::move(spelling)}, nullptr});
  }
  bool open(Variable container) {
    if (open_.size() == most_nested_json) {
      problem_ = fmt::format("JSON nested more than {} levels deep", most_nested_json);
      return false;
    }
    open_.push_back(std::move(container));
    return true;
  }
  bool close() {
    Variable done = std::move(open_.back());
    open_.pop_back();
    return add(std::move(done));
  }
  bool add(Variable value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (auto* list = std::get_if<VariableList>(&open_.back().value))
      list->push_back(std::move(value));
    else
      std::get<VariableTable>(open_.back().value).back().value = std::move(value);
    return true;
  }

  std::vector<Variable> open_;
  Variable root_;
  std::string problem_;
  std::optional<std::size_t> bad_byte_;  ///< counted from 1
};

}  // namespace

Result<Variable> parse_json_value(std::string_view json) {
  Builder builder;
  nlohmann::json::sax_parse(json.begin(), json.end(), &builder);
  return builder.take(json);
}

Result<VariableTable> parse_json_object(std::string_view json) {
  Variable value = TRY(parse_json_value(json));
  if (auto* table = std::get_if<VariableTable>(&value.value)) return std::move(*table);
  return fail(ErrorCode::invalid, "expected a JSON object");
}

}  // namespace keyplate::compiler
