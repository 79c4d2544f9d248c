#pragma once
// What keyplate and keyplate-resolver say to each other. Plain structs; codec.h gives their bytes.
// The resolver never sees a template or a workspace file: only the effective settings of the vaults
// that are read, as a person granted them, and the references.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/protocol/secret.h"

namespace keyplate::protocol {

inline constexpr std::uint16_t version = 1;
inline constexpr std::size_t max_frame = std::size_t{64} << 20;

/// Every failure of a provider, credential, vault file, network or disk is exactly one of these.
enum class ErrorKind : std::uint8_t {
  not_found, version_unavailable, key_not_found, unauthenticated, permission_denied, login_required, config_invalid,
  throttled, unavailable, network, tls, integrity, protocol, timeout, cancelled, needs_person, unsupported,
};
std::string_view name(ErrorKind kind);  ///< `not-found`, ...: also the diagnostic's slug

struct Failure {
  ErrorKind kind{};
  std::string message;  ///< what was seen; never a secret
  std::string hint;     ///< what to do next; may be empty
};

/// One setting of a vault as written; `key` is dotted (`passphrase.command`), a list has many values.
struct Setting {
  std::string key;
  std::vector<std::string> values;
};
struct VaultSettings {
  std::string name;
  std::string provider;
  std::vector<Setting> settings;
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

// ---- what keyplate asks ----

struct Hello {
  std::uint16_t protocol_version = version;
};
struct ReadRequest {
  std::string folder;  ///< the workspace's, absolute: relative paths of settings are beneath it
  std::uint32_t deadline_ms = 30'000;
  bool interactive = false;  ///< a Question may be asked
  std::vector<std::pair<std::string, Secret>> environment;  ///< the process variables that matter
  std::vector<VaultSettings> vaults;
  std::vector<Reference> references;
};
enum class LocalVerb : std::uint8_t { init, set, list, remove, rekey };
struct LocalRequest {
  LocalVerb verb{};
  std::string folder;
  bool interactive = false;
  std::vector<std::pair<std::string, Secret>> environment;
  VaultSettings vault;
  std::string name;
  Secret value;
};

// ---- what the resolver answers ----

struct Text { Secret value; };
struct Number { Secret spelling; };
struct Boolean { bool value = false; };
struct Null {};
struct Document { Secret json; };  ///< an object or array
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
  std::vector<std::string> names;       ///< `list`
  std::vector<std::string> created;     ///< files that `init` made
};
/// Asked in the middle of a request; keyplate asks the person and sends QuestionAnswer.
struct Question {
  std::string text;
  bool hidden = true;
};
struct QuestionAnswer {
  std::optional<Secret> value;  ///< nothing: nobody to ask
};

using Request = std::variant<Hello, ReadRequest, LocalRequest, QuestionAnswer>;
using Response = std::variant<HelloAnswer, ReadAnswer, LocalAnswer, Question, Failure>;

}  // namespace keyplate::protocol
