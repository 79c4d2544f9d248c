#include <fmt/core.h>
#include <unistd.h>

#include <array>

#include "cli/arguments.h"
#include "cli/ask.h"
#include "cli/console.h"
#include "cli/named_vault.h"
#include "cli/report.h"
#include "cli/secret_reference.h"
#include "compiler/files.h"
#include "grammar/unicode.h"
#include "runtime/protocol/hardening.h"

namespace keyplate::cli {
namespace {

using protocol::LocalAnswer;
using protocol::LocalVerb;
using protocol::Secret;

constexpr std::uint64_t largest_value = std::uint64_t{1} << 20;

struct VerbRow {
  std::string_view name;
  LocalVerb verb;
  bool takes_name;
};
constexpr std::array verbs = {
    VerbRow{"init", LocalVerb::init, false},   VerbRow{"set", LocalVerb::set, true},
    VerbRow{"list", LocalVerb::list, false},   VerbRow{"remove", LocalVerb::remove, true},
    VerbRow{"rekey", LocalVerb::rekey, false},
};

/// What the command line asks for.
struct Task {
  const VerbRow* row = nullptr;
  std::string vault;
  std::string name;
};

Expected<Task> task_of(const Arguments& arguments) {
  Task task;
  const std::string verb = *arguments.operand(0);
  for (const VerbRow& row : verbs) {
    if (row.name == verb) task.row = &row;
  }
  task.vault = *arguments.operand(1);
  task.name = arguments.operand(2).value_or("");
  if (task.row == nullptr) return give_up(ExitCode::usage, fmt::format("no verb `{}`", verb));
  if (task.row->takes_name && task.name.empty())
    return give_up(ExitCode::usage, fmt::format("`local {}` takes the NAME of a secret", verb));
  if (!task.row->takes_name && arguments.operand(2))
    return give_up(ExitCode::usage, fmt::format("`local {}` takes no NAME", verb));
  if (task.row->takes_name) TRY(check_secret_name(task.name));
  return task;
}

constexpr std::string_view nobody =
    "the value comes from standard input, or from a person at a terminal";

Expected<Secret> typed_value(const Arguments& arguments, const std::string& name) {
  if (arguments.has("no-input")) return give_up(ExitCode::person, std::string(nobody));
  const std::string shown = visible(name);
  auto value = ask(fmt::format("Value of {}:", shown), Echo::hidden);
  auto again = value ? ask("Again:", Echo::hidden) : std::nullopt;
  if (!value || !again) return give_up(ExitCode::person, std::string(nobody));
  if (*value != *again) return give_up(ExitCode::person, "the two differ; nothing is stored");
  return *std::move(value);
}

/// Standard input exactly, or what a person types.
Expected<Secret> value_of(const Arguments& arguments, const Task& task, const Console& console) {
  if (task.row->verb != LocalVerb::set) return Secret();
  if (console.input_closed) return give_up(ExitCode::person, std::string(nobody));
  if (::isatty(STDIN_FILENO) == 1) return typed_value(arguments, task.name);
  std::string value;
  const auto read = compiler::read_stream(STDIN_FILENO, "standard input", largest_value, value);
  if (!read) return give_up(ExitCode::usage, read.error().message);
  return Secret(std::move(value));
}

void show(const Task& task, const LocalAnswer& answer, Console& console) {
  for (const std::string& name : answer.names)
    console.out.write(fmt::format("{}\n", visible(name)));
  for (const std::string& path : answer.created) console.note(fmt::format("wrote `{}`", path));
  if (task.row->verb == LocalVerb::set)
    console.note(fmt::format("stored `{}` in `{}`", task.name, task.vault));
  if (task.row->verb == LocalVerb::remove)
    console.note(fmt::format("removed `{}` from `{}`", task.name, task.vault));
}

}  // namespace

ExitCode run_local(const Arguments& arguments, Console& console) {
  protocol::empty_core_files();
  const auto task = task_of(arguments);
  if (!task) return end_with(task.error(), console);
  auto named = named_vault(arguments, task->vault, console);
  if (!named) return end_with(named.error(), console);
  if (named->vault->provider != compiler::ProviderId::local)
    return end_with(
        {ExitCode::usage, fmt::format("`{}` is no `local` vault; keyplate writes to no other",
                                      visible(task->vault))},
        console);
  DiagnosticSink sink;
  if (!check_trust(named->workspace(), named->access.grants, sink))
    return report(sink.take(), console);
  auto value = value_of(arguments, *task, console);
  if (!value) return end_with(value.error(), console);

  ResolverClient client(std::move(named->access.resolver));
  const auto answer = client.local(named->workspace(), *named->vault, task->row->verb, task->name,
                                   *std::move(value));
  if (!answer) return report({diagnostic_of(answer.error())}, console);
  show(*task, *answer, console);
  return ExitCode::ok;
}

}  // namespace keyplate::cli
