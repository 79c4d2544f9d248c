#pragma once
// JSON-RPC 2.0: what a message is, and how answers look.

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "lsp/json.h"

namespace keyplate::lsp {

enum class RpcCode : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  server_not_initialized = -32002,
  request_cancelled = -32800,
};

struct RpcError {
  RpcCode code = RpcCode::invalid_request;
  std::string message;
};

/// What answers a request: a result or an error.
using Reply = tl::expected<Json, RpcError>;

inline tl::unexpected<RpcError> refuse(RpcCode code, std::string message) {
  return tl::unexpected(RpcError{code, std::move(message)});
}

struct Message {
  Json id;             ///< null: a notification
  std::string method;  ///< empty: an answer to a request of ours
  Json params;
};

/// A message that makes no sense, with its id as far as there is one.
struct BadMessage {
  Json id;
  RpcError error;
};

tl::expected<Message, BadMessage> read_message(std::string_view content);

/// Messages of ours, as JSON.
std::string answer(const Json& id, const Reply& reply);
std::string notification(std::string_view method, Json params);
std::string request(std::string_view id, std::string_view method, Json params);

}  // namespace keyplate::lsp
