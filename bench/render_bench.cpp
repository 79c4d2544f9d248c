// links: evaluate
// The median time, in nanoseconds, of a warm parse, lower and render of a template in this process.
// render_bench TEMPLATE CONTEXT.json ITERATIONS
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "grammar/parse.h"
#include "runtime/evaluate/render.h"

namespace {

using namespace keyplate;

/// A benchmark asks nothing of the world.
class NoWorld : public evaluate::World {
 public:
  std::vector<protocol::Answer> read(std::span<const evaluate::SecretRequest>) override {
    return {};
  }
  void random(std::span<std::uint8_t>) override {}
  evaluate::Moment now() override { return {}; }
  protocol::Outcome<std::string> file(const std::string&) override { return std::string(); }
  protocol::Outcome<protocol::Secret> answer(const evaluate::Prompt&) override {
    return protocol::Secret();
  }
  std::optional<std::string> variable(std::string_view) override { return std::nullopt; }
  std::string fact(std::string_view) override { return "null"; }
};

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One parse, lower and render; the size of what came out, 0 after an error.
std::size_t render(const std::string& text, const compiler::Scope& scope, grammar::Tree& tree) {
  DiagnosticSink sink;
  grammar::parse(Source::file("bench", text), tree, sink);
  compiler::Symbols symbols;
  compiler::Program program = compiler::lower(std::move(tree), symbols);
  NoWorld world;
  evaluate::Render render(nullptr, scope, symbols, world, {});
  const evaluate::Job job{&program, "text"};
  const auto rendered = render.run({&job, 1}, sink);
  tree = std::move(program.tree);
  return sink.empty() ? rendered[0].text.size() : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string text = read_file(argv[1]);
  auto variables = compiler::parse_json_object(read_file(argv[2]));
  if (!variables) return 2;
  compiler::Scope scope;
  scope.variables = std::move(*variables);
  grammar::Tree tree;
  std::vector<double> times;
  for (long i = std::strtol(argv[3], nullptr, 10); i > 0; --i) {
    const auto begin = std::chrono::steady_clock::now();
    if (render(text, scope, tree) == 0) return 1;
    times.push_back(
        std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count());
  }
  if (times.empty()) return 2;
  std::sort(times.begin(), times.end());
  std::printf("%.0f\n", times[times.size() / 2]);
  return 0;
}
