#include <fmt/core.h>

#include "cli/arguments.h"
#include "cli/completion.h"
#include "cli/console.h"

namespace keyplate::cli {
namespace {

Offer offer_of(const compiler::FieldSpec& field) {
  return {{field.choices.begin(), field.choices.end()}, field.type == compiler::FieldType::path};
}

}  // namespace

Offer offer(const OptionSpec& option) {
  return offer_of(option.field);
}

Offer offer(const OperandSpec& operand) {
  Offer offered = offer_of(operand.field);
  if (operand.known != nullptr) offered.words = operand.known();
  return offered;
}

bool takes_word(const OptionSpec& option) {
  return option.field.type != compiler::FieldType::boolean && !option.optional_value;
}

std::vector<const OptionSpec*> options_of(const CommandSpec* command) {
  std::vector<const OptionSpec*> options;
  const auto add = [&](std::span<const OptionSpec> group) {
    for (const OptionSpec& option : group) options.push_back(&option);
  };
  if (command != nullptr) {
    for (const auto group : command->options) add(group);
  }
  add(shared_options());
  return options;
}

std::vector<std::string> spellings(const OptionSpec& option) {
  std::vector<std::string> written = {fmt::format("--{}", option.field.name)};
  if (option.letter != 0) written.push_back(fmt::format("-{}", option.letter));
  return written;
}

std::string joined(const std::vector<std::string_view>& words, std::string_view separator) {
  std::string out;
  for (const std::string_view word : words)
    out += fmt::format("{}{}", out.empty() ? "" : separator, word);
  return out;
}

std::string with_backslashes(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

ExitCode run_completion(const Arguments& arguments, Console& console) {
  const std::string shell = *arguments.operand(0);
  console.out.write(shell == "bash"  ? bash_completion()
                    : shell == "zsh" ? zsh_completion()
                                     : fish_completion());
  return ExitCode::ok;
}

}  // namespace keyplate::cli
