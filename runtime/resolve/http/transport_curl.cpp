#include <poll.h>

#include <algorithm>
#include <climits>
#include <unordered_map>
#include <utility>

#include "runtime/resolve/http/curl_library.h"
#include "runtime/resolve/http/curl_transfer.h"
#include "runtime/resolve/http/refusal.h"
#include "runtime/resolve/http/transport.h"

namespace keyplate::resolve::http {
namespace {

using std::chrono::milliseconds;

constexpr long most_streams = 100;          ///< of one HTTP/2 connection
constexpr long most_host_connections = 16;  ///< of HTTP/1.1

class CurlTransport : public Transport {
 public:
  CurlTransport(const Curl& curl, CURLM* multi) : curl_(curl), multi_(multi) {}
  ~CurlTransport() override;

  void start(Id id, const Request& request, milliseconds timeout) override;
  void cancel(Id id) override;
  Waited wait(TimePoint until, int client) override;

 private:
  CURL* take_easy();
  void give_back(CURL* easy);
  bool add(Id id, const Request& request, milliseconds timeout);
  void refuse(Id id, Failure why);
  void collect();
  void finish(Transfer& transfer, CURLcode code);
  void fail_with(const Endpoint& endpoint, const Trouble& trouble);
  void fail_all();
  TimePoint expire(TimePoint until);

  Curl curl_;
  CURLM* multi_;
  std::vector<CURL*> idle_;
  std::size_t held_ = 0;  ///< by the answers of `transfers_`
  std::unordered_map<Id, std::unique_ptr<Transfer>> transfers_;
  std::vector<Completion> complete_;
};

CurlTransport::~CurlTransport() {
  for (auto& [id, transfer] : transfers_) {
    curl_.multi_remove_handle(multi_, transfer->easy());
    curl_.easy_cleanup(transfer->easy());
  }
  for (CURL* easy : idle_) curl_.easy_cleanup(easy);
  curl_.multi_cleanup(multi_);
}

CURL* CurlTransport::take_easy() {
  if (idle_.empty()) return curl_.easy_init();
  CURL* const easy = idle_.back();
  idle_.pop_back();
  return easy;
}

void CurlTransport::give_back(CURL* easy) {
  curl_.multi_remove_handle(multi_, easy);
  curl_.easy_reset(easy);  // what it kept of the request is wiped
  idle_.push_back(easy);
}

bool CurlTransport::add(Id id, const Request& request, milliseconds timeout) {
  CURL* const easy = take_easy();
  if (!easy) return false;
  auto transfer = std::make_unique<Transfer>(curl_, easy, id, request, timeout, held_);
  if (!transfer->prepare(request) || curl_.multi_add_handle(multi_, easy) != CURLM_OK) {
    curl_.easy_cleanup(easy);
    return false;
  }
  transfers_.insert_or_assign(id, std::move(transfer));
  return true;
}

void CurlTransport::refuse(Id id, Failure why) {
  complete_.push_back({id, tl::unexpected(Trouble{std::move(why), false, false})});
}

void CurlTransport::start(Id id, const Request& request, milliseconds timeout) {
  if (auto why = refusal_of(request)) return refuse(id, *std::move(why));
  if (!add(id, request, timeout))
    refuse(id, {ErrorKind::unsupported, "libcurl doesn't take a request", {}});
}

void CurlTransport::cancel(Id id) {
  const auto found = transfers_.find(id);
  if (found != transfers_.end()) {
    give_back(found->second->easy());
    transfers_.erase(found);
  }
  std::erase_if(complete_, [&](const Completion& one) { return one.id == id; });
}

void CurlTransport::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    finish(*info_of<Transfer*>(curl_, message->easy_handle, CURLINFO_PRIVATE), code);
  }
}

void CurlTransport::finish(Transfer& transfer, CURLcode code) {
  const Id id = transfer.id();
  Result result = transfer.finish(code);
  const std::shared_ptr<const Endpoint> endpoint = transfer.endpoint();
  give_back(transfer.easy());
  transfers_.erase(id);
  if (!result && !result.error().sent && result.error().failure.kind != ErrorKind::timeout)
    fail_with(*endpoint, result.error());
  complete_.push_back({id, std::move(result)});
}

/// All that wait for a connection which can't be made have waited for this one: each would find out
/// for itself, one after the other. Where one is at work, another may yet come free.
void CurlTransport::fail_with(const Endpoint& endpoint, const Trouble& trouble) {
  std::vector<Transfer*> waiting;
  for (const auto& [id, transfer] : transfers_) {
    if (transfer->endpoint().get() != &endpoint) continue;
    if (transfer->sent()) return;
    waiting.push_back(transfer.get());
  }
  for (Transfer* const transfer : waiting) {
    complete_.push_back({transfer->id(), tl::unexpected(trouble)});
    give_back(transfer->easy());
    transfers_.erase(transfer->id());
  }
}

/// The library itself has failed: nobody may wait for what never comes.
void CurlTransport::fail_all() {
  while (!transfers_.empty()) finish(*transfers_.begin()->second, CURLE_FAILED_INIT);
}

/// Ends what should long have ended; when to look again, `until` at the latest.
TimePoint CurlTransport::expire(TimePoint until) {
  constexpr milliseconds grace(50);  // libcurl's own end comes first and knows more
  const TimePoint now = std::chrono::steady_clock::now();
  std::vector<Id> over;
  for (const auto& [id, transfer] : transfers_) {
    const TimePoint end = transfer->end() + grace;
    if (end <= now) over.push_back(id);
    until = std::min(until, end);
  }
  for (const Id id : over) {
    const auto found = transfers_.find(id);
    if (found != transfers_.end()) finish(*found->second, CURLE_OPERATION_TIMEDOUT);
  }
  return until;
}

/// Of the client's socket; what it says early is for later.
struct Client {
  bool gone = false;
  bool talks = false;
};
Client look_at(int client) {
  pollfd socket{client, POLLIN | POLLRDHUP, 0};
  if (client < 0 || ::poll(&socket, 1, 0) <= 0) return {};
  return {(socket.revents & ~POLLIN) != 0, (socket.revents & POLLIN) != 0};
}

Transport::Waited CurlTransport::wait(TimePoint until, int client) {
  constexpr milliseconds second_look(100);  // at one that talks, since that would wake us for ever
  for (;;) {
    int running = 0;
    if (curl_.multi_perform(multi_, &running) != CURLM_OK) fail_all();
    collect();
    const TimePoint next = expire(until);
    const TimePoint now = std::chrono::steady_clock::now();
    const auto [gone, talks] = look_at(client);
    if (!complete_.empty() || gone || until <= now) return {std::exchange(complete_, {}), gone};
    auto left = std::chrono::ceil<milliseconds>(next - now);
    if (talks) left = std::min(left, second_look);
    curl_waitfd socket{client, CURL_WAIT_POLLIN, 0};
    curl_.multi_poll(multi_, &socket, client < 0 || talks ? 0 : 1,
                     static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, INT_MAX)), nullptr);
  }
}

}  // namespace

Outcome<std::unique_ptr<Transport>> open_transport() {
  const Curl curl = TRY(load_curl());
  CURLM* const multi = curl.multi_init();
  if (!multi) return fail(ErrorKind::io, "libcurl can't be initialised");
  curl.multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl.multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, most_streams);
  curl.multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, most_host_connections);
  return std::make_unique<CurlTransport>(curl, multi);
}

}  // namespace keyplate::resolve::http
