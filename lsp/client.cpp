#include "lsp/client.h"

#include <algorithm>

namespace keyplate::lsp {

Client read_client(const Json& params) {
  const Json& given = params["capabilities"];
  const Json& text = given["textDocument"];
  const Json& workspace = given["workspace"];
  const Json& code_action = text["codeAction"];
  const Json::List& encodings = given["general"]["positionEncodings"].list();
  Client client;
  if (std::find(encodings.begin(), encodings.end(), Json("utf-8")) != encodings.end())
    client.encoding = Encoding::utf8;
  client.pulls = text["diagnostic"].as<Json::Object>() != nullptr;
  client.refreshes = workspace["diagnostics"]["refreshSupport"].is_true();
  client.related_places = text["publishDiagnostics"]["relatedInformation"].is_true();
  client.related_documents = text["diagnostic"]["relatedDocumentSupport"].is_true();
  client.watches = workspace["didChangeWatchedFiles"]["dynamicRegistration"].is_true();
  client.versioned_edits = workspace["workspaceEdit"]["documentChanges"].is_true();
  client.code_actions = code_action["codeActionLiteralSupport"].as<Json::Object>() != nullptr;
  client.preferred_actions = code_action["isPreferredSupport"].is_true();
  return client;
}

}  // namespace keyplate::lsp
