#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/render_plan.h"
#include "cli/report.h"
#include "cli/resolver_world.h"
#include "cli/tracked_output.h"
#include "cli/variables_options.h"
#include "compiler/check.h"
#include "compiler/program.h"
#include "compiler/settings.h"
#include "grammar/parse.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/render.h"
#include "runtime/evaluate/slots/formats.h"

namespace keyplate::cli {
namespace {

/// All that a render is given, before its templates are looked at.
struct Setup {
  VaultAccess access;
  RenderPlan plan;
  compiler::Scope scope;
  evaluate::Options options;
  std::string host_format;  ///< `--host-format`; empty: by the template's name
  bool force_tracked = false;
};

Expected<std::string> host_format_of(const Arguments& arguments) {
  const std::string format = arguments.value("host-format").value_or("");
  if (format.empty() || evaluate::is_format(format)) return format;
  std::string known;
  for (const std::string_view choice : compiler::section("formats").fields.front().choices)
    known += fmt::format("{}`{}`", known.empty() ? "" : ", ", choice);
  return give_up(ExitCode::usage,
                 fmt::format("`--host-format {}` is no host format; known: {}", format, known));
}

Expected<compiler::Scope> scope_of(const compiler::Workspace* workspace,
                                   const Arguments& arguments) {
  const compiler::VariableTable overrides = TRY(variables_of(arguments));
  if (workspace != nullptr)
    return make_scope(*workspace, TRY(selected_environment(*workspace, arguments)), overrides);
  if (arguments.has("env"))
    return give_up(ExitCode::usage, "`--env` needs a workspace; no keyplate.toml rules this file");
  compiler::Scope scope;
  scope.variables = overrides;
  return scope;
}

Expected<std::optional<std::uint64_t>> seed_of(const Arguments& arguments) {
  const auto given = arguments.value("seed");
  if (!given) return std::optional<std::uint64_t>();
  std::uint64_t seed = 0;
  const char* const end = given->data() + given->size();
  const auto [rest, error] = std::from_chars(given->data(), end, seed);
  if (error == std::errc() && rest == end) return std::optional(seed);
  return give_up(ExitCode::usage,
                 fmt::format("`--seed` takes a whole number from 0, not `{}`", visible(*given)));
}

evaluate::Options options_of(const compiler::Workspace* workspace, const Arguments& arguments,
                             std::optional<std::uint64_t> seed) {
  evaluate::Options options;
  if (workspace != nullptr) options = {workspace->undefined, workspace->limits};
  options.seed = seed;
  options.mask = arguments.has("mask");
  if (const auto undefined = arguments.value("undefined"))
    options.undefined =
        *undefined == "empty" ? compiler::Undefined::empty : compiler::Undefined::error;
  return options;
}

Expected<Setup> set_up(const Arguments& arguments, Console& console) {
  Setup setup;
  setup.access = TRY(vault_access(arguments));
  setup.host_format = TRY(host_format_of(arguments));
  setup.force_tracked = arguments.has("force-tracked");
  setup.plan = TRY(plan_render(arguments, console));
  setup.scope = TRY(scope_of(setup.plan.workspace(), arguments));
  setup.options = options_of(setup.plan.workspace(), arguments, TRY(seed_of(arguments)));
  return setup;
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error;
  });
}

/// Takes away what `check` warned of where it has come true.
void drop_foreseen(DiagnosticSink& sink, const std::vector<Diagnostic>& happened) {
  std::vector<Diagnostic> warnings = sink.take();
  for (Diagnostic& warning : warnings) {
    const bool came_true =
        std::any_of(happened.begin(), happened.end(), [&](const Diagnostic& error) {
          return error.code == warning.code && error.source == warning.source && error.span &&
                 warning.span && error.span->begin <= warning.span->begin &&
                 warning.span->end <= error.span->end;
        });
    if (!came_true) sink.append(std::move(warning));
  }
}

/// One run over all files: parse, check, evaluate.
class Run {
 public:
  explicit Run(Setup& setup) : setup_(setup) {}

