// links: evaluate
// The median time, in nanoseconds, of a warm parse, lower and render of a template in this process.
// render_bench TEMPLATE CONTEXT.json ITERATIONS [HOST_FORMAT...]: one for each format, measured in
// turns.
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
std::size_t render(const std::string& text, const char* format, const compiler::Scope& scope,
                   grammar::Tree& tree) {
  DiagnosticSink sink;
  grammar::parse(Source::file("bench", text), tree, sink);
  compiler::Symbols symbols;
  compiler::Program program = compiler::lower(std::move(tree), symbols);
  NoWorld world;
  evaluate::Render render(nullptr, scope, symbols, world, {});
  const evaluate::Job job{&program, format};
  const auto rendered = render.run({&job, 1}, sink);
  tree = std::move(program.tree);
  return sink.empty() ? rendered[0].text.size() : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::string text = read_file(argv[1]);
  auto variables = compiler::parse_json_object(read_file(argv[2]));
  if (!variables) return 2;
  compiler::Scope scope;
  scope.variables = std::move(*variables);
  const std::vector<const char*> formats =
      argc > 4 ? std::vector<const char*>(argv + 4, argv + argc) : std::vector{"text"};
  grammar::Tree tree;
  std::vector<std::vector<double>> times(formats.size());
  for (long i = std::strtol(argv[3], nullptr, 10); i > 0; --i) {
    for (std::size_t n = 0; n < formats.size(); ++n) {
      const auto begin = std::chrono::steady_clock::now();
      if (render(text, formats[n], scope, tree) == 0) return 1;
      times[n].push_back(
          std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin)
              .count());
    }
  }
  for (std::vector<double>& each : times) {
    if (each.empty()) return 2;
    std::sort(each.begin(), each.end());
    std::printf("%.0f\n", each[each.size() / 2]);
  }
  return 0;
}
