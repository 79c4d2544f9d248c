// links: nothing
// Times two commands in turn, A B A B ..., as whole processes, so that a ratio holds while the
// machine's speed drifts. Prints one JSON object: medians in microseconds, the median of the ratios
// of the pairs, and the peak memory of A and its children in KiB.
//
//   time_pairs RUNS A... -- B...        (B without a `--` of its own)

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

struct Run {
  double microseconds = 0;
  long peak_kib = 0;
  int exit = 0;
};

Run run(const std::vector<char*>& command) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // A file, not /dev/null: some programs do less when nobody can look.
  posix_spawn_file_actions_addopen(&actions, 1, "bench.out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (posix_spawnp(&child, command[0], &actions, nullptr, command.data(), environ) != 0) {
    std::fprintf(stderr, "time_pairs: cannot start %s\n", command[0]);
    std::exit(2);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const auto end = std::chrono::steady_clock::now();
  posix_spawn_file_actions_destroy(&actions);
  return {std::chrono::duration<double, std::micro>(end - begin).count(), usage.ru_maxrss,
          WIFEXITED(status) ? WEXITSTATUS(status) : 128};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> commands[2];
  int dashes = argc;  // the last ones: A may have some of its own
  while (dashes > 2 && std::string_view(argv[dashes - 1]) != "--") --dashes;
  for (int i = 2; i < argc; ++i) {
    if (i != dashes - 1) commands[i < dashes ? 0 : 1].push_back(argv[i]);
  }
  if (argc < 3 || commands[0].empty() || commands[1].empty()) {
    std::fprintf(stderr, "usage: time_pairs RUNS A... -- B...\n");
    return 2;
  }
  for (auto& command : commands) command.push_back(nullptr);
  const int runs = std::atoi(argv[1]);
  std::vector<double> a, b, ratios;
  long peak = 0;
  int exit = 0;
  for (int i = -2; i < runs; ++i) {
    const Run first = run(commands[0]);
    const Run second = run(commands[1]);
    if (i < 0) continue;  // warm-up
    a.push_back(first.microseconds);
    b.push_back(second.microseconds);
    ratios.push_back(first.microseconds / second.microseconds);
    peak = std::max(peak, first.peak_kib);
    exit = std::max(exit, first.exit);
  }
  unlink("bench.out");
  std::printf("{\"a\": %.1f, \"b\": %.1f, \"ratio\": %.3f, \"peak_kib\": %ld, \"exit\": %d}\n",
              median(a), median(b), median(ratios), peak, exit);
  return 0;
}
