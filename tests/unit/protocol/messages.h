#pragma once
// One message of every kind with every field set, so that a field that codec forgets is missed.

#include <vector>

#include "runtime/protocol/message.h"

namespace keyplate::protocol {

inline Secret secret(std::string_view text) {
  return Secret(text);
}

inline Caller full_caller() {
  Caller caller{"/work", {"shared", "~/data"}, 1234, true, {}};
  caller.environment.push_back({"HOME", secret("/home/me")});
  caller.environment.push_back({"EMPTY", secret("")});
  return caller;
}

inline VaultSettings full_vault() {
  return {
      "prod",
      "local",
      {{"file", {"dev.vault"}}, {"passphrase.command", {"/bin/echo", "", "x y"}}, {"names", {}}}};
}

inline std::vector<Request> all_requests() {
  std::vector<Request> all;
  all.emplace_back(Hello{7});
  ReadRequest read;
  read.caller = full_caller();
  read.vaults = {full_vault(), VaultSettings{}};
  read.references = {{1, "a", "k", "p", "v", "s", "hex"},
                     {0, "b", {}, {}, {}, {}, {}},
                     {2, "", "", {}, "", {}, ""}};
  read.ttl_s = 90;
  read.offline = true;
  all.emplace_back(std::move(read));
  for (std::size_t verb = 0; verb < local_verb_count; ++verb) {
    all.emplace_back(LocalRequest{static_cast<LocalVerb>(verb), full_caller(), full_vault(), "name",
                                  secret("v\0x")});
  }
  all.emplace_back(QuestionAnswer{});
  QuestionAnswer answered;
  answered.value = secret("hunter2");
  all.emplace_back(std::move(answered));
  return all;
}

inline std::vector<Response> all_responses() {
  std::vector<Response> all;
  all.emplace_back(HelloAnswer{9, "1.2.3"});
  ReadAnswer read;
  read.answers.emplace_back(Text{secret("text")});
  read.answers.emplace_back(Number{secret("1.50")});
  read.answers.emplace_back(Boolean{true});
  read.answers.emplace_back(Null{});
  read.answers.emplace_back(Document{secret("{\"a\":[1]}")});
  for (std::size_t kind = 0; kind < error_kind_count; ++kind) {
    read.answers.emplace_back(Failure{static_cast<ErrorKind>(kind), "message", "hint"});
  }
  all.emplace_back(std::move(read));
  all.emplace_back(LocalAnswer{{"a", "b"}, {"/x"}});
  all.emplace_back(Question{"Passphrase: ", false});
  all.emplace_back(Failure{ErrorKind::integrity, "seen", "do"});
  return all;
}

}  // namespace keyplate::protocol
