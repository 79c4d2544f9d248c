#pragma once
// Answers the requests of runs, one after the other. In a run a vault is opened and connected once,
// and a secret read once, whatever the number of requests and references; all that a request needs
// is under way at the same time, and every reference gets its answer, in order, before the
// deadline: one vault that fails or hangs doesn't hold back the others. One thread.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/resolve/cache.h"
#include "runtime/resolve/clock.h"
#include "runtime/resolve/dispatcher.h"
#include "runtime/resolve/opened_vault.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve {

class Resolver {
 public:
  /// Over libcurl, with the real clock.
  Resolver();
  /// REQUIRES: `clock` outlives it.
  Resolver(Dispatcher::OpenTransport open, const Clock& clock, Dispatcher::Random random);

  /// Another run begins: its vaults are opened anew, since files and variables that hold
  /// credentials may have changed. Connections and the cache stay.
  void begin_run() { opened_.clear(); }
  protocol::ReadAnswer read(const protocol::ReadRequest& request, Session& session);
  protocol::ProbeAnswer probe(const protocol::ProbeRequest& request, Session& session);
  Outcome<protocol::LocalAnswer> local(protocol::LocalRequest& request, Session& session);
  /// To be given to each session.
  SeenCredentials& seen() { return seen_; }

 private:
  class Run;
  using Opened = Outcome<std::unique_ptr<OpenedVault>>;

  Opened& open(const VaultSettings& vault, Session& session);
  /// What is asked for the first time is added to `fresh`.
  Outcome<Reading*> find_reading(const Reference& reference, const protocol::ReadRequest& request,
                                 Session& session,
                                 std::vector<std::pair<OpenedVault*, Reading*>>& fresh);

  Clock real_clock_;
  const Clock& clock_;
  Cache cache_;
  SeenCredentials seen_;
  std::map<std::string, Opened> opened_;  ///< by folder and settings; what failed to open, too
  std::size_t read_ = 0;                  ///< bytes that servers gave
  Dispatcher dispatcher_;
};

}  // namespace keyplate::resolve
