// The process environment: `prefix` or `names` say which variables a template may read.
#include <fmt/core.h>

#include <algorithm>

#include "grammar/unicode.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/providers/provider.h"

namespace keyplate::resolve {
namespace {

class Environment : public Provider {
 public:
  explicit Environment(const VaultSettings& vault) : vault_(vault) {}

  Task<Fetched> read(const Reference& reference, const Session& session) override {
    if (!permits(reference.name)) {
      return fail(ErrorKind::permission_denied,
                  fmt::format("vault `{}` does not permit the variable `{}`", visible(vault_.name),
                              visible(reference.name)),
                  "its `prefix` or `names` say which it does");
    }
    if (const Secret* value = session.caller().find_variable(reference.name))
      return Fetched{value->clone(), {}, false};
    return fail(ErrorKind::not_found,
                fmt::format("the variable `{}` is not set", visible(reference.name)));
  }

 private:
  bool permits(const std::string& name) const {
    const Setting* prefix = vault_.find("prefix");
    if (prefix && !prefix->values.empty() && name.starts_with(prefix->values.front())) return true;
    const Setting* names = vault_.find("names");
    return names &&
           std::find(names->values.begin(), names->values.end(), name) != names->values.end();
  }

  VaultSettings vault_;
};

}  // namespace

Outcome<std::unique_ptr<Provider>> open_env(const VaultSettings& vault, Session&) {
  if (!vault.find("prefix") && !vault.find("names")) {
    return fail(ErrorKind::config_invalid,
                fmt::format("vault `{}` has neither `prefix` nor `names`", visible(vault.name)));
  }
  return std::make_unique<Environment>(vault);
}

}  // namespace keyplate::resolve
