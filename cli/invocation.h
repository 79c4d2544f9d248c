#pragma once
// A command that is to be started: its words, its environment, and where PATH finds it. No shell
// has a part in it. Everything is prepared beforehand, so that `execute` may be called between a
// fork and an exec. The environment is wiped with it.

#include <string>
#include <string_view>
#include <vector>

#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::cli {

/// Begins as the caller's, less what opens vaults: KEYPLATE_PASSPHRASE, KEYPLATE_NEW_PASSPHRASE,
/// KEYPLATE_TRUST and KEYPLATE_AUTH_...; whoever wants a command to have one sets it.
class ChildEnvironment {
 public:
  ChildEnvironment();

  void set(std::string_view name, std::string_view value);
  /// Null: there is no such variable.
  const char* find(std::string_view name) const;
  const std::vector<protocol::WipedString>& entries() const { return entries_; }

 private:
  std::vector<protocol::WipedString> entries_;  ///< `NAME=value`
};

class Invocation {
 public:
  /// REQUIRES: at least one word.
  Invocation(std::vector<std::string> words, ChildEnvironment environment);
  Invocation(const Invocation&) = delete;
  Invocation& operator=(const Invocation&) = delete;

  const std::string& program() const { return words_.front(); }
  /// Becomes the program. Comes back only where that fails, with the error number: ENOENT if there
  /// is none of that name. Safe after a fork.
  int execute() const;

 private:
  std::vector<std::string> words_;
  ChildEnvironment environment_;
  std::vector<std::string> candidates_;
  std::vector<char*> arguments_;
  std::vector<char*> variables_;
};

}  // namespace keyplate::cli
