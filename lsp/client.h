#pragma once
// What the client says it can do, asked once when it says so.

#include "lsp/json.h"
#include "lsp/position.h"

namespace keyplate::lsp {

struct Client {
  Encoding encoding = Encoding::utf16;
  bool pulls = false;              ///< it asks for diagnostics instead of having them sent
  bool refreshes = false;          ///< it asks again when it is told to
  bool related_places = false;     ///< of a diagnostic
  bool related_documents = false;  ///< in an answer about another document
  bool watches = false;            ///< files, when it is asked to
  bool versioned_edits = false;
  bool code_actions = false;  ///< with edits of their own; commands we have none
  bool preferred_actions = false;
};

/// From the params of `initialize`.
Client read_client(const Json& params);

}  // namespace keyplate::lsp
