#include <fmt/core.h>

#include "grammar/unicode.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/providers/provider.h"

namespace keyplate::resolve {
namespace {

struct ProviderRow {
  std::string_view name;
  OpenProvider open;
};
constexpr ProviderRow rows[] = {
    {"hashicorp", open_hashicorp},
    {"local", open_local},
    {"env", open_env},
};

}  // namespace

Outcome<std::unique_ptr<Provider>> open_provider(const VaultSettings& vault, Session& session) {
  for (const ProviderRow& row : rows) {
    if (row.name == vault.provider) return row.open(vault, session);
  }
  return fail(ErrorKind::unsupported,
              fmt::format("the provider `{}` of vault `{}` comes in a later version",
                          visible(vault.provider), visible(vault.name)),
              "this one reads `hashicorp`, `local` and `env` vaults");
}

}  // namespace keyplate::resolve
