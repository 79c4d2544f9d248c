#include <fmt/core.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/env_files.h"
#include "cli/github_mask.h"
#include "cli/invocation.h"
#include "cli/render_run.h"
#include "cli/report.h"
#include "cli/supervise.h"
#include "runtime/protocol/masker.h"

namespace keyplate::cli {
namespace {

/// What the command's output may not show. It takes values only where it is masked at all.
class Masked {
 public:
  explicit Masked(bool wanted) : wanted_(wanted) {}

  protocol::MaskedValues::Added add(std::string_view value) {
    if (!wanted_) return protocol::MaskedValues::Added::covered;
    const auto added = values_.add(value);
    if (added == protocol::MaskedValues::Added::too_much) too_much_ = true;
    return added;
  }

  /// Remembers the names of those that are too short.
  void add(const AssignedVariable& variable) {
    if (!variable.secret) return;
    for (const protocol::Secret& part : variable.parts) add(part.reveal());
    const bool short_one = add(variable.value.reveal()) == protocol::MaskedValues::Added::too_short;
    if (!short_one || variable.value.empty()) return;
    names_ += fmt::format("{}`{}`", short_ == 0 ? "" : ", ", variable.name);
    ++short_;
  }

  void tell_short(Console& console) const {
    if (short_ == 1)
      console.note(fmt::format("{} has less than {} bytes and is not masked", names_,
                               protocol::shortest_masked));
    if (short_ > 1)
      console.note(fmt::format("{} values have less than {} bytes and are not masked: {}", short_,
                               protocol::shortest_masked, names_));
  }

  bool too_much() const { return too_much_; }
  /// Null: there is nothing to mask.
  const protocol::MaskedValues* ready() {
    if (values_.empty()) return nullptr;
    values_.ready();
    return &values_;
  }

 private:
  bool wanted_;
  protocol::MaskedValues values_;
  bool too_much_ = false;
  unsigned short_ = 0;
  std::string names_;
};

Expected<RenderSetup> set_up_run(const Arguments& arguments, Console& console) {
  TRY(check_github_mask(arguments));
  VaultAccess access = TRY(vault_access(arguments, console));
  const std::vector<std::string> files = arguments.values("env-file");
  if (files.empty()) return give_up(ExitCode::usage, "`run` needs an `--env-file FILE`");
  RenderPlan plan = TRY(plan_sources(files, arguments, console));
  TRY(add_settings(access, plan.loaded ? &*plan.loaded : nullptr, arguments, console));
  RenderSetup setup =
      TRY(set_up_render(std::move(access), std::move(plan), arguments, console.seen));
  for (std::string& format : setup.formats) format = env_format(std::move(format));
  return setup;
}

/// What the files assign; nothing: there are errors, which are reported.
std::optional<std::vector<AssignedVariable>> assigned_by(RenderRun& run, Console& console) {
  std::optional<std::vector<AssignedVariable>> variables;
  if (run.check()) {
    const std::vector<evaluate::Rendered> rendered = run.evaluate();
    if (!has_errors(run.sink().diagnostics())) variables = read_env_files(run, rendered);
  }
  report(run.sink().take(), console);
  return variables;
}

ExitCode can_not_start(const Invocation& invocation, int error, Console& console) {
  const std::string& program = invocation.program();
  if (error == ENOENT && program.find('/') == std::string::npos) {
    console.say(fmt::format("no `{}` in any folder of PATH", program));
  } else {
    const bool no_program = error == ENOEXEC;
    console.say(fmt::format(
        "`{}` can't be started: {}", program,
        no_program ? "it is neither a program nor a script with `#!`" : std::strerror(error)));
  }
  return error == ENOENT ? ExitCode::command_not_found : ExitCode::command_not_started;
}

/// Ends as the command did: by its signal, or with its exit code.
ExitCode end_like(int status) {
  if (!WIFSIGNALED(status)) return exit_code_of_command(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, signal);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
  return exit_code_of_command(128 + signal);
}

ExitCode start(const Invocation& invocation, const protocol::MaskedValues* masked,
               Console& console) {
  console.out.flush();
  console.err.flush();
  if (masked == nullptr) {
    ::signal(SIGPIPE, SIG_DFL);
    return can_not_start(invocation, invocation.execute(), console);
  }
  const auto ending = supervise(invocation, *masked);
  if (!ending) {
    end_with(ending.error(), console);
    return ExitCode::before_command;
  }
  if (ending->start_error != 0) return can_not_start(invocation, ending->start_error, console);
  return end_like(ending->status);
}

}  // namespace

ExitCode run_run(const Arguments& arguments, Console& console) {
  Masked masked(!arguments.has("no-mask"));
  auto setup = set_up_run(arguments, console);
  if (!setup) {
    end_with(setup.error(), console);
    return ExitCode::before_command;
  }
  ChildEnvironment environment;
  {
    RenderRun run(*std::move(setup));
    const auto variables = assigned_by(run, console);
    if (!variables) return ExitCode::before_command;
    for (const std::string& name : run.unused_answers())
      console.note(fmt::format("no `prompt` asked for the answer `{}`", name));
    for (const std::string_view value : console.seen.values()) masked.add(value);
    for (const AssignedVariable& variable : *variables) {
      environment.set(variable.name, variable.value.reveal());
      masked.add(variable);
    }
  }
  if (masked.too_much()) {
    // Not by `say`, which has nothing to scrub it with either: it holds no value.
    console.err.write(
        "keyplate: there are more than 4 MiB of secrets, too much to mask; `--no-mask` runs the "
        "command all the same\n");
    return ExitCode::before_command;
  }
  if (const auto told = mask_in_github(arguments, console); !told) {
    end_with(told.error(), console);
    return ExitCode::before_command;
  }
  masked.tell_short(console);
  const Invocation invocation(arguments.operands(), std::move(environment));
  return start(invocation, masked.ready(), console);
}

}  // namespace keyplate::cli
