#include "cli/resolver_client.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>
#include <utility>

#include "cli/resolver_process.h"
#include "cli/seen_secrets.h"
#include "cli/vault_variables.h"
#include "compiler/result.h"
#include "runtime/protocol/codec.h"

namespace keyplate::cli {
namespace {

using protocol::ErrorKind;
using protocol::Outcome;
using protocol::Response;
using protocol::VaultSettings;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Beyond its own deadline the resolver has this long to say that it has passed.
constexpr milliseconds grace{1000};
constexpr milliseconds greeting_time{5000};

using Names = std::set<std::string, std::less<>>;

/// All of them, for a command: it is the person's own program and expects the person's environment.
void add_all_variables(Names& names) {
  for (char** entry = environ; entry && *entry; ++entry) {
    const char* equals = std::strchr(*entry, '=');
    if (equals) names.emplace(*entry, static_cast<std::size_t>(equals - *entry));
  }
}

/// The variables that opening the vault may need.
void add_variables(const VaultSettings& vault, Names& names) {
  for (VaultVariable& variable : variables_of(vault)) names.insert(std::move(variable.name));
  for (const protocol::Setting& setting : vault.settings) {
    if (setting.key.ends_with(".command")) add_all_variables(names);
  }
}

void see_credentials(const VaultSettings& vault, const protocol::Caller& caller,
                     SeenSecrets* seen) {
  if (seen == nullptr) return;
  for (const VaultVariable& variable : variables_of(vault)) {
    const protocol::Secret* const value = caller.find_variable(variable.name);
    if (value == nullptr || variable.kind == VariableKind::plain) continue;
    const std::string_view text = value->reveal();
    seen->add_credential(variable.kind == VariableKind::url ? login_in_url(text) : text);
  }
}

std::vector<protocol::Variable> read_variables(const Names& names) {
  std::vector<protocol::Variable> variables;
  for (const std::string& name : names) {
    if (const char* value = std::getenv(name.c_str())) {
      variables.push_back({name, protocol::Secret(std::string_view(value))});
    }
  }
  return variables;
}

protocol::Caller caller_for(const compiler::Workspace& workspace, const ResolverOptions& options,
                            const Names& names) {
  protocol::Caller caller;
  caller.folder = workspace.folder;
  caller.data_folders = workspace.data_folders;
  caller.deadline_ms =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(options.timeout.count(), 0, UINT32_MAX));
  caller.interactive = static_cast<bool>(options.ask);
  caller.environment = read_variables(names);
  return caller;
}

protocol::ReadRequest read_request(const compiler::Workspace& workspace,
                                   std::span<const evaluate::SecretRequest> requests,
                                   const ResolverOptions& options) {
  protocol::ReadRequest request;
  std::vector<const compiler::Vault*> vaults;
  Names names = {"HOME"};
  for (const evaluate::SecretRequest& one : requests) {
    const auto known = std::find(vaults.begin(), vaults.end(), one.vault);
    protocol::Reference reference = one.reference;
    reference.vault = static_cast<std::uint32_t>(known - vaults.begin());
    if (known == vaults.end()) {
      vaults.push_back(one.vault);
      request.vaults.push_back(options.vaults.settings_of(*one.vault));
      add_variables(request.vaults.back(), names);
    }
    if (request.vaults[reference.vault].provider == "env") names.insert(reference.name);
    request.references.push_back(std::move(reference));
  }
  request.caller = caller_for(workspace, options, names);
  request.ttl_s = static_cast<std::uint32_t>(options.cache_ttl.count());
  request.refresh = options.refresh;
  request.offline = options.offline;
  for (const VaultSettings& vault : request.vaults)
    see_credentials(vault, request.caller, options.seen);
  return request;
}

tl::unexpected<protocol::Failure> nonsense() {
  return protocol::fail(ErrorKind::resolver_unavailable,
                        "keyplate-resolver answered something else than was asked");
}

}  // namespace

/// A resolver that has been greeted, and the person it may ask.
struct ResolverClient::Process {
  std::unique_ptr<ResolverProcess> running;

