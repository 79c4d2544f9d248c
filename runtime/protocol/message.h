#pragma once
// What keyplate and keyplate-resolver say to each other. Plain structs; codec.h gives their bytes.
// The resolver never sees a template or a workspace file: only the effective settings of the vaults
// that are read, as a person granted them, and the references.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/protocol/secret.h"

namespace keyplate::protocol {

inline constexpr std::uint16_t version = 1;
inline constexpr std::size_t max_frame = std::size_t{64} << 20;

/// Every failure of a provider, credential, vault file, network or disk is exactly one of these.
/// The value is what goes over the wire: add at the end.
enum class ErrorKind : std::uint8_t {
  not_found,
  version_unavailable,
  key_not_found,
  unauthenticated,
  permission_denied,
  login_required,
  config_invalid,
  throttled,
  unavailable,
  network,
  tls,
  integrity,
  protocol,
  timeout,
  cancelled,
  needs_person,
  unsupported,
  wrong_form,            ///< not UTF-8 without `binary`, not JSON with `key` or `path`
  io,                    ///< a file that can't be read or written
  resolver_unavailable,  ///< keyplate-resolver is missing, crashed, hangs or talks nonsense
};
inline constexpr std::size_t error_kind_count = 20;
std::string_view name(ErrorKind kind);  ///< `not-found`, ...: also the diagnostic's slug

struct Failure {
  ErrorKind kind{};
  std::string message;  ///< what was seen; never a secret
  std::string hint;     ///< what to do next; may be empty
};

template <typename T>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> fail(ErrorKind kind, std::string message, std::string hint = {}) {
  return tl::unexpected<Failure>(Failure{kind, std::move(message), std::move(hint)});
}

/// One setting of a vault as written; `key` is dotted (`passphrase.command`), a list has many
/// values.
struct Setting {
  std::string key;
  std::vector<std::string> values;
};
struct VaultSettings {
  std::string name;
  std::string provider;
  std::vector<Setting> settings;

  const Setting* find(std::string_view key) const;
};
struct Reference {
  std::uint32_t vault = 0;  ///< index into ReadRequest::vaults
  std::string name;
  std::optional<std::string> key;
  std::optional<std::string> path;
  std::optional<std::string> version;
  std::optional<std::string> stage;
  std::optional<std::string> binary;  ///< `base64` or `hex`
  friend bool operator==(const Reference&, const Reference&) = default;
};

/// A variable of the process environment.
struct Variable {
  std::string name;
  Secret value;
};

/// Who asks, and from where.
struct Caller {
  std::string folder;  ///< the workspace's, absolute: relative paths of settings are beneath it
  std::vector<std::string> data_folders;  ///< as granted: other folders that may hold a vault file
  std::uint32_t deadline_ms = 30'000;     ///< for the whole request; the person's time not counted
  bool interactive = false;               ///< a Question may be asked
  std::vector<Variable> environment;      ///< those that matter

  const Secret* find_variable(std::string_view variable) const;
};

// ---- what keyplate asks ----

struct Hello {
  std::uint16_t protocol_version = version;
};
struct ReadRequest {
  Caller caller;
  std::vector<VaultSettings> vaults;
  std::vector<Reference> references;
  std::uint32_t ttl_s = 1800;  ///< the oldest that a kept value may be; 0: nothing is kept
  bool refresh = false;        ///< asks the servers, whatever is kept
  bool offline = false;        ///< asks no server
};
enum class LocalVerb : std::uint8_t { init, set, list, remove, rekey };
inline constexpr std::size_t local_verb_count = 5;
struct LocalRequest {
  LocalVerb verb{};
  Caller caller;
  VaultSettings vault;
  std::string name;  ///< `set`, `remove`
  Secret value;      ///< `set`
};
/// Logs in to each vault and says how; reads no secret.
struct ProbeRequest {
  Caller caller;
  std::vector<VaultSettings> vaults;
};
struct QuestionAnswer {
  std::optional<Secret> value;  ///< nothing: nobody to ask
};

// ---- what the resolver answers ----

struct Text {
  Secret value;
};
struct Number {
  Secret spelling;
};
struct Boolean {
  bool value = false;
};
struct Null {};
/// An object or array, as compact JSON in source order.
struct Document {
  Secret json;
};
using Answer = std::variant<Text, Number, Boolean, Null, Document, Failure>;

struct HelloAnswer {
  std::uint16_t protocol_version = version;
  std::string program_version;
};
/// In the order of the references.
struct ReadAnswer {
  std::vector<Answer> answers;
};
struct LocalAnswer {
  std::vector<std::string> names;    ///< `list`, sorted
  std::vector<std::string> created;  ///< files that `init` or `rekey` made, absolute
};
/// A link of a chain of credentials that was looked at.
struct ProbeStep {
  std::string link;  ///< `VAULT_TOKEN`, `~/.vault-token`, ...
  std::string said;  ///< what came of it
};
/// How a vault is connected. Empty where the provider has nothing to say.
struct ProbeReport {
  std::string link;                      ///< which answered
  std::string identity;                  ///< who the server says it is
  std::vector<std::string> policies;     ///< or roles: what it may
  std::optional<std::uint64_t> lasts_s;  ///< seconds that it is good for; nothing: no end is known
  std::vector<ProbeStep> tried;
  std::optional<Failure> failure;  ///< why it is not connected
};
/// In the order of the vaults.
struct ProbeAnswer {
  std::vector<ProbeReport> reports;
};
/// Asked in the middle of a request; keyplate asks the person and sends QuestionAnswer.
struct Question {
  std::string text;
  bool hidden = true;
};

using Request = std::variant<Hello, ReadRequest, LocalRequest, QuestionAnswer, ProbeRequest>;
using Response = std::variant<HelloAnswer, ReadAnswer, LocalAnswer, Question, Failure, ProbeAnswer>;

}  // namespace keyplate::protocol
