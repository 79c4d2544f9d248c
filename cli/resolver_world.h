#pragma once
// The world of a render and of `get`: the grant is looked for at the first read of a vault or file,
// then keyplate-resolver is asked or the file is opened. A workspace without a grant is reported
// once, and every read of it is refused without a word of its own. Answers come from the command
// line or a person, the rest from the machine.

#include <optional>
#include <span>
#include <vector>

#include "cli/answers.h"
#include "cli/arguments.h"
#include "cli/failure.h"
#include "cli/resolver_client.h"
#include "cli/trust.h"
#include "grammar/diagnostic.h"
#include "runtime/evaluate/render.h"

namespace keyplate::cli {

struct Console;

/// What a command line says of reading vaults.
struct VaultAccess {
  RunGrants grants;
  ResolverOptions resolver;
  Answers answers;
};
/// The console, which must outlive it, is told of every secret that is read.
Expected<VaultAccess> vault_access(const Arguments& arguments, Console& console);

/// Adds what the workspace (null: there is none) and the person say of its vaults and of the cache.
/// REQUIRES: the command takes `--auth`, `--refresh` and `--offline`.
Expected<void> add_settings(VaultAccess& access, const compiler::LoadedWorkspace* loaded,
                            const Arguments& arguments, Console& console);

class ResolverWorld : public evaluate::World {
 public:
  /// The workspace and the sink must outlive the world. `workspace` null: nothing can be read.
  ResolverWorld(const compiler::Workspace* workspace, VaultAccess access, DiagnosticSink& sink);

  std::vector<protocol::Answer> read(std::span<const evaluate::SecretRequest> requests) override;
  void random(std::span<std::uint8_t> bytes) override;
  evaluate::Moment now() override;
  protocol::Outcome<std::string> file(const std::string& path) override;
  protocol::Outcome<protocol::Secret> answer(const evaluate::Prompt& prompt) override;
  std::optional<std::string> variable(std::string_view name) override;
  std::string fact(std::string_view name) override;

  const Answers& answers() const { return answers_; }
  /// Takes out the diagnostics of reads that were refused for want of a grant.
  void drop_refused(std::vector<Diagnostic>& diagnostics) const;

 private:
  bool granted();

  const compiler::Workspace* workspace_;
  RunGrants grants_;
  SeenSecrets* seen_;
  DiagnosticSink& sink_;
  std::optional<bool> granted_;
  ResolverClient client_;
  Answers answers_;
};

/// `--timeout` and `--no-input`, with the terminal to ask on.
Expected<ResolverOptions> resolver_options(const Arguments& arguments, Console& console);

/// A failure as a diagnostic about no file.
Diagnostic diagnostic_of(const protocol::Failure& failure);

}  // namespace keyplate::cli
