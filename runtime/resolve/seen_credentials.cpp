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

void SeenCredentials::scrub(Failure& failure) const {
  if (credentials_.empty()) return;
  protocol::MaskedValues values;
  for (const Secret& credential : credentials_) {
    values.add(credential.reveal());
    values.add(visible(credential.reveal()));  // as messages show what can't be printed
  }
  values.ready();
  failure.message = mask(values, failure.message);
  failure.hint = mask(values, failure.hint);
}

}  // namespace keyplate::resolve
