#include "cli/answers.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "cli/ask.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// `Title: label [offer]`, on one line.
std::string question(const evaluate::Prompt& prompt) {
  std::string text = prompt.title;
  if (!prompt.label.empty() && prompt.label != prompt.title) text += ": " + prompt.label;
  const bool shows = prompt.fallback && !prompt.fallback->empty() && !prompt.secret_fallback;
  if (shows) text += fmt::format(" [{}]", *prompt.fallback);
  if (prompt.secret_fallback) text += " [the default]";
  return text;
}

}  // namespace

Expected<Answers> Answers::given(const Arguments& arguments) {
  Answers answers;
  answers.may_ask_ = !arguments.has("no-input");
  for (const cli::Given& option : arguments.given()) {
    if (option.option->field.name != "answer") continue;
    const std::size_t equals = option.value.find('=');
    if (equals == std::string::npos || equals == 0)
      return give_up(ExitCode::usage, "`--answer` takes KEY=TEXT");
    const std::string name = option.value.substr(0, equals);
    if (find_invalid_utf8(option.value))
      return give_up(ExitCode::usage,
                     fmt::format("`--answer {}` is not UTF-8 text", visible(name)));
    const auto same = [&](const Given& one) {
      return one.name == name;
    };
    if (std::any_of(answers.given_.begin(), answers.given_.end(), same))
      return give_up(ExitCode::usage, fmt::format("`--answer {}` is given twice", visible(name)));
    answers.given_.push_back({name, option.value.substr(equals + 1)});
  }
  return answers;
}

protocol::Outcome<protocol::Secret> Answers::answer(const evaluate::Prompt& prompt) {
  for (Given& one : given_) {
    if (one.name != prompt.name()) continue;
    one.used = true;
    return protocol::Secret(std::string_view(one.text));
  }
  const std::string shown = visible(prompt.name());
  const std::string hint = fmt::format("`--answer '{}=...'` gives the answer", shown);
  const auto kind = protocol::ErrorKind::needs_person;
  if (!may_ask_) return protocol::fail(kind, fmt::format("nobody to ask: {}", shown), hint);
  auto typed = ask(question(prompt), prompt.hidden ? Echo::hidden : Echo::shown);
  if (!typed) return protocol::fail(kind, fmt::format("`{}` was not answered", shown), hint);
  if (find_invalid_utf8(typed->reveal()))
    return protocol::fail(protocol::ErrorKind::wrong_form,
                          fmt::format("the answer to `{}` is not UTF-8 text", shown));
  if (typed->empty() && prompt.fallback)
    return protocol::Secret(std::string_view(*prompt.fallback));
  return std::move(*typed);
}

std::vector<std::string> Answers::unused() const {
  std::vector<std::string> names;
  for (const Given& one : given_)
    if (!one.used) names.push_back(one.name);
  return names;
}

}  // namespace keyplate::cli
