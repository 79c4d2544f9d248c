#include <fmt/core.h>

#include <iterator>
#include <optional>
#include <utility>

#include "cli/arguments.h"
#include "cli/check_file.h"
#include "cli/check_targets.h"
#include "cli/console.h"
#include "cli/report.h"
#include "cli/rewrite.h"
#include "grammar/format.h"
#include "grammar/unicode.h"
#include "runtime/protocol/wiping_allocator.h"

namespace keyplate::cli {
namespace {

/// One run over all files, each by itself: what is wrong with one leaves the others alone.
class FileFormatter {
 public:
  FileFormatter(bool only_check, Console& console) : only_check_(only_check), console_(console) {}

  void format_file(const CheckTarget& target) {
    std::string before;
    if (auto read = read_target(target, before); !read) return sink_.append(read.error());
    const auto after = formatted(target, before);
    if (!after) return;
    if (only_check_) return list(target);
    const auto written = rewrite(place_of(target), target.shown, std::move(before), *after);
    if (!written)
      return void(sink_.report_file(target.shown, diag::write_failed, written.error().message));
    ++changed_;
  }

  /// A text with mistakes goes through as it is: what stands behind us in a pipe may keep it.
  void format_standard_input(const CheckTarget& target) {
    const auto after = formatted(target, *target.text);
    if (!only_check_) return console_.out.write(after ? *after : *target.text);
    if (after) list(target);
  }

  ExitCode end(std::vector<Diagnostic> more) {
    std::ranges::move(sink_.take(), std::back_inserter(more));
    const ExitCode code = report(std::move(more), console_);
    if (changed_ > 0)
      console_.note(fmt::format("{} {} file{}", only_check_ ? "would format" : "formatted",
                                changed_, changed_ == 1 ? "" : "s"));
    return only_check_ && changed_ > 0 ? worst(code, ExitCode::findings) : code;
  }

 private:
  /// Nothing where nothing changes.
  std::optional<std::string> formatted(const CheckTarget& target, const std::string& text) {
    const SourcePtr source = Source::file(target.shown, text);
    const std::vector<TextEdit> edits =
        grammar::format(source, sink_, compiler::parse_options_in(target.workspace));
    if (edits.empty()) return std::nullopt;
    return grammar::apply_edits(text, edits);
  }

  void list(const CheckTarget& target) {
    ++changed_;
    console_.out.write(visible(target.shown) + "\n");
  }

  bool only_check_;
  Console& console_;
  DiagnosticSink sink_;
  std::size_t changed_ = 0;
};

}  // namespace

ExitCode run_fmt(const Arguments& arguments, Console& console) {
  protocol::stop_wiping_all();  // it reads no secret
  auto targets = CheckTargets::collect(arguments, CheckTargets::Purpose::format);
  if (!targets) return end_with(targets.error(), console);
  FileFormatter formatter(arguments.has("check"), console);
  for (const CheckTarget& target : targets->files()) {
    if (target.text) {
      formatter.format_standard_input(target);
    } else {
      formatter.format_file(target);
    }
  }
  return formatter.end(targets->take_diagnostics());
}

}  // namespace keyplate::cli
