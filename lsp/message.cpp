#include "lsp/message.h"

#include <utility>

namespace keyplate::lsp {
namespace {

tl::unexpected<BadMessage> bad(Json id, RpcCode code, std::string message) {
  return tl::unexpected(BadMessage{std::move(id), {code, std::move(message)}});
}

bool is_id(const Json& id) {
  return id.as<std::string>() != nullptr || id.as<std::int64_t>() != nullptr ||
         id.as<double>() != nullptr;
}

bool has(const Json& message, std::string_view name) {
  for (const Json::Member& member : *message.as<Json::Object>())
    if (member.first == name) return true;
  return false;
}

Json versioned() {
  return Json::object({{"jsonrpc", "2.0"}});
}

}  // namespace

tl::expected<Message, BadMessage> read_message(std::string_view content) {
  Result<Json> json = parse_json(content);
  if (!json) return bad({}, RpcCode::parse_error, json.error().message);
  if (json->as<Json::Object>() == nullptr)
    return bad({}, RpcCode::invalid_request, "a message is one JSON object");
  const Json& id = (*json)["id"];
  const Json known = is_id(id) ? id : Json();
  if ((*json)["jsonrpc"] != Json("2.0"))
    return bad(known, RpcCode::invalid_request, "`jsonrpc` must be \"2.0\"");
  const Json& method = (*json)["method"];
  const Json& params = (*json)["params"];
  if (!has(*json, "method") && (has(*json, "result") || has(*json, "error"))) return Message{};
  if (!method.text() || method.text()->empty())
    return bad(known, RpcCode::invalid_request, "a message needs a `method`");
  if (has(*json, "id") && known.is_null())
    return bad({}, RpcCode::invalid_request, "`id` must be a number or a string");
  if (!params.is_null() && params.as<Json::Object>() == nullptr &&
      params.as<Json::List>() == nullptr)
    return bad(known, RpcCode::invalid_request, "`params` must be an object or a list");
  return Message{known, std::string(*method.text()), json->take("params")};
}

std::string answer(const Json& id, const Reply& reply) {
  Json message = versioned();
  message.add("id", id);
  if (reply) {
    message.add("result", *reply);
  } else {
    message.add("error", Json::object({{"code", static_cast<int>(reply.error().code)},
                                       {"message", reply.error().message}}));
  }
  return write_json(message);
}

std::string notification(std::string_view method, Json params) {
  Json message = versioned();
  message.add("method", method);
  message.add("params", std::move(params));
  return write_json(message);
}

std::string request(std::string_view id, std::string_view method, Json params) {
  Json message = versioned();
  message.add("id", id);
  message.add("method", method);
  if (!params.is_null()) message.add("params", std::move(params));
  return write_json(message);
}

}  // namespace keyplate::lsp
