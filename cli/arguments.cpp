#include "cli/arguments.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>

#include "compiler/duration.h"
#include "compiler/suggest.h"

namespace keyplate::cli {
namespace {

using compiler::FieldType;

bool is_flag(const OptionSpec& option) {
  return option.field.type == FieldType::boolean;
}

std::string listed(std::span<const std::string_view> choices) {
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const bool last = i + 1 == choices.size();
    text += fmt::format("{}`{}`", i == 0 ? "" : last ? " or " : ", ", choices[i]);
  }
  return text;
}

/// Why `value` is none for the row, as half a sentence; empty when it is one.
std::string value_problem(const compiler::FieldSpec& field, std::string_view value) {
  if (field.type == FieldType::choice) {
    if (std::find(field.choices.begin(), field.choices.end(), value) == field.choices.end())
      return fmt::format("takes {}, not `{}`", listed(field.choices), value);
  }
  if (field.type == FieldType::path && value.empty()) return "takes a path, not an empty text";
  if (field.type == FieldType::duration && !compiler::parse_duration(value))
    return fmt::format("takes a duration such as `30s` or `1h30m`, not `{}`", value);
  if (field.rule == nullptr) return {};
  const auto problem = field.rule(value);
  return problem ? fmt::format("is `{}`: {}", value, problem->reason) : std::string();
}

}  // namespace

/// Reads one command line, word by word. Every step returns false after noting an error.
class ArgumentReader {
 public:
  explicit ArgumentReader(std::span<const char* const> words) : words_(words) {}

  tl::expected<Arguments, UsageError> read() {
    if (read_words() && (result_.help_ || result_.version_ || complete()))
      return std::move(result_);
    return tl::unexpected(UsageError{std::move(problem_), result_.command_});
  }

 private:
  bool read_words();
  bool read_word(std::string_view word);
  bool read_long(std::string_view word);
  bool read_letter(std::string_view word);
  bool read_command(std::string_view word);
  bool read_operand(std::string_view word);
  bool read_option(const OptionSpec& option, std::string_view spelling,
                   std::optional<std::string_view> attached);
  bool take(const OptionSpec& option, std::string_view spelling, std::optional<std::string> value);
  bool unknown_option(std::string_view spelling);
  bool is_option(std::string_view word) const;

  bool complete();
  bool complete_operands();
  bool complete_options();
  bool given(std::string_view option_or_operand) const;
  std::string shown(std::string_view option_or_operand) const;