  /// What `check` says of the templates; false: there are errors, and nothing may be evaluated.
  bool check() {
    const compiler::Workspace* const workspace = setup_.plan.workspace();
    const compiler::CheckContext context =
        workspace == nullptr ? compiler::CheckContext()
                             : compiler::CheckContext(workspace, {&setup_.scope, 1});
    compiler::UsedNames used(context.tables());
    grammar::ParseOptions options;
    options.nesting = static_cast<unsigned>(setup_.options.limits.nesting);
    for (const RenderItem& item : setup_.plan.items) {
      grammar::Tree& tree = trees_.emplace_back();
      grammar::parse(item.source, tree, sink_, options);
      compiler::check(tree, context, sink_, &used);
    }
    compiler::check_used_variables(context, used, sink_);
    return !has_errors(sink_.diagnostics());
  }

  std::vector<evaluate::Rendered> evaluate() {
    compiler::Symbols symbols;
    std::vector<compiler::Program> programs;
    for (grammar::Tree& tree : trees_) programs.push_back(lower(std::move(tree), symbols));
    std::vector<evaluate::Job> jobs;
    for (std::size_t i = 0; i < programs.size(); ++i)
      jobs.push_back({&programs[i], format_of(setup_.plan.items[i])});
    const compiler::Workspace* const workspace = setup_.plan.workspace();
    DiagnosticSink trust;
    ResolverWorld world(workspace, std::move(setup_.access), trust);
    evaluate::Render render(workspace, setup_.scope, symbols, world, setup_.options);
    DiagnosticSink found;
    std::vector<evaluate::Rendered> rendered = render.run(jobs, found);
    std::vector<Diagnostic> diagnostics = found.take();
    world.drop_refused(diagnostics);
    unused_answers_ = world.answers().unused();
    drop_foreseen(sink_, diagnostics);
    for (Diagnostic& diagnostic : diagnostics) sink_.append(std::move(diagnostic));
    for (Diagnostic& diagnostic : trust.take()) sink_.append(std::move(diagnostic));
    return rendered;
  }

  DiagnosticSink& sink() { return sink_; }
  const std::vector<std::string>& unused_answers() const { return unused_answers_; }

 private:
  std::string format_of(const RenderItem& item) const {
    if (!setup_.host_format.empty()) return setup_.host_format;
    const compiler::Workspace* const workspace = setup_.plan.workspace();
    const std::span<const compiler::FormatRule> rules =
        workspace == nullptr ? std::span<const compiler::FormatRule>() : workspace->formats;
    return evaluate::format_of(item.relative, rules);
  }

  Setup& setup_;
  DiagnosticSink sink_;
  std::vector<grammar::Tree> trees_;
  std::vector<std::string> unused_answers_;
};

std::vector<Output> outputs_of(std::vector<RenderItem>& items,
                               std::vector<evaluate::Rendered>& rendered) {
  std::vector<Output> outputs;
  for (std::size_t i = 0; i < items.size(); ++i)
    outputs.push_back(
        {std::move(items[i].target), std::move(rendered[i].text), rendered[i].secret});
  return outputs;
}

}  // namespace

ExitCode run_render(const Arguments& arguments, Console& console) {
  auto setup = set_up(arguments, console);
  if (!setup) return end_with(setup.error(), console);
  Run run(*setup);
  for (Diagnostic& diagnostic : setup->plan.diagnostics) run.sink().append(std::move(diagnostic));
  if (!run.check()) return report(run.sink().take(), console);

  std::vector<evaluate::Rendered> rendered = run.evaluate();
  if (has_errors(run.sink().diagnostics())) return report(run.sink().take(), console);

  for (const std::string& name : run.unused_answers())
    console.note(fmt::format("no `prompt` asked for the answer `{}`", name));
  const std::vector<Output> outputs = outputs_of(setup->plan.items, rendered);
  check_tracked(outputs, setup->force_tracked, run.sink());
  if (!has_errors(run.sink().diagnostics())) {
    if (const auto written = write_outputs(outputs); !written)
      run.sink().report_file("", diag::write_failed, written.error().message);
  }
  return report(run.sink().take(), console);
}

}  // namespace keyplate::cli
