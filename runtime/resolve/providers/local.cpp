// The embedded vault: its file is read and decrypted once, when it is opened.
#include <fmt/core.h>

#include <vector>

#include "compiler/result.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"
#include "runtime/resolve/local_vault.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/providers/provider.h"

namespace keyplate::resolve {
namespace {

class Local : public Provider {
 public:
  Local(std::string vault, VaultSecrets secrets)
      : vault_(std::move(vault)), secrets_(std::move(secrets)) {}

  Task<Fetched> read(const Reference& reference, const Session&) override {
    if (reference.version || reference.stage) {
      return fail(ErrorKind::config_invalid, "a secret of a `local` vault has no versions");
    }
    const auto found = secrets_.find(reference.name);
    if (found != secrets_.end()) return Fetched{found->second.clone(), {}, false};
    return fail(
        ErrorKind::not_found,
        fmt::format("vault `{}` holds no secret `{}`", visible(vault_), visible(reference.name)),
        nearest_name(reference.name));
  }

 private:
  std::string nearest_name(const std::string& name) const {
    std::vector<std::string_view> names;
    for (const auto& [known, value] : secrets_) names.push_back(known);
    const auto near = compiler::nearest(name, names);
    return near ? fmt::format("did you mean `{}`?", visible(*near)) : std::string();
  }

  std::string vault_;
  VaultSecrets secrets_;
};

}  // namespace

Outcome<std::unique_ptr<Provider>> open_local(const VaultSettings& vault, Session& session) {
  const LocalVault file = TRY(LocalVault::find(vault, session));
  return std::make_unique<Local>(vault.name, TRY(file.read()));
}

}  // namespace keyplate::resolve
