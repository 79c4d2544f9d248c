#include "lsp/server.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "grammar/unicode.h"

namespace keyplate::lsp {
namespace {

constexpr std::size_t most_shown_of_name = 80;
constexpr int incremental_sync = 2;

std::string shown(std::string_view text) {
  return visible(text.substr(0, most_shown_of_name));
}

}  // namespace

Server::Server(ServerOptions options, std::function<void(std::string_view)> send)
    : version_(std::move(options.version)),
      send_(std::move(send)),
      project_(std::move(options.choice)) {}

const Server::Method* Server::find_method(const Message& message) {
  static constexpr Method methods[] = {
      {"initialize", true, &Server::initialize},
      {"shutdown", true, &Server::shut_down},
      {"textDocument/diagnostic", true, &Server::diagnose},
      {"textDocument/codeAction", true, &Server::code_actions},
      {"textDocument/formatting", true, &Server::format},
      {"initialized", false, &Server::initialized},
      {"textDocument/didOpen", false, &Server::did_open},
      {"textDocument/didChange", false, &Server::did_change},
      {"textDocument/didSave", false, &Server::did_save},
      {"textDocument/didClose", false, &Server::did_close},
      {"workspace/didChangeWatchedFiles", false, &Server::did_change_files},
      {"workspace/didChangeConfiguration", false, &Server::ignore},
      {"workspace/didChangeWorkspaceFolders", false, &Server::ignore},
  };
  const auto found =
      std::find_if(std::begin(methods), std::end(methods), [&](const Method& method) {
        return method.name == message.method && method.is_request == !message.id.is_null();
      });
  return found == std::end(methods) ? nullptr : found;
}

void Server::receive(std::string_view content) {
  auto message = read_message(content);
  if (!message) return send_(answer(message.error().id, tl::unexpected(message.error().error)));
  if (message->method.empty()) return;  // an answer: we ask nothing that we must know
  if (message->method == "$/cancelRequest" && message->id.is_null())
    return cancel(message->params["id"]);
  waiting_bytes_ += content.size();
  waiting_.push_back({*std::move(message), content.size()});
}

void Server::reject(RpcCode code, std::string_view why) {
  send_(answer({}, refuse(code, std::string(why))));
}

void Server::cancel(const Json& id) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& waiting) {
    return !id.is_null() && waiting.message.id == id;
  });
  if (found == waiting_.end()) return;
  waiting_bytes_ -= found->bytes;
  waiting_.erase(found);
  send_(answer(id, refuse(RpcCode::request_cancelled, "cancelled")));
}

bool Server::step() {
  if (waiting_.empty() || ended_) return false;
  const Waiting first = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= first.bytes;
  handle(first.message);
  return true;
}

void Server::handle(const Message& message) {
  if (!message.id.is_null()) return handle_request(message);
  if (message.method == "exit") {
    ended_ = true;
  } else if (state_ == State::running) {
    handle_notification(message);
  }
}

void Server::handle_request(const Message& message) {
  const bool initializes = message.method == "initialize";
  Reply reply;
  if (state_ == State::shut_down) {
    reply = refuse(RpcCode::invalid_request, "the server has been shut down");
  } else if (state_ == State::running && initializes) {
    reply = refuse(RpcCode::invalid_request, "the server has been initialized already");
  } else if (state_ == State::fresh && !initializes) {
    reply = refuse(RpcCode::server_not_initialized, "the first request must be `initialize`");
  } else if (const Method* const method = find_method(message)) {
    reply = (this->*method->handle)(message.params);
  } else {
    reply = refuse(RpcCode::method_not_found,
                   fmt::format("there is no request `{}`", shown(message.method)));
  }
  send_(answer(message.id, reply));
}

void Server::handle_notification(const Message& message) {
  const Method* const method = find_method(message);
  if (method == nullptr) {
    if (!message.method.starts_with("$/"))
      log(fmt::format("there is no notification `{}`", shown(message.method)));
    return;
  }
  const Reply done = (this->*method->handle)(message.params);
  if (!done) log(fmt::format("{}: {}", method->name, done.error().message));
}

Reply Server::initialize(const Json& params) {
  if (params.as<Json::Object>() == nullptr)
    return refuse(RpcCode::invalid_params, "`initialize` needs its params");
  client_ = read_client(params);
  state_ = State::running;
  Json capabilities = Json::object({
      {"positionEncoding", client_.encoding == Encoding::utf8 ? "utf-8" : "utf-16"},
      {"textDocumentSync", Json::object({{"openClose", true},
                                         {"change", incremental_sync},
                                         {"save", Json::object({{"includeText", false}})}})},
      {"documentFormattingProvider", true},
  });
  if (client_.code_actions)
    capabilities.add("codeActionProvider",
                     Json::object({{"codeActionKinds", Json::List{quick_fix, fix_all}}}));
  if (client_.pulls)
    capabilities.add("diagnosticProvider", Json::object({{"identifier", "keyplate"},
                                                         {"interFileDependencies", true},
                                                         {"workspaceDiagnostics", false}}));
  return Json::object(
      {{"capabilities", std::move(capabilities)},
       {"serverInfo", Json::object({{"name", "keyplate"}, {"version", version_}})}});
}

Reply Server::initialized(const Json&) {
  if (!client_.watches) return Json();
  const Json watcher =
      Json::object({{"globPattern", fmt::format("**/{}", compiler::workspace_file_name)}});
  const Json registration =
      Json::object({{"id", "keyplate-files"},
                    {"method", "workspace/didChangeWatchedFiles"},
                    {"registerOptions", Json::object({{"watchers", Json::List{watcher}}})}});
  ask("client/registerCapability", Json::object({{"registrations", Json::List{registration}}}));
  return Json();
}

Reply Server::shut_down(const Json&) {
  state_ = State::shut_down;
  return Json();
}

Reply Server::ignore(const Json&) {
  return Json();
}

void Server::log(std::string_view text) {
  send_(notification("window/logMessage", Json::object({{"type", 1}, {"message", text}})));
}

void Server::ask(std::string_view method, Json params) {
  send_(request(fmt::format("keyplate-{}", ++asked_), method, std::move(params)));
}

}  // namespace keyplate::lsp
