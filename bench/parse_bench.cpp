// links: grammar
// How long the parser takes: a template of 200 outputs, a text of 10 MB with 48,000 tags, and 5,000
// texts of 4 KB with 3 tags each. Prints medians; tests nothing.

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "grammar/parse.h"

namespace {

using keyplate::DiagnosticSink;
using keyplate::Source;
using keyplate::SourcePtr;
using keyplate::grammar::parse;
using keyplate::grammar::Tree;

/// Processor time of this thread: a busy machine doesn't count.
double cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double median_us(int runs, const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const double begin = cpu_us();
    work();
    times.push_back(cpu_us() - begin);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

std::string outputs() {
  std::string text;
  for (int i = 0; i < 200; ++i)
    text +=
        "field_" + std::to_string(i) + " = a line of the host text, then {{ user.name | upper }}\n";
  return text;
}

std::string with_tags(std::size_t size, std::size_t tags) {
  const std::string tag = "{% secret 'prod', 'payments/api', key='token' %}\n";
  const std::string filler(size / tags - tag.size() - 1, 'x');
  std::string text;
  for (std::size_t i = 0; i < tags; ++i) text += filler + "\n" + tag;
  return text;
}

void measure(const char* what, int runs, const std::vector<SourcePtr>& sources) {
  Tree tree;
  std::size_t errors = 0;
  const double us = median_us(runs, [&] {
    for (const SourcePtr& source : sources) {
      DiagnosticSink sink;
      parse(source, tree, sink);
      errors += sink.size();
    }
  });
  std::printf("%-40s %10.1f us%s\n", what, us, errors ? "  (with errors)" : "");
}

}  // namespace

int main() {
  measure("200 outputs in 14 KB", 501, {Source::file("a", outputs())});
  measure("48,000 tags in 10 MB", 21, {Source::file("b", with_tags(10'000'000, 48'000))});
  std::vector<SourcePtr> many;
  for (int i = 0; i < 5000; ++i) many.push_back(Source::file("c", with_tags(4096, 3)));
  measure("5,000 texts of 4 KB with 3 tags each", 21, many);
}
