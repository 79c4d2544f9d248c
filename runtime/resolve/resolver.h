#pragma once
// Answers the requests of one run. A vault is opened once, whatever the number of requests and
// references, and every reference gets its answer in order; one vault that fails
// doesn't hold back the others. One thread.

#include <map>
#include <memory>
#include <string>

#include "runtime/resolve/outcome.h"
#include "runtime/resolve/providers/provider.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve {

class Resolver {
 public:
  protocol::ReadAnswer read(const protocol::ReadRequest& request, Session& session);
  Outcome<protocol::LocalAnswer> local(protocol::LocalRequest& request, Session& session);

 private:
  using Opened = Outcome<std::unique_ptr<Provider>>;

  Opened& open(const VaultSettings& vault, Session& session);
  protocol::Answer answer(const Reference& reference, const protocol::ReadRequest& request,
                          Session& session);

  std::map<std::string, Opened> opened_;  ///< by folder and settings; what failed to open, too
};

}  // namespace keyplate::resolve
