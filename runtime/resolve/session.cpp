#include "runtime/resolve/session.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "grammar/unicode.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Session::Session(const protocol::Caller& caller, AskPerson ask, int client, SeenCredentials* seen)
    : caller_(caller),
      ask_(std::move(ask)),
      client_(client),
      seen_(seen),
      deadline_(steady_clock::now() + milliseconds(caller.deadline_ms)) {}

milliseconds Session::remaining() const {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - steady_clock::now());
  return std::max(left, milliseconds(0));
}

Outcome<Secret> Session::ask(const std::string& what, std::string_view variable) {
  const std::string hint =
      fmt::format("run it on a terminal, set {}, or name a source in the workspace", variable);
  if (!caller_.interactive || !ask_) {
    return fail(ErrorKind::needs_person, fmt::format("nobody to ask: {}", what), hint);
  }
  const auto asked = steady_clock::now();
  std::optional<Secret> answer = ask_(protocol::Question{what + ":", true});
  deadline_ += steady_clock::now() - asked;
  if (!answer) return fail(ErrorKind::needs_person, "the question was not answered", hint);
  if (answer->empty()) return fail(ErrorKind::needs_person, "the answer was empty");
  see(*answer);
  return std::move(*answer);
}

Outcome<std::string> Session::absolute_path(const std::string& path) const {
  if (path.starts_with('/')) return path;
  if (path != "~" && !path.starts_with("~/")) return caller_.folder + "/" + path;
  const Secret* home = caller_.find_variable("HOME");
  if (!home || !home->reveal().starts_with('/')) {
    return fail(
        ErrorKind::config_invalid,
        fmt::format("`{}` needs the variable HOME, which is not an absolute path", visible(path)));
  }
  return std::string(home->reveal()) + path.substr(1);
}

Outcome<std::string> Session::own_path(std::string_view variable, const std::string& path) const {
  if (path.starts_with('/') || path.starts_with("~/")) return absolute_path(path);
  return fail(ErrorKind::config_invalid,
              fmt::format("{} is `{}`, which is no absolute path", variable, visible(path)),
              "a relative one would lead into the workspace");
}

}  // namespace keyplate::resolve
