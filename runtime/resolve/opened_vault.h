#pragma once
// A vault that this run has opened: its provider, how it is connected, and all that was read of it
// since, so that a secret is read once whatever the number of references and rounds.

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/resolve/clock.h"
#include "runtime/resolve/dispatcher.h"
#include "runtime/resolve/move_function.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/providers/provider.h"

namespace keyplate::resolve {

/// One secret of a vault, as this run has read it.
struct Reading {
  Reference reference;  ///< whose name, version and stage say what is read
  std::string resource;
  std::optional<Outcome<Fetched>> outcome;  ///< nothing: it is under way
  unsigned connection = 0;                  ///< which connection it was last read with
  bool repeated = false;                    ///< after the vault was connected anew
  bool asked = false;                       ///< a server; what costs nothing isn't remembered
};

struct OpenedVault {
  std::unique_ptr<Provider> provider;
  Bounds bounds;

  std::optional<Outcome<Connected>> connected;
  std::optional<TimePoint> ends;  ///< of the connection
  unsigned connections = 0;
  bool connecting = false;
  std::vector<MoveFunction<void()>> waiting;  ///< for the connection that is being made
  std::string cache_identity;                 ///< of the connection; empty: nothing is kept

  std::map<std::string, Reading> readings;  ///< by resource

  bool is_connected(TimePoint now) const {
    return connected && (!*connected || !ends || now < *ends);
  }
  /// The reading of what `reference` names, and whether it is new.
  std::pair<Reading*, bool> reading(const Reference& reference);
  /// Drops what was read without asking a server: it may be another in the next request.
  void forget_free_readings();
};

/// Opens it by its settings; asks the person when that is needed.
Outcome<OpenedVault> open_vault(const VaultSettings& vault, Session& session);

}  // namespace keyplate::resolve
