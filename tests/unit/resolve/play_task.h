#pragma once
// Plays the server for a task: answers its exchanges in turn, and notes what was asked.

#include <fmt/core.h>

#include <string>
#include <utility>
#include <vector>

#include "runtime/resolve/task.h"

namespace keyplate::resolve {

/// "POST /v1/auth/x/login {...}", with the token in front of the body as `as T`, and
/// `to anybody` for one that isn't bound to its origin, as all that carry a credential are.
inline std::string request_line(const http::Request& request) {
  std::string line = fmt::format("{} {}", request.method, request.path);
  for (const http::Header& header : request.headers) {
    if (header.name == "X-Vault-Token") line += fmt::format(" as {}", header.value.reveal());
  }
  if (request.credential_origin != request.endpoint->origin) line += " to anybody";
  return request.body ? fmt::format("{} {}", line, request.body->reveal()) : line;
}

inline http::Response answer(int status, std::string_view body) {
  http::Response response;
  response.status = status;
  response.headers.emplace_back("content-type", "application/json");
  response.body = Secret(body);
  return response;
}

/// What came of it. A task that asks more than there are answers ends as `timeout`.
template <typename T>
Outcome<T> play(Task<T> task, std::vector<http::Result> answers, std::vector<std::string>& asked,
                const Clock& clock = Clock()) {
  for (http::Result& next : answers) {
    if (task.done()) break;
    auto request = task.exchange().request(clock);
    if (!request) return tl::unexpected(request.error());
    asked.push_back(request_line(*request));
    task.resume(std::move(next));
  }
  if (task.done()) return task.take();
  auto request = task.exchange().request(clock);
  if (!request) return tl::unexpected(request.error());
  return fail(ErrorKind::timeout, "no answer to " + request->path);
}

}  // namespace keyplate::resolve
