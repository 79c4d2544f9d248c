#include "runtime/resolve/serve.h"

#include <array>
#include <string>
#include <utility>
#include <variant>

#include "runtime/protocol/codec.h"
#include "runtime/protocol/frame.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/resolver.h"

namespace keyplate::resolve {
namespace {

using protocol::FrameStatus;
using protocol::Request;
using protocol::Response;

class Conversation {
 public:
  explicit Conversation(int socket) : socket_(socket) {}

  bool run() {
    protocol::WipedString body;
    for (;;) {
      const FrameStatus status = protocol::read_frame(socket_, body, std::nullopt);
      if (status == FrameStatus::end) return true;
      if (status != FrameStatus::ok) return false;
      const bool answered = answer(body);
      protocol::wipe_stack();
      if (!answered) return false;
    }
  }

 private:
  bool answer(std::string_view body) {
    auto request = protocol::decode_request(body);
    if (request) return send(std::visit([this](auto& one) { return handle(one); }, *request));
    send(Failure{ErrorKind::protocol, "the request is " + request.error().message, {}});
    return false;
  }

  bool send(const Response& response) {
    protocol::WipedString frame = protocol::encode(response);
    if (frame.empty())
      frame =
          protocol::encode(Failure{ErrorKind::unsupported, "the answer has more than 64 MiB", {}});
    return protocol::write_frame(socket_, frame, std::nullopt) == FrameStatus::ok;
  }

  AskPerson asker() {
    return [this](const protocol::Question& question) -> std::optional<Secret> {
      protocol::WipedString body;
      if (!send(question) || protocol::read_frame(socket_, body, std::nullopt) != FrameStatus::ok)
        return std::nullopt;
      auto answer = protocol::decode_request(body);
      auto* answered = answer ? std::get_if<protocol::QuestionAnswer>(&*answer) : nullptr;
      return answered ? std::move(answered->value) : std::nullopt;
    };
  }

  Response handle(const protocol::Hello&) {
    resolver_.begin_run();
    return protocol::HelloAnswer{protocol::version, KEYPLATE_VERSION};
  }
  Response handle(const protocol::ReadRequest& request) {
    Session session(request.caller, asker(), socket_, &resolver_.seen());
    return resolver_.read(request, session);
  }
  Response handle(protocol::LocalRequest& request) {
    Session session(request.caller, asker(), socket_, &resolver_.seen());
    auto answer = resolver_.local(request, session);
    if (answer) return std::move(*answer);
    Failure& failure = answer.error();
    resolver_.seen().scrub(std::array{&failure.message, &failure.hint});
    return std::move(failure);
  }
  Response handle(const protocol::ProbeRequest& request) {
    Session session(request.caller, asker(), socket_, &resolver_.seen());
    return resolver_.probe(request, session);
  }
  Response handle(const protocol::QuestionAnswer&) {
    return Failure{ErrorKind::protocol, "an answer to a question that was not asked", {}};
  }

  int socket_;
  Resolver resolver_;
};

}  // namespace

bool serve(int socket) {
  return Conversation(socket).run();
}

}  // namespace keyplate::resolve
