#pragma once
// The language server without its pipe: takes messages, gives messages. It handles them in the
// order in which they came, and only when no more are waiting it looks for what is wrong with the
// texts, so that what newer edits make stale is never computed. It opens no network connection,
// runs no program, and reads no file but a keyplate.toml. One thread.

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/client.h"
#include "lsp/code_actions.h"
#include "lsp/encode.h"
#include "lsp/message.h"
#include "lsp/project.h"

namespace keyplate::lsp {

struct ServerOptions {
  std::string version;
  WorkspaceChoice choice;
};

class Server {
 public:
  /// `send` takes each message of ours, as JSON.
  Server(ServerOptions options, std::function<void(std::string_view)> send);

  /// A message that came. It waits, unless it cancels one that does.
  void receive(std::string_view content);
  /// Answers what could not be read as a message.
  void reject(RpcCode code, std::string_view why);

  /// The bytes of all messages that wait.
  std::size_t waiting() const { return waiting_bytes_; }
  /// Handles the first message that waits; false if none does.
  bool step();
  /// Does a part of what is to be done when no message waits; false if nothing is left.
  bool idle();

  /// After `exit`.
  bool ended() const { return ended_; }
  /// Whether `shutdown` came before the end.
  bool shut_down() const { return state_ == State::shut_down; }

 private:
  enum class State : unsigned char { fresh, running, shut_down };
  struct Waiting {
    Message message;
    std::size_t bytes = 0;
  };
  struct Method {
    std::string_view name;
    bool is_request;
    Reply (Server::*handle)(const Json& params);
  };
  static const Method* find_method(const Message& message);

  void cancel(const Json& id);
  void handle(const Message& message);
  void handle_request(const Message& message);
  void handle_notification(const Message& message);

  Reply initialize(const Json& params);
  Reply initialized(const Json& params);
  Reply shut_down(const Json& params);
  Reply ignore(const Json& params);
  Reply did_open(const Json& params);
  Reply did_change(const Json& params);
  Reply did_save(const Json& params);
  Reply did_close(const Json& params);
  Reply did_change_files(const Json& params);
  Reply diagnose(const Json& params);
  Reply code_actions(const Json& params);
  Reply format(const Json& params);

  /// The open document that `params` names.
  tl::expected<Document*, RpcError> document_of(const Json& params);
  bool change(Document& document, const Json& change);
  Json report(Document& document);
  Json encoded(const std::vector<Diagnostic>& diagnostics, const Document* document);
  Json encoded(const CodeAction& action, const Document& document);
  void publish(const std::string& uri, std::optional<std::int64_t> version, Json diagnostics);
  bool publish_next();
  void publish_closed_files();
  void tell_complaints();
  void log(std::string_view text);
  void ask(std::string_view method, Json params);

  std::string version_;
  std::function<void(std::string_view)> send_;
  Project project_;
  Client client_;
  State state_ = State::fresh;
  bool ended_ = false;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool closed_files_due_ = false;
  std::set<std::string> published_closed_files_;  ///< those with diagnostics
  std::set<std::string> told_;
  std::uint64_t asked_ = 0;
};

}  // namespace keyplate::lsp
