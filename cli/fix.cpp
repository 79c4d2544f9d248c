#include "cli/fix.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/check_file.h"
#include "cli/rewrite.h"
#include "cli/variables_options.h"
#include "compiler/fix_text.h"

namespace keyplate::cli {
namespace {

using compiler::FixedText;
using compiler::workspace_file_name;

class Fixer {
 public:
  explicit Fixer(Fixes& fixes) : fixes_(fixes) {}

  /// True once the file is another.
  bool fix_file(const CheckTarget& target) {
    const auto fixed = fixed_text(target);
    if (!fixed) return false;
    return keep(target.shown, *fixed, [&] { return place_of(target); });
  }

  void fix_standard_input(CheckTargets& targets) {
    const auto fixed = fixed_text(targets.files().front());
    if (!fixed) return;
    fixes_.fixed += fixed->after.fixed;
    note(targets.files().front().shown, fixed->after);
    targets.set_standard_input(fixed->after.text);
  }

  /// The same. One that can't be read is for the check to report.
  bool fix_workspace(const std::string& folder, const compiler::VariableTable& overrides) {
    const auto loaded = load_workspace_of(folder);
    if (!loaded) return false;
    const std::string before(loaded->workspace.source->text());
    const auto check = [&](const std::string& text) {
      CheckedWorkspace checked(compiler::load_workspace_text(folder, loaded->file, text));
      std::vector<Diagnostic> found = checked.prepare(nullptr, overrides);
      found.insert(found.end(), checked.loaded.diagnostics.begin(),
                   checked.loaded.diagnostics.end());
      checked.drop_ignored(found);
      sort_and_merge(found);
      return found;
    };
    std::vector<Diagnostic> found = check(before);
    if (compiler::safe_fixes(found).empty()) return false;
    const Fixed fixed{before, compiler::fix_text(before, std::move(found), check)};
    return keep(loaded->file, fixed, [&] {
      return resolve_target(folder, folder, workspace_file_name, NamedBy::workspace);
    });
  }

 private:
  struct Fixed {
    std::string before;
    FixedText after;
  };

  /// Nothing where no safe fix is offered.
  std::optional<Fixed> fixed_text(const CheckTarget& target) {
    std::vector<Diagnostic> found = checker_.check(target);
    if (compiler::safe_fixes(found).empty()) return std::nullopt;
    const auto with_source = std::find_if(
        found.begin(), found.end(), [](const Diagnostic& each) { return each.source != nullptr; });
    std::string before(with_source->source->text());
    CheckTarget changed = target;
    const auto check = [&](const std::string& text) {
      changed.text = text;
      return checker_.check(changed);
    };
    FixedText after = compiler::fix_text(before, std::move(found), check);
    return Fixed{std::move(before), std::move(after)};
  }

  template <typename PlaceOf>
  bool keep(const std::string& shown, const Fixed& fixed, PlaceOf place_of_file) {
    note(shown, fixed.after);
    if (fixed.after.text == fixed.before) return false;
    const auto written = rewrite(place_of_file(), shown, fixed.before, fixed.after.text);
    if (!written) {
      DiagnosticSink sink;
      sink.report_file(shown, diag::write_failed, written.error().message);
      fixes_.failures.push_back(sink.take().front());
      return false;
    }
    fixes_.fixed += fixed.after.fixed;
    ++fixes_.files;
    return true;
  }

  void note(const std::string& shown, const FixedText& text) {
    if (text.gave_up) {
      fixes_.notes.push_back(
          fmt::format("`{}` has too many mistakes to fix; it stays as it is", shown));
      return;
    }
    if (text.held_back == 0) return;
    fixes_.notes.push_back(
        fmt::format("`{}`: {} left out; with {} the file would not check better", shown,
                    text.held_back == 1 ? "a fix is" : fmt::format("{} fixes are", text.held_back),
                    text.held_back == 1 ? "it" : "them"));
  }

  Fixes& fixes_;
  FileChecker checker_;
};

}  // namespace

Expected<CheckTargets> fix(CheckTargets targets, const Arguments& arguments, Fixes& fixes) {
  Fixer fixer(fixes);
  if (arguments.has("stdin")) {
    fixer.fix_standard_input(targets);
    return targets;
  }
  const compiler::VariableTable overrides = TRY(variables_of(arguments));
  bool reload = false;
  for (const std::string& folder : targets.covered())
    reload = fixer.fix_workspace(folder, overrides) || reload;
  if (reload) targets = TRY(CheckTargets::collect(arguments));
  for (const CheckTarget& target : targets.files()) fixer.fix_file(target);
  return targets;
}

}  // namespace keyplate::cli
