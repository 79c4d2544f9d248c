#include "runtime/resolve/resolver.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "compiler/glob.h"
#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/cipher.h"
#include "runtime/resolve/local_vault.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/select.h"

namespace keyplate::resolve {
namespace {

using protocol::Answer;
using protocol::LocalAnswer;
using protocol::LocalRequest;
using protocol::LocalVerb;
using protocol::ProbeReport;
using protocol::ReadRequest;

/// What all servers may give a run, all of which is kept until its end.
constexpr std::size_t most_read = std::size_t{128} << 20;

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

/// Each part of a secret is looked for from its beginning: of one that is larger than any server
/// keeps, there may not be the time for all.
Answer answer_of(const Outcome<Reading*>& found, const Reference& reference,
                 const Session& session) {
  constexpr std::size_t large = std::size_t{1} << 20;
  if (!found) return found.error();
  const Outcome<Fetched>& fetched = *(*found)->outcome;
  if (!fetched) return fetched.error();
  if (fetched->bytes.size() > large && session.remaining().count() <= 0) {
    return Failure{ErrorKind::timeout,
                   fmt::format("the time was over before this was found in the {} KiB of `{}`",
                               fetched->bytes.size() >> 10, visible(reference.name)),
                   "`--timeout` gives the whole run more"};
  }
  return select(fetched->bytes.reveal(), reference);
}

/// All that may be a server's words.
void add_texts(Failure& failure, std::vector<std::string*>& texts) {
  texts.insert(texts.end(), {&failure.message, &failure.hint});
}
void add_texts(ProbeReport& report, std::vector<std::string*>& texts) {
  texts.push_back(&report.identity);
  for (std::string& policy : report.policies) texts.push_back(&policy);
  for (protocol::ProbeStep& step : report.tried) texts.push_back(&step.said);
  if (report.failure) add_texts(*report.failure, texts);
}

double random_fraction() {
  static constexpr double whole = 4294967296.0;
  std::uint32_t bits = 0;
  if (!fill_random(reinterpret_cast<unsigned char*>(&bits), sizeof bits)) std::abort();
  return bits / whole;
}

}  // namespace

/// One request's reads and connections.
class Resolver::Run {
 public:
  Run(Resolver& resolver, const Session& session) : resolver_(resolver), session_(session) {}

  std::chrono::seconds ttl{0};
  bool refresh = false;
  bool offline = false;

  void read(OpenedVault& vault, Reading& reading) {
    connect(vault, [this, &vault, &reading] { fetch(vault, reading); });
  }

  /// Calls `next` once the vault is connected or that has failed.
  void connect(OpenedVault& vault, MoveFunction<void()> next) {
    if (vault.is_connected(resolver_.clock_.now())) return next();
    vault.waiting.push_back(std::move(next));
    if (std::exchange(vault.connecting, true)) return;
    carry_on(vault, vault.provider->connect(session_), [this, &vault](Outcome<Connected> made) {
      set_connected(vault, std::move(made));
      for (MoveFunction<void()>& one : std::exchange(vault.waiting, {})) one();
    });
  }

  void probe(OpenedVault& vault, ProbeReport& report) {
    carry_on(vault, vault.provider->probe(session_), [&](Outcome<Connected> made) {
      if (made) {
        report = *std::move(made);
      } else {
        report.failure = std::move(made).error();
      }
      report.tried = vault.provider->tried();
    });
  }

  void finish() {
    resolver_.dispatcher_.run(resolver_.clock_.now() + session_.remaining(), session_.client());
  }

 private:
  /// Sends what the task waits for, until it is done.
  template <typename T, typename Done>
  void carry_on(OpenedVault& vault, Task<T> task, Done done) {
    if (task.done()) return done(task.take());
    if (offline) return done(not_kept(vault));
    Exchange exchange = std::move(task.exchange());
    resolver_.dispatcher_.submit(std::move(exchange), vault.bounds,
                                 [this, &vault, task = std::move(task),
                                  done = std::move(done)](http::Result result) mutable {
                                   task.resume(std::move(result));
                                   carry_on(vault, std::move(task), std::move(done));
                                 });
  }

  static tl::unexpected<Failure> not_kept(const OpenedVault& vault) {
    return fail(ErrorKind::unavailable,
                fmt::format("`--offline` asks no server, and nothing of vault `{}` is kept",
                            visible(vault.bounds.vault)),
                "run it without `--offline`");
  }

  /// A failure in its place where it is too much.
  void count(const OpenedVault& vault, Outcome<Fetched>& fetched) {
    const std::size_t size = fetched->bytes.size();
    if (size <= most_read - resolver_.read_) {
      resolver_.read_ += size;
      return;
    }
    fetched = fail(ErrorKind::protocol,
                   fmt::format("what vault `{}` and others gave in this run has more than {} MiB",
                               visible(vault.bounds.vault), most_read >> 20),
                   "no secrets are that large; check the addresses, and what stands there");
  }

  void set_connected(OpenedVault& vault, Outcome<Connected> made) {
    vault.connected = std::move(made);
    vault.connecting = false;
    ++vault.connections;
    vault.ends.reset();
    vault.cache_identity.clear();
    if (!*vault.connected) return;
    constexpr std::uint64_t most = longest_life.count();
    if (const auto lasts = (*vault.connected)->lasts_s)
      vault.ends = resolver_.clock_.now() + std::chrono::seconds(std::min(*lasts, most));
    const Secret identity = vault.provider->identity();
    if (!identity.empty()) vault.cache_identity = resolver_.cache_.key({identity.reveal()});
  }

