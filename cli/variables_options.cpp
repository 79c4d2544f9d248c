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
constexpr std::uint64_t largest_value = std::uint64_t{1} << 20;

Expected<std::string> read(const std::string& path, std::uint64_t most) {
  std::string text;
  if (auto done = compiler::read_file(path, most, text); !done)
    return give_up(ExitCode::usage, std::move(done.error().message));
  if (find_invalid_utf8(text))
    return give_up(ExitCode::usage, fmt::format("`{}` is not UTF-8 text", path));
  return text;
}

Variable literal(std::string text, bool secret) {
  Variable variable;
  variable.value = LiteralText{std::move(text), secret};
  return variable;
}

Expected<Variable> from_file(const std::string& path) {
  std::string text = TRY(read(path, largest_value));
  return literal(std::move(text), true);
}

Expected<Variable> from_environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr)
    return give_up(ExitCode::usage,
                   fmt::format("`--set-env`: the process environment has no `{}`", name));
  return literal(value, true);
}

Expected<Variable> from_json(const std::string& json) {
  auto variable = compiler::parse_json_value(json);
  if (!variable)
    return give_up(ExitCode::usage, fmt::format("`--set-json`: {}", variable.error().message));
  return *std::move(variable);
}

Expected<Variable> value_of(std::string_view option, const std::string& text) {
  if (option == "set-json") return from_json(text);
  if (option == "set-file") return from_file(text);
  if (option == "set-env") return from_environment(text);
  return literal(text, false);
}

Expected<VariableTable> context(const std::string& path) {
  const std::string json = TRY(read(path, largest_context));
  auto table = compiler::parse_json_object(json);
  if (!table) return give_up(ExitCode::usage, fmt::format("`{}`: {}", path, table.error().message));
  return *std::move(table);
}

bool is_set(std::string_view option) {
  return option == "set" || option.starts_with("set-");
}

/// `a.b=text`: the dotted name and the text.
Expected<std::pair<std::string, std::string>> split(std::string_view option,
                                                    const std::string& given) {
  const std::size_t equals = given.find('=');
  const std::string name = given.substr(0, equals);
  const bool empty_part = name.empty() || name.front() == '.' || name.back() == '.' ||
                          name.find("..") != std::string::npos;
  if (equals == std::string::npos || empty_part)
    return give_up(ExitCode::usage, fmt::format("`--{}` takes NAME=..., not `{}`", option, name));
  return std::pair(name, given.substr(equals + 1));
}

}  // namespace

Expected<VariableTable> variables_of(const Arguments& arguments) {
  VariableTable table;
  for (const Given& given : arguments.given()) {
    const std::string_view option = given.option->field.name;
    if (option == "context") {
      compiler::merge(table, TRY(context(given.value)));
    } else if (is_set(option)) {
      auto [name, text] = TRY(split(option, given.value));
      compiler::set_path(table, name, TRY(value_of(option, text)));
    }
  }
  return table;
}

}  // namespace keyplate::cli
