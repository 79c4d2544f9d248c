#pragma once
// The vaults that Insomnia's `vault` tag means: those that `[insomnia] credentials` maps its ids
// to, and for other ids, where `[insomnia] ambient` allows it, what Inso would take from the
// process environment. Each is made once a render, as the tag's JSON asks for it.

#include <map>
#include <string>
#include <string_view>

#include "compiler/insomnia_reference.h"
#include "compiler/workspace.h"
#include "runtime/evaluate/render.h"

namespace keyplate::evaluate {

class InsomniaVaults {
 public:
  /// `workspace` may be null: then no id means anything. Both outlive this.
  InsomniaVaults(const compiler::Workspace* workspace, World& world)
      : workspace_(workspace), world_(world) {}

  /// The vault to ask, good as long as this is. Why there is none is half a sentence about the id.
  Result<const compiler::Vault*> find(compiler::ProviderId provider, std::string_view id,
                                      const compiler::InsomniaReference& reference);

 private:
  Result<compiler::Vault> meant(compiler::ProviderId provider, std::string_view id) const;

  const compiler::Workspace* workspace_;
  World& world_;
  std::map<std::string, compiler::Vault> vaults_;  ///< by id and what the reference says of it
};

}  // namespace keyplate::evaluate
