#pragma once
// keyplate's side of the conversation with keyplate-resolver. The program is found next to our own,
// started at the first call, kept for the next ones and reaped when the client goes. Whatever
// it does (missing, crashed, silent, talking nonsense) is a Failure of kind resolver_unavailable
// within the deadline, never a hang. One thread.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/effective_vaults.h"
#include "compiler/workspace.h"
#include "runtime/evaluate/render.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

class SeenSecrets;

/// Asks the person on the terminal; nothing when there is nobody to ask.
using Ask = std::function<std::optional<protocol::Secret>(const protocol::Question&)>;

struct ResolverOptions {
  std::chrono::milliseconds timeout{30'000};  ///< for one call; the person's time is not counted
  Ask ask;                                    ///< empty: nobody is asked (`--no-input`)
  SeenSecrets* seen = nullptr;                ///< told of all that is sent or comes back
  std::string program;                        ///< empty: the one that belongs to this program
  EffectiveVaults vaults;                     ///< what is sent; of others, what is written
  std::chrono::seconds cache_ttl{1800};       ///< how old a kept value may be; 0: none is kept
  bool refresh = false;                       ///< asks the servers, whatever is kept
  bool offline = false;                       ///< asks no server
};

class ResolverClient {
 public:
  explicit ResolverClient(ResolverOptions options);
  ~ResolverClient();
  ResolverClient(const ResolverClient&) = delete;
  ResolverClient& operator=(const ResolverClient&) = delete;

  /// One answer a request, in order. Of the process environment goes only what the vaults' settings
  /// and the requests name.
  /// REQUIRES: a person has granted `workspace`.
  protocol::Outcome<std::vector<protocol::Answer>> read(
      const compiler::Workspace& workspace, std::span<const evaluate::SecretRequest> requests);

  /// One report a vault, in order: how each was signed in to. REQUIRES: as `read`.
  protocol::Outcome<std::vector<protocol::ProbeReport>> probe(
      const compiler::Workspace& workspace, std::span<const compiler::Vault* const> vaults);

  /// `keyplate local VERB`; `name` for `set` and `remove`, `value` for `set`.
  protocol::Outcome<protocol::LocalAnswer> local(const compiler::Workspace& workspace,
                                                 const compiler::Vault& vault,
                                                 protocol::LocalVerb verb, std::string_view name,
                                                 protocol::Secret value);

 private:
  struct Process;
  protocol::Outcome<protocol::Response> ask(const protocol::Request& request);

  ResolverOptions options_;
  std::unique_ptr<Process> process_;
};

}  // namespace keyplate::cli
