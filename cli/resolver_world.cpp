#include "cli/resolver_world.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/ask.h"
#include "cli/console.h"
#include "cli/data_file.h"
#include "cli/effective_vaults.h"
#include "cli/grant_options.h"
#include "cli/machine.h"
#include "cli/own_folders.h"
#include "compiler/checked_workspace.h"
#include "compiler/duration.h"

namespace keyplate::cli {
namespace {

constexpr std::string_view refused = "nothing is read without a grant";

std::optional<protocol::Secret> ask_person(const protocol::Question& question) {
  return ask(question.text, question.hidden ? Echo::hidden : Echo::shown);
}

}  // namespace

Expected<VaultAccess> vault_access(const Arguments& arguments, Console& console) {
  VaultAccess access;
  access.grants = TRY(run_grants(arguments));
  access.resolver = TRY(resolver_options(arguments, console));
  access.answers = TRY(Answers::given(arguments));
  return access;
}

Expected<void> add_settings(VaultAccess& access, const compiler::LoadedWorkspace* loaded,
                            const Arguments& arguments, Console& console) {
  access.resolver.refresh = arguments.has("refresh");
  access.resolver.offline = arguments.has("offline");
  if (loaded == nullptr && arguments.has("auth"))
    return give_up(ExitCode::usage, "`--auth` needs a workspace, whose vaults it is about");
  if (loaded == nullptr) return {};
  access.resolver.cache_ttl = loaded->workspace.cache_ttl;
  access.resolver.vaults = TRY(effective_vaults(*loaded, arguments, console));
  return {};
}

ResolverWorld::ResolverWorld(const compiler::Workspace* workspace, VaultAccess access,
                             DiagnosticSink& sink)
    : workspace_(workspace),
      grants_(std::move(access.grants)),
      seen_(access.resolver.seen),
      sink_(sink),
      client_(std::move(access.resolver)),
      answers_(std::move(access.answers)) {}

bool ResolverWorld::granted() {
  if (!granted_) granted_ = workspace_ != nullptr && check_trust(*workspace_, grants_, sink_);
  return *granted_;
}

std::vector<protocol::Answer> ResolverWorld::read(
    std::span<const evaluate::SecretRequest> requests) {
  std::vector<protocol::Answer> answers;
  if (granted()) {
    auto outcome = client_.read(*workspace_, requests);
    if (outcome) return *std::move(outcome);
    for (std::size_t i = 0; i < requests.size(); ++i) answers.emplace_back(outcome.error());
    return answers;
  }
  const protocol::Failure failure{protocol::ErrorKind::cancelled, std::string(refused), {}};
  for (std::size_t i = 0; i < requests.size(); ++i) answers.emplace_back(failure);
  return answers;
}

void ResolverWorld::random(std::span<std::uint8_t> bytes) {
  fill_random(bytes);
}

evaluate::Moment ResolverWorld::now() {
  return cli::now();
}

protocol::Outcome<std::string> ResolverWorld::file(const std::string& path) {
  if (!granted()) return protocol::fail(protocol::ErrorKind::cancelled, std::string(refused));
  return read_data_file(*workspace_, path);
}

protocol::Outcome<protocol::Secret> ResolverWorld::answer(const evaluate::Prompt& prompt) {
  auto answer = answers_.answer(prompt);
  if (answer && prompt.hidden && seen_) seen_->add(answer->reveal());
  return answer;
}

std::optional<std::string> ResolverWorld::variable(std::string_view name) {
  if (!granted()) return std::nullopt;
  return environment_variable(std::string(name).c_str());
}

std::string ResolverWorld::fact(std::string_view name) {
  return machine_fact(name);
}

void ResolverWorld::drop_refused(std::vector<Diagnostic>& diagnostics) const {
  if (granted_.value_or(true)) return;
  std::erase_if(diagnostics, [](const Diagnostic& diagnostic) {
    return diagnostic.code == Code::resolver_unavailable && diagnostic.message == refused;
  });
}

Expected<ResolverOptions> resolver_options(const Arguments& arguments, Console& console) {
  ResolverOptions options;
  options.seen = &console.seen;
  const std::string given = *arguments.value("timeout");
  const auto timeout = compiler::parse_duration(given);
  if (!timeout || timeout->count() == 0)
    return give_up(ExitCode::usage,
                   fmt::format("`--timeout` takes a duration such as `30s`, not `{}`", given));
  options.timeout = *timeout;
  if (!arguments.has("no-input")) options.ask = ask_person;
  return options;
}

Diagnostic diagnostic_of(const protocol::Failure& failure) {
  DiagnosticSink sink;
  std::string message = failure.message;
  if (!failure.hint.empty()) message += "; " + failure.hint;
  const Code code = find_code(protocol::name(failure.kind)).value_or(Code::resolver_unavailable);
  return sink.add(code, nullptr, std::nullopt, std::move(message));
}

}  // namespace keyplate::cli
