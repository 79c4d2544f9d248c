#include "runtime/resolve/seen_credentials.h"

#include <algorithm>

#include "grammar/unicode.h"
#include "runtime/protocol/masker.h"

namespace keyplate::resolve {

void SeenCredentials::add(const Secret& credential) {
  const bool known = std::any_of(credentials_.begin(), credentials_.end(),
                                 [&](const Secret& one) { return one == credential; });
  if (!known && !credential.empty()) credentials_.push_back(credential.clone());
}

void SeenCredentials::scrub(std::span<std::string* const> texts) const {
  if (credentials_.empty() || texts.empty()) return;
  protocol::MaskedValues values;
  for (const Secret& credential : credentials_) {
    values.add(credential.reveal());
    values.add(visible(credential.reveal()));  // as messages show what can't be printed
  }
  values.ready();
  for (std::string* const text : texts) *text = mask(values, *text);
}

}  // namespace keyplate::resolve