  static Outcome<std::unique_ptr<Process>> start(const std::string& program, milliseconds timeout) {
    auto process = std::make_unique<Process>();
    process->running = TRY(ResolverProcess::start(program));
    const auto answer = TRY(process->running->exchange(
        protocol::Hello{}, steady_clock::now() + std::min(greeting_time, timeout + grace)));
    const auto* hello = std::get_if<protocol::HelloAnswer>(&answer);
    if (!hello) return nonsense();
    if (hello->protocol_version == protocol::version) return process;
    return protocol::fail(
        ErrorKind::resolver_unavailable,
        fmt::format("`{}` speaks version {} of the protocol, this keyplate version {}", program,
                    hello->protocol_version, protocol::version),
        "reinstall keyplate; the two programs belong together");
  }

  /// The answer to `request`, after the questions that come before it.
  Outcome<Response> converse(const protocol::Request& request, const ResolverOptions& options) {
    auto deadline = steady_clock::now() + options.timeout + grace;
    Response response = TRY(running->exchange(request, deadline));
    while (auto* question = std::get_if<protocol::Question>(&response)) {
      const auto asked = steady_clock::now();
      protocol::QuestionAnswer answer;
      if (options.ask) answer.value = options.ask(*question);
      if (answer.value && options.seen) options.seen->add_credential(answer.value->reveal());
      deadline += steady_clock::now() - asked;
      response = TRY(running->exchange(std::move(answer), deadline));
    }
    if (auto* failure = std::get_if<protocol::Failure>(&response))
      return tl::unexpected(std::move(*failure));
    return response;
  }
};

ResolverClient::ResolverClient(ResolverOptions options) : options_(std::move(options)) {
  if (options_.program.empty()) options_.program = installed_resolver();
}

ResolverClient::~ResolverClient() = default;

Outcome<Response> ResolverClient::ask(const protocol::Request& request) {
  if (!process_ || !process_->running->running())
    process_ = TRY(Process::start(options_.program, options_.timeout));
  return process_->converse(request, options_);
}

Outcome<std::vector<protocol::Answer>> ResolverClient::read(
    const compiler::Workspace& workspace, std::span<const evaluate::SecretRequest> requests) {
  Response response = TRY(ask(read_request(workspace, requests, options_)));
  auto* answer = std::get_if<protocol::ReadAnswer>(&response);
  if (!answer || answer->answers.size() != requests.size()) return nonsense();
  if (options_.seen)
    for (const protocol::Answer& one : answer->answers) options_.seen->add(one);
  return std::move(answer->answers);
}

Outcome<std::vector<protocol::ProbeReport>> ResolverClient::probe(
    const compiler::Workspace& workspace, std::span<const compiler::Vault* const> vaults) {
  protocol::ProbeRequest request;
  Names names = {"HOME"};
  for (const compiler::Vault* const vault : vaults) {
    request.vaults.push_back(options_.vaults.settings_of(*vault));
    add_variables(request.vaults.back(), names);
  }
  request.caller = caller_for(workspace, options_, names);
  for (const VaultSettings& vault : request.vaults)
    see_credentials(vault, request.caller, options_.seen);
  Response response = TRY(ask(std::move(request)));
  auto* answer = std::get_if<protocol::ProbeAnswer>(&response);
  if (!answer || answer->reports.size() != vaults.size()) return nonsense();
  return std::move(answer->reports);
}

Outcome<protocol::LocalAnswer> ResolverClient::local(const compiler::Workspace& workspace,
                                                     const compiler::Vault& vault,
                                                     protocol::LocalVerb verb,
                                                     std::string_view name,
                                                     protocol::Secret value) {
  protocol::LocalRequest request{
      verb, {}, options_.vaults.settings_of(vault), std::string(name), std::move(value)};
  Names names = {"HOME", "KEYPLATE_PASSPHRASE"};
  add_variables(request.vault, names);
  request.caller = caller_for(workspace, options_, names);
  see_credentials(request.vault, request.caller, options_.seen);
  if (options_.seen) options_.seen->add_credential(request.value.reveal());
  Response response = TRY(ask(std::move(request)));
  auto* answer = std::get_if<protocol::LocalAnswer>(&response);
  if (!answer) return nonsense();
  return std::move(*answer);
}

}  // namespace keyplate::cli
