// replay FUZZER FOLDER...: runs a fuzzer over every file of its corpus, which is how `./dev test`
// keeps the fuzzers honest.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "tests/fuzz/fuzzer.h"

namespace {

/// Without an initialiser of its own: fuzzers of other files may be there before.
constinit const keyplate::fuzz::Fuzzer* first = nullptr;

const keyplate::fuzz::Fuzzer* find(std::string_view name) {
  const keyplate::fuzz::Fuzzer* fuzzer = first;
  while (fuzzer != nullptr && fuzzer->name != name) fuzzer = fuzzer->next;
  return fuzzer;
}

}  // namespace

keyplate::fuzz::Fuzzer::Fuzzer(std::string_view its_name, Run its_run)
    : name(its_name), run(its_run), next(std::exchange(first, this)) {}

int main(int argc, char** argv) {
  const keyplate::fuzz::Fuzzer* fuzzer = find(argc < 2 ? "" : argv[1]);
  if (fuzzer == nullptr) return std::fputs("no such fuzzer\n", stderr), 2;
  std::size_t inputs = 0;
  for (int i = 2; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      fuzzer->run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++inputs;
    }
  }
  std::printf("%zu inputs\n", inputs);
  return inputs == 0 ? 1 : 0;
}
