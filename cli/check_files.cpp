#include "cli/check_files.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "cli/check_file.h"

namespace keyplate::cli {
namespace {

/// Files that a worker takes at once: enough that taking is cheap, few enough that all end
/// together.
constexpr std::size_t files_at_once = 16;

class Worker {
 public:
  Worker(const ReportFormat& format, const ReportStyle& style) : format_(format), style_(style) {}

  /// The printed diagnostics of the file.
  std::string check(const CheckTarget& target) {
    ++summary_.files;
    std::vector<Diagnostic> diagnostics = checker_.check(target);
    if (diagnostics.empty()) return {};
    summary_.count(diagnostics);
    return printed(std::move(diagnostics), format_, style_);
  }

  const Summary& summary() const { return summary_; }
  const compiler::TextChecker::UsedByWorkspace& used() const { return checker_.used(); }

 private:
  const ReportFormat& format_;
  const ReportStyle& style_;
  FileChecker checker_;
  Summary summary_;
};

/// Hands out runs of targets to workers, and takes what they print to its place.
class Pool {
 public:
  Pool(std::span<const CheckTarget> targets, const ReportFormat& format, const ReportStyle& style)
      : targets_(targets), format_(format), style_(style), printed_(targets.size()) {}

  CheckedFiles run() {
    std::vector<Done> done(worker_count());
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < done.size(); ++i) {
      try {
        others.emplace_back([this, &done, i] { done[i] = work(); });
      } catch (const std::system_error&) {
        break;  // the system gives no more threads: those that run take its share
      }
    }
    done[0] = work();
    for (std::thread& other : others) other.join();
    return gather(done);
  }

 private:
  /// What one worker did.
  struct Done {
    Summary summary;
    compiler::TextChecker::UsedByWorkspace used;
  };

  std::size_t worker_count() const {
    const std::size_t useful = (targets_.size() + files_at_once - 1) / files_at_once;
    if (useful <= 1) return 1;
    return std::min<std::size_t>(useful, std::max(1u, std::thread::hardware_concurrency()));
  }

  Done work() {
    Worker worker(format_, style_);
    while (true) {
      const std::size_t begin = next_.fetch_add(files_at_once, std::memory_order_relaxed);
      if (begin >= targets_.size()) return {worker.summary(), worker.used()};
      const std::size_t end = std::min(begin + files_at_once, targets_.size());
      for (std::size_t i = begin; i < end; ++i) printed_[i] = worker.check(targets_[i]);
    }
  }

  CheckedFiles gather(std::span<const Done> done) {
    CheckedFiles checked;
    for (const Done& one : done) {
      checked.summary.add(one.summary);
      for (const auto& [workspace, used] : one.used) checked.used[workspace].add(used);
    }
    for (std::size_t i = 0; i < printed_.size(); ++i) {
      if (!printed_[i].empty())
        checked.parts.push_back({targets_[i].shown, std::move(printed_[i])});
    }
    return checked;
  }

  std::span<const CheckTarget> targets_;
  const ReportFormat& format_;
  const ReportStyle& style_;
  std::vector<std::string> printed_;
  std::atomic<std::size_t> next_ = 0;
};

}  // namespace

CheckedFiles check_files(std::span<const CheckTarget> targets, const ReportFormat& format,
                         const ReportStyle& style) {
  return Pool(targets, format, style).run();
}

}  // namespace keyplate::cli
