#include "cli/variables_options.h"

#include <fmt/core.h>

#include <cstdlib>

#include "compiler/files.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

using compiler::LiteralText;
using compiler::Variable;
using compiler::VariableTable;

constexpr std::uint64_t largest_context = std::uint64_t{16} << 20;
constexpr std::uint64_t largest_given_value = std::uint64_t{1} << 20;

Result<std::string> read(const std::string& path, std::uint64_t most) {
  std::string text;
  TRY(compiler::read_file(path, most, text));
  if (find_invalid_utf8(text))
    return fail(ErrorCode::invalid, fmt::format("`{}` is not UTF-8 text", path));
  return text;
}

Variable literal(std::string text, bool secret) {
  Variable variable;
  variable.value = LiteralText{std::move(text), secret};
  return variable;
}

Result<Variable> from_file(const std::string& path) {
  std::string text = TRY(read(path, largest_given_value));
  return literal(std::move(text), true);
}

Result<Variable> from_environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr)
    return fail(ErrorCode::not_found, fmt::format("the process environment has no `{}`", name));
  return literal(value, true);
}

Result<Variable> value_of(std::string_view option, const std::string& text) {
  if (option == "set-json") return compiler::parse_json_value(text);
  if (option == "set-file") return from_file(text);
  if (option == "set-env") return from_environment(text);
  return literal(text, false);
}

/// An error of reading names the file by itself.
Result<VariableTable> context(const std::string& path) {
  const std::string json = TRY(read(path, largest_context));
  auto table = compiler::parse_json_object(json);
  if (!table) return fail(ErrorCode::invalid, fmt::format("`{}`: {}", path, table.error().message));
  return *std::move(table);
}

bool is_set(std::string_view option) {
  return option == "set" || option.starts_with("set-");
}

struct Assignment {
  std::string name;  ///< dotted
  std::string text;
};

Result<Assignment> split(std::string_view option, const std::string& given) {
  const std::size_t equals = given.find('=');
  const std::string name = given.substr(0, equals);
  const bool empty_part = name.empty() || name.front() == '.' || name.back() == '.' ||
                          name.find("..") != std::string::npos;
  if (equals == std::string::npos || empty_part)
    return fail(ErrorCode::invalid, fmt::format("`--{}` takes NAME=..., not `{}`", option, name));
  return Assignment{name, given.substr(equals + 1)};
}

Result<void> apply(std::string_view option, const std::string& given, VariableTable& table) {
  if (option == "context") {
    const auto read = context(given);
    if (!read) return fail(read.error().code, fmt::format("`--context`: {}", read.error().message));
    compiler::merge(table, *read);
  } else if (is_set(option)) {
    const Assignment assignment = TRY(split(option, given));
    auto value = value_of(option, assignment.text);
    if (!value)
      return fail(value.error().code,
                  fmt::format("`--{} {}`: {}", option, assignment.name, value.error().message));
    compiler::set_path(table, assignment.name, *std::move(value));
  }
  return {};
}

}  // namespace

Expected<VariableTable> variables_of(const Arguments& arguments) {
  VariableTable table;
  std::vector<std::string> problems;
  for (const Given& given : arguments.given()) {
    const auto applied = apply(given.option->field.name, given.value, table);
    if (!applied) problems.push_back(applied.error().message);
  }
  if (problems.empty()) return table;
  Failure failure{ExitCode::usage, problems.front(), {}};
  failure.further.assign(problems.begin() + 1, problems.end());
  return tl::unexpected(std::move(failure));
}

}  // namespace keyplate::cli