  bool wrong(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  std::span<const char* const> words_;
  std::size_t next_ = 0;
  bool operands_only_ = false;
  Arguments result_;
  std::string problem_;
};

bool ArgumentReader::read_words() {
  while (next_ < words_.size()) {
    if (!read_word(words_[next_++])) return false;
    if (result_.help_ || result_.version_) return true;
  }
  return true;
}

bool ArgumentReader::read_word(std::string_view word) {
  if (operands_only_ || word == "-" || !word.starts_with('-')) {
    return result_.command_ == nullptr ? read_command(word) : read_operand(word);
  }
  if (word == "--") return operands_only_ = true;
  if (word == "--help" || word == "-h") return result_.help_ = true;
  if (word == "--version" && result_.command_ == nullptr) return result_.version_ = true;
  return word.starts_with("--") ? read_long(word) : read_letter(word);
}

bool ArgumentReader::read_long(std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string_view spelling = word.substr(0, equals);
  const OptionSpec* const option = find_option(result_.command_, spelling.substr(2));
  if (option == nullptr) return unknown_option(spelling);
  if (equals == std::string_view::npos) return read_option(*option, spelling, std::nullopt);
  return read_option(*option, spelling, word.substr(equals + 1));
}

bool ArgumentReader::read_letter(std::string_view word) {
  const std::string_view spelling = word.substr(0, 2);
  const OptionSpec* const option = find_option(result_.command_, spelling);
  if (option == nullptr) return unknown_option(spelling);
  if (word.size() == 2) return read_option(*option, spelling, std::nullopt);
  if (!is_flag(*option)) return read_option(*option, spelling, word.substr(2));
  return wrong(fmt::format("`{}` takes no value", spelling));
}

bool ArgumentReader::read_option(const OptionSpec& option, std::string_view spelling,
                                 std::optional<std::string_view> attached) {
  if (is_flag(option)) {
    if (attached) return wrong(fmt::format("`{}` takes no value", spelling));
    return take(option, spelling, std::nullopt);
  }
  if (attached) return take(option, spelling, std::string(*attached));
  if (option.optional_value) return take(option, spelling, std::nullopt);
  if (next_ == words_.size() || is_option(words_[next_]))
    return wrong(
        fmt::format("`{}` needs a value: `{} {}`", spelling, spelling, option.placeholder));
  return take(option, spelling, std::string(words_[next_++]));
}

/// Whether the word is an option of this command, and so no value: `--env --quiet` forgot one.
bool ArgumentReader::is_option(std::string_view word) const {
  return word.starts_with("--") &&
         find_option(result_.command_, word.substr(2, word.find('=') - 2)) != nullptr;
}

bool ArgumentReader::take(const OptionSpec& option, std::string_view spelling,
                          std::optional<std::string> value) {
  const bool again = std::any_of(result_.given_.begin(), result_.given_.end(),
                                 [&](const Given& given) { return given.option == &option; });
  if (again && !option.repeatable && !is_flag(option))
    return wrong(fmt::format("`{}` is given twice", spelling));
  if (value) {
    const std::string problem = value_problem(option.field, *value);
    if (!problem.empty()) return wrong(fmt::format("`{}` {}", spelling, problem));
  }
  const bool has_value = value.has_value();
  result_.given_.push_back({&option, std::move(value).value_or(""), has_value});
  return true;
}

bool ArgumentReader::unknown_option(std::string_view spelling) {
  std::vector<std::string> names = {"--help"};
  const auto add = [&](std::span<const OptionSpec> options) {
    for (const OptionSpec& option : options)
      names.push_back(fmt::format("--{}", option.field.name));
  };
  add(shared_options());
  if (result_.command_ != nullptr) {
    for (const auto group : result_.command_->options) add(group);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto meant = compiler::nearest(spelling, known);
  return wrong(fmt::format("unknown option `{}`{}", spelling,
                           meant ? fmt::format("; did you mean `{}`?", *meant) : ""));
}

bool ArgumentReader::read_command(std::string_view word) {
  result_.command_ = find_command(word);
  if (result_.command_ != nullptr) return true;
  std::vector<std::string_view> known;
  for (const CommandSpec& command : commands()) known.push_back(command.name);
  return wrong(fmt::format("unknown command `{}`{}", word, compiler::hint(word, known)));
}

bool ArgumentReader::read_operand(std::string_view word) {
  const auto operands = result_.command_->operands;
  const std::size_t index = result_.operands_.size();
  if (operands.empty()) return wrong(fmt::format("takes no operand; found `{}`", word));
  if (index >= operands.size() && !operands.back().repeatable) {
    return wrong(
        fmt::format("one `{}` only; found a second, `{}`", operands.back().field.name, word));
  }
  const OperandSpec& operand = operands[std::min(index, operands.size() - 1)];
  const compiler::FieldSpec& field = operand.field;
  if (operand.behind_dashes && !operands_only_)
    return wrong(fmt::format("`{}` stands before `--`; `{}` and its options stand behind it", word,
                             field.name));
  const std::string problem = value_problem(field, word);
  if (!problem.empty()) return wrong(fmt::format("`{}` {}", field.name, problem));
  result_.operands_.emplace_back(word);
  return true;
}

bool ArgumentReader::complete() {
  if (result_.command_ == nullptr) return wrong("which command?");
  return complete_operands() && complete_options();
}

bool ArgumentReader::complete_operands() {
  const auto operands = result_.command_->operands;
  for (std::size_t i = result_.operands_.size(); i < operands.size(); ++i) {
    if (operands[i].field.required)
      return wrong(
          fmt::format("`{}` is missing: {}", operands[i].field.name, operands[i].field.doc));
  }
  return true;
}

bool ArgumentReader::complete_options() {
  for (const Given& given_option : result_.given_) {
    const OptionSpec& option = *given_option.option;
    if (!option.needs.empty() && !given(option.needs))
      return wrong(
          fmt::format("`--{}` means nothing without `--{}`", option.field.name, option.needs));
  }
  for (const Conflict& conflict : result_.command_->conflicts) {
    if (given(conflict.first) && given(conflict.second)) {
      return wrong(fmt::format("{} and {} don't go together", shown(conflict.first),
                               shown(conflict.second)));
    }
  }
  return true;
}

bool ArgumentReader::given(std::string_view option_or_operand) const {
  const auto operands = result_.command_->operands;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (operands[i].field.name == option_or_operand) return result_.operands_.size() > i;
  }
  return result_.has(option_or_operand);
}

std::string ArgumentReader::shown(std::string_view option_or_operand) const {
  const bool is_operand = find_option(result_.command_, option_or_operand) == nullptr;
  return fmt::format("`{}{}`", is_operand ? "" : "--", option_or_operand);
}

tl::expected<Arguments, UsageError> parse_arguments(std::span<const char* const> words) {
  return ArgumentReader(words).read();
}

bool Arguments::has(std::string_view option) const {
  assert(find_option(command_, option) != nullptr);
  return std::any_of(given_.begin(), given_.end(),
                     [&](const Given& given) { return given.option->field.name == option; });
}

std::optional<std::string> Arguments::value(std::string_view option) const {
  for (const Given& given : given_) {
    if (given.option->field.name == option && given.has_value) return given.value;
  }
  const OptionSpec* const row = find_option(command_, option);
  assert(row != nullptr);
  if (row == nullptr || row->field.fallback.empty()) return std::nullopt;
  return std::string(row->field.fallback);
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  assert(find_option(command_, option) != nullptr);
  std::vector<std::string> all;
  for (const Given& given : given_) {
    if (given.option->field.name == option && given.has_value) all.push_back(given.value);
  }
  return all;
}

std::optional<std::string> Arguments::operand(std::size_t index) const {
  if (index >= operands_.size()) return std::nullopt;
  return operands_[index];
}

}  // namespace keyplate::cli
