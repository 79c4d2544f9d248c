#pragma once
// What a provider may use of the outside while it answers one request: the caller's folder and
// variables, the time that is left, and the person, if there is one to ask. One thread.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/resolve/outcome.h"
#include "runtime/resolve/seen_credentials.h"

namespace keyplate::resolve {

/// Puts a question to the person and waits; nothing when nobody answers.
using AskPerson = std::function<std::optional<Secret>(const protocol::Question&)>;

class Session {
 public:
  /// `client` is the socket whose end means that nobody waits any more; -1: none.
  /// `seen` is told of every credential that is used; it may be null.
  /// REQUIRES: `caller` and `seen` outlive the session.
  Session(const protocol::Caller& caller, AskPerson ask, int client,
          SeenCredentials* seen = nullptr);

  const protocol::Caller& caller() const { return caller_; }
  int client() const { return client_; }
  /// To be called with every credential, so that no message can show it.
  void see(const Secret& credential) const {
    if (seen_ != nullptr) seen_->add(credential);
  }
  std::chrono::milliseconds remaining() const;

  /// An answer that is not empty, or a failure that says that a person is needed, and that
  /// `variable` could answer for them. The time they take is not counted.
  Outcome<Secret> ask(const std::string& what, std::string_view variable);

  /// `~` is HOME, anything else that is not absolute starts at the workspace's folder.
  Outcome<std::string> absolute_path(const std::string& path) const;
  /// The same of a path that `variable` holds, which never starts there: a workspace may not choose
  /// what a person's own variables trust or show.
  Outcome<std::string> own_path(std::string_view variable, const std::string& path) const;

 private:
  const protocol::Caller& caller_;
  AskPerson ask_;
  int client_;
  SeenCredentials* seen_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace keyplate::resolve