  void fetch(OpenedVault& vault, Reading& reading) {
    if (!*vault.connected) {
      reading.outcome = tl::unexpected(vault.connected->error());
      return;
    }
    reading.connection = vault.connections;
    if (const Secret* kept = find_kept(vault, reading)) {
      reading.outcome = Fetched{kept->clone(), {}, true};
      return;
    }
    Task<Fetched> task = vault.provider->read(reading.reference, session_);
    reading.asked = !task.done();
    carry_on(vault, std::move(task), [this, &vault, &reading](Outcome<Fetched> fetched) {
      settle(vault, reading, std::move(fetched));
    });
  }

  const Secret* find_kept(const OpenedVault& vault, const Reading& reading) {
    if (vault.cache_identity.empty() || refresh) return nullptr;
    return resolver_.cache_.find(cache_key(vault, reading), ttl, resolver_.clock_.now());
  }

  std::string cache_key(const OpenedVault& vault, const Reading& reading) const {
    return resolver_.cache_.key({vault.cache_identity, reading.resource});
  }

  void settle(OpenedVault& vault, Reading& reading, Outcome<Fetched> fetched) {
    if (!fetched && fetched.error().kind == ErrorKind::unauthenticated &&
        !std::exchange(reading.repeated, true)) {
      // Somebody else's read may have had the vault connected anew meanwhile.
      if (reading.connection == vault.connections) vault.connected.reset();
      return read(vault, reading);
    }
    if (fetched && reading.asked) count(vault, fetched);
    if (!vault.cache_identity.empty()) keep(vault, reading, fetched);
    reading.outcome = std::move(fetched);
  }

  void keep(const OpenedVault& vault, const Reading& reading, const Outcome<Fetched>& fetched) {
    const std::string key = cache_key(vault, reading);
    if (fetched && fetched->keep && ttl.count() != 0) {
      resolver_.cache_.put(key, fetched->bytes, fetched->lifetime, resolver_.clock_.now());
    } else if (!fetched && fetched.error().kind == ErrorKind::permission_denied) {
      resolver_.cache_.purge(key);
    }
  }

  Resolver& resolver_;
  const Session& session_;
};

Resolver::Resolver() : Resolver(http::open_transport, real_clock_, random_fraction) {}

Resolver::Resolver(Dispatcher::OpenTransport open, const Clock& clock, Dispatcher::Random random)
    : clock_(clock), dispatcher_(std::move(open), clock, std::move(random)) {}

Resolver::Opened& Resolver::open(const VaultSettings& vault, Session& session) {
  const std::string key = identity(vault, session.caller().folder);
  const auto found = opened_.find(key);
  if (found != opened_.end()) return found->second;
  Opened opened = open_vault(vault, session).map([](OpenedVault&& one) {
    return std::make_unique<OpenedVault>(std::move(one));
  });
  return opened_.emplace(key, std::move(opened)).first->second;
}

protocol::ReadAnswer Resolver::read(const ReadRequest& request, Session& session) {
  std::vector<Outcome<Reading*>> readings;
  readings.reserve(request.references.size());
  Run run(*this, session);
  run.ttl = std::chrono::seconds(request.ttl_s);
  run.refresh = request.refresh;
  run.offline = request.offline;
  std::vector<std::pair<OpenedVault*, Reading*>> fresh;
  for (const Reference& reference : request.references) {
    readings.push_back(find_reading(reference, request, session, fresh));
  }
  for (const auto& [vault, reading] : fresh) run.read(*vault, *reading);
  run.finish();
  protocol::ReadAnswer all;
  all.answers.reserve(readings.size());
  for (std::size_t i = 0; i < readings.size(); ++i)
    all.answers.push_back(answer_of(readings[i], request.references[i], session));
  for (const auto& [key, opened] : opened_)
    if (opened) (*opened)->forget_free_readings();
  std::vector<std::string*> said;
  for (Answer& one : all.answers)
    if (auto* failure = std::get_if<Failure>(&one)) add_texts(*failure, said);
  seen_.scrub(said);
  return all;
}

Outcome<Reading*> Resolver::find_reading(const Reference& reference, const ReadRequest& request,
                                         Session& session,
                                         std::vector<std::pair<OpenedVault*, Reading*>>& fresh) {
  if (reference.vault >= request.vaults.size())
    return fail(ErrorKind::protocol, "a reference to a vault that was not sent");
  const VaultSettings& settings = request.vaults[reference.vault];
  TRY(check_allowed(settings, reference.name));
  const Opened& opened = open(settings, session);
  if (!opened) return tl::unexpected(opened.error());
  const auto [reading, is_new] = (*opened)->reading(reference);
  if (is_new) fresh.emplace_back(opened->get(), reading);
  return reading;
}

protocol::ProbeAnswer Resolver::probe(const protocol::ProbeRequest& request, Session& session) {
  protocol::ProbeAnswer answer;
  answer.reports.resize(request.vaults.size());
  Run run(*this, session);
  for (std::size_t i = 0; i < request.vaults.size(); ++i) {
    const Opened& opened = open(request.vaults[i], session);
    if (opened) {
      run.probe(**opened, answer.reports[i]);
    } else {
      answer.reports[i].failure = opened.error();
    }
  }
  run.finish();
  std::vector<std::string*> said;
  for (ProbeReport& report : answer.reports) add_texts(report, said);
  seen_.scrub(said);
  return answer;
}

Outcome<LocalAnswer> Resolver::local(LocalRequest& request, Session& session) {
  opened_.clear();  // what was read before may be changed now
  read_ = 0;
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
