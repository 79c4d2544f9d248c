// links: nothing
// From a keystroke to its diagnostics, as an editor sees it: over the pipes of the real program.
// The document has 5,000 lines and 200 tags; each edit puts a character into a tag or takes it out
// again, so that every second one brings a mistake. Prints the median and the 99th percentile in
// microseconds.
//
//   keystroke EDITS KEYPLATE lsp

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int lines = 5000;
constexpr int lines_a_tag = 25;

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "keystroke: %s\n", what);
  std::exit(2);
}

class Server {
 public:
  explicit Server(char** command) {
    int in[2];
    int out[2];
    if (pipe(in) != 0 || pipe(out) != 0) give_up("no pipes");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    for (const int end : {in[0], in[1], out[0], out[1]})
      posix_spawn_file_actions_addclose(&actions, end);
    if (posix_spawnp(&child_, command[0], &actions, nullptr, command, environ) != 0)
      give_up("cannot start the server");
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    to_ = in[1];
    from_ = out[0];
  }

  void send(const std::string& body) const {
    const std::string message =
        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (std::size_t sent = 0; sent < message.size();) {
      const ssize_t count = write(to_, message.data() + sent, message.size() - sent);
      if (count <= 0) give_up("the server takes nothing");
      sent += static_cast<std::size_t>(count);
    }
  }

  std::string receive() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) more();
    const std::size_t size =
        std::strtoul(buffer_.c_str() + std::strlen("Content-Length: "), nullptr, 10);
    while (buffer_.size() < end + 4 + size) more();
    std::string body = buffer_.substr(end + 4, size);
    buffer_.erase(0, end + 4 + size);
    return body;
  }

  int end() const {
    close(to_);
    int status = 0;
    waitpid(child_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  void more() {
    char chunk[65536];
    const ssize_t count = read(from_, chunk, sizeof chunk);
    if (count <= 0) give_up("the server has ended");
    buffer_.append(chunk, static_cast<std::size_t>(count));
  }

  pid_t child_ = 0;
  int to_ = -1;
  int from_ = -1;
  std::string buffer_;
};

std::string document() {
  std::string text;
  for (int line = 0; line < lines; ++line)
    text += line % lines_a_tag == 0 ? "token = {{ 'payments/api' | upper }} and what follows it\\n"
                                    : "a line of the host text, as long as lines mostly are\\n";
  return text;
}

/// `upper` becomes `upperx`, or `upper` again.
std::string edit(int number) {
  const int line = number / 2 % (lines / lines_a_tag) * lines_a_tag;
  const int begin = 33;
  const bool adds = number % 2 == 0;
  return "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":{\"textDocument\":{"
         "\"uri\":\"untitled:bench\",\"version\":" +
         std::to_string(number + 2) +
         "},\"contentChanges\":[{\"range\":{\"start\":{\"line\":" + std::to_string(line) +
         ",\"character\":" + std::to_string(begin) + "},\"end\":{\"line\":" + std::to_string(line) +
         ",\"character\":" + std::to_string(adds ? begin : begin + 1) + "}},\"text\":\"" +
         (adds ? "x" : "") + "\"}]}}";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) give_up("usage: keystroke EDITS KEYPLATE lsp");
  const int edits = std::atoi(argv[1]);
  Server server(argv + 2);
  server.send(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}})");
  server.receive();
  server.send(R"({"jsonrpc":"2.0","method":"initialized","params":{}})");
  server.send(R"({"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":)"
              R"("untitled:bench","languageId":"text","version":1,"text":")" +
              document() + "\"}}}");
  server.receive();
  std::vector<double> times;
  for (int i = 0; i < edits; ++i) {
    const std::string message = edit(i);
    const auto begin = std::chrono::steady_clock::now();
    server.send(message);
    const std::string answer = server.receive();
    times.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
            .count());
    const bool has_mistake = answer.find("unknown-filter") != std::string::npos;
    if (has_mistake != (i % 2 == 0)) give_up("the diagnostics are not those of the edit");
  }
  server.send(R"({"jsonrpc":"2.0","id":2,"method":"shutdown"})");
  server.receive();
  if (server.end() != 0 || times.empty()) give_up("the server did not end well");
  std::sort(times.begin(), times.end());
  std::printf("%.0f %.0f\n", times[times.size() / 2], times[times.size() * 99 / 100]);
  return 0;
}
