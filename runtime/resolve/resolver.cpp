#include "runtime/resolve/resolver.h"

#include <fmt/core.h>

#include <string_view>
#include <utility>

#include "compiler/glob.h"
#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/local_vault.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/select.h"

namespace keyplate::resolve {
namespace {

using protocol::Answer;
using protocol::LocalAnswer;
using protocol::LocalRequest;
using protocol::LocalVerb;
using protocol::ReadRequest;

/// Two vaults are the same when all of this is: a name that can't be mistaken for another's.
std::string identity(const VaultSettings& vault, const std::string& folder) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += fmt::format("{}:{},", part.size(), part);
  };
  add(folder);
  add(vault.name);
  add(vault.provider);
  for (const Setting& setting : vault.settings) {
    add(setting.key);
    text += fmt::format("{};", setting.values.size());
    for (const std::string& value : setting.values) add(value);
  }
  return text;
}

/// `allow` lists globs of the names that templates may read.
Outcome<void> check_allowed(const VaultSettings& vault, const std::string& name) {
  const Setting* allow = vault.find("allow");
  if (!allow) return {};
  for (const std::string& pattern : allow->values) {
    const auto glob = compiler::Glob::compile(pattern);
    if (glob && glob->matches(name)) return {};
  }
  return fail(
      ErrorKind::permission_denied,
      fmt::format("vault `{}` does not allow `{}` to be read", visible(vault.name), visible(name)),
      "its `allow` says which names it does");
}

}  // namespace

Resolver::Opened& Resolver::open(const VaultSettings& vault, Session& session) {
  const std::string key = identity(vault, session.caller().folder);
  const auto found = opened_.find(key);
  if (found != opened_.end()) return found->second;
  return opened_.emplace(key, open_provider(vault, session)).first->second;
}

Answer Resolver::answer(const Reference& reference, const ReadRequest& request, Session& session) {
  if (reference.vault >= request.vaults.size()) {
    return Failure{ErrorKind::protocol, "a reference to a vault that was not sent", {}};
  }
  const VaultSettings& vault = request.vaults[reference.vault];
  if (auto allowed = check_allowed(vault, reference.name); !allowed)
    return std::move(allowed).error();
  const Opened& provider = open(vault, session);
  if (!provider) return provider.error();
  const Outcome<Fetched> fetched = (*provider)->read(reference, session).take();
  if (!fetched) return fetched.error();
  return select(fetched->bytes.reveal(), reference);
}

protocol::ReadAnswer Resolver::read(const ReadRequest& request, Session& session) {
  protocol::ReadAnswer all;
  all.answers.reserve(request.references.size());
  for (const Reference& reference : request.references) {
    all.answers.push_back(answer(reference, request, session));
  }
  return all;
}

Outcome<LocalAnswer> Resolver::local(LocalRequest& request, Session& session) {
  opened_.clear();  // what was read before may be changed now
  if (request.vault.provider != "local") {
    return fail(ErrorKind::config_invalid,
                fmt::format("vault `{}` has the provider `{}`, not `local`",
                            visible(request.vault.name), visible(request.vault.provider)));
  }
  const LocalVault vault = TRY(LocalVault::find(request.vault, session));
  LocalAnswer answer;
  switch (request.verb) {
    case LocalVerb::init:
      answer.created = TRY(vault.init());
      break;
    case LocalVerb::set:
      TRY(vault.set(request.name, std::move(request.value)));
      break;
    case LocalVerb::remove:
      TRY(vault.remove(request.name));
      break;
    case LocalVerb::rekey:
      answer.created = TRY(vault.rekey());
      break;
    case LocalVerb::list: {
      const VaultSecrets secrets = TRY(vault.read());
      for (const auto& [name, value] : secrets) answer.names.push_back(name);
      break;
    }
  }
  return answer;
}

}  // namespace keyplate::resolve
