// links: lsp
// Any bytes as what a client sends: nothing crashes, every request has one answer and nothing else
// has one.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lsp/frame.h"
#include "lsp/message.h"
#include "lsp/server.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_lsp {

using namespace keyplate::lsp;

class Conversation {
 public:
  void run(std::string_view bytes) {
    // In two portions, so that the first messages have been handled when the others come.
    for (const std::string_view portion :
         {bytes.substr(0, bytes.size() / 2), bytes.substr(bytes.size() / 2)}) {
      frames_.add(portion);
      while (auto next = frames_.next()) take(*next);
      while (server_.step() || server_.idle()) {
      }
    }
    if (answers_ > wanted_ || (!server_.ended() && answers_ != wanted_)) std::abort();
  }

 private:
  void take(const tl::expected<std::string, FrameError>& next) {
    if (!next) {
      ++wanted_;
      return server_.reject(RpcCode::parse_error, next.error().message);
    }
    const auto message = read_message(*next);
    if (!message || !message->id.is_null()) ++wanted_;
    server_.receive(*next);
  }

  void sent(std::string_view content) {
    const auto json = parse_json(content);
    if (!json) std::abort();
    if ((*json)["method"].is_null()) ++answers_;
  }

  std::size_t wanted_ = 0;
  std::size_t answers_ = 0;
  FrameReader frames_;
  Server server_{{}, [this](std::string_view content) {
                   sent(content);
                 }};
};

FUZZER(lsp) {
  Conversation().run({reinterpret_cast<const char*>(data), size});
  return 0;
}

}  // namespace fuzz_lsp
