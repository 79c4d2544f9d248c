#include "cli/render_run.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <utility>

#include "cli/variables_options.h"
#include "compiler/check.h"
#include "grammar/parse.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/slots/formats.h"

namespace keyplate::cli {
namespace {

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
  if (const auto undefined = arguments.value("undefined"))
    options.undefined =
        *undefined == "empty" ? compiler::Undefined::empty : compiler::Undefined::error;
  return options;
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

}  // namespace

Expected<compiler::Scope> scope_of(const compiler::Workspace* workspace, const Arguments& arguments,
                                   SeenSecrets& seen) {
  const compiler::VariableTable overrides = TRY(variables_of(arguments));
  seen.add(overrides);
  if (workspace != nullptr)
    return make_scope(*workspace, TRY(selected_environment(*workspace, arguments)), overrides);
  if (arguments.has("env"))
    return give_up(ExitCode::usage, "`--env` needs a workspace; no keyplate.toml rules this file");
  compiler::Scope scope;
  scope.variables = overrides;
  return scope;
}

Expected<RenderSetup> set_up_render(VaultAccess access, RenderPlan plan, const Arguments& arguments,
                                    SeenSecrets& seen) {
  RenderSetup setup;
  setup.access = std::move(access);
  setup.plan = std::move(plan);
  setup.scope = TRY(scope_of(setup.plan.workspace(), arguments, seen));
  setup.options = options_of(setup.plan.workspace(), arguments, TRY(seed_of(arguments)));
  for (const RenderItem& item : setup.plan.items)
    setup.formats.push_back(format_of(item, setup.plan));
  return setup;
}

std::string format_of(const RenderItem& item, const RenderPlan& plan) {
  const compiler::Workspace* const workspace = plan.workspace();
  const std::span<const compiler::FormatRule> rules =
      workspace == nullptr ? std::span<const compiler::FormatRule>() : workspace->formats;
  return evaluate::format_of(item.relative, rules);
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error;
  });
}

RenderRun::RenderRun(RenderSetup setup) : setup_(std::move(setup)) {
  for (Diagnostic& diagnostic : setup_.plan.diagnostics) sink_.append(std::move(diagnostic));
}

bool RenderRun::check() {
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

void RenderRun::lower(compiler::Symbols& symbols) {
  for (grammar::Tree& tree : trees_) programs_.push_back(compiler::lower(std::move(tree), symbols));
}

/// What evaluation found.
void RenderRun::keep(std::vector<Diagnostic> found) {
  drop_foreseen(sink_, found);
  for (Diagnostic& diagnostic : found) sink_.append(std::move(diagnostic));
}

evaluate::Plan RenderRun::reads() {
  compiler::Symbols symbols;
  lower(symbols);
  DiagnosticSink found;
  evaluate::Plan plan = evaluate::plan(setup_.plan.workspace(), setup_.scope, symbols, programs_,
                                       setup_.options, found);
  keep(found.take());
  return plan;
}

std::vector<evaluate::Rendered> RenderRun::evaluate() {
  compiler::Symbols symbols;
  lower(symbols);
  std::vector<evaluate::Job> jobs;
  for (std::size_t i = 0; i < programs_.size(); ++i)
    jobs.push_back({&programs_[i], setup_.formats[i]});
  const compiler::Workspace* const workspace = setup_.plan.workspace();
  DiagnosticSink trust;
  ResolverWorld world(workspace, std::move(setup_.access), trust);
  evaluate::Render render(workspace, setup_.scope, symbols, world, setup_.options);
  DiagnosticSink found;
  std::vector<evaluate::Rendered> rendered = render.run(jobs, found);
  std::vector<Diagnostic> diagnostics = found.take();
  world.drop_refused(diagnostics);
  unused_answers_ = world.answers().unused();
  keep(std::move(diagnostics));
  for (Diagnostic& diagnostic : trust.take()) sink_.append(std::move(diagnostic));
  return rendered;
}

}  // namespace keyplate::cli
