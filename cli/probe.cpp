#include "cli/probe.h"

#include <algorithm>
#include <utility>

#include "cli/console.h"
#include "cli/effective_vaults.h"
#include "cli/failure.h"
#include "cli/grant_options.h"
#include "cli/loaded_workspace.h"
#include "cli/report.h"
#include "cli/resolver_client.h"
#include "cli/resolver_world.h"
#include "cli/seen_secrets.h"
#include "cli/trust.h"
#include "compiler/result.h"

namespace keyplate::cli {
namespace {

using protocol::ProbeReport;

/// All that is in a report may be a server's words.
void scrub(ProbeReport& report, const SeenSecrets& seen) {
  const auto scrub_text = [&](std::string& text) {
    text = seen.scrubbed(std::move(text));
  };
  scrub_text(report.identity);
  for (std::string& policy : report.policies) scrub_text(policy);
  for (protocol::ProbeStep& step : report.tried) scrub_text(step.said);
  if (!report.failure) return;
  scrub_text(report.failure->message);
  scrub_text(report.failure->hint);
}

struct Access {
  RunGrants grants;
  ResolverOptions resolver;
};

Expected<Access> access_of(const compiler::LoadedWorkspace& loaded, const Arguments& arguments,
                           Console& console) {
  Access access{TRY(run_grants(arguments)), TRY(resolver_options(arguments, console))};
  access.resolver.vaults = TRY(effective_vaults(loaded, arguments, console));
  return access;
}

}  // namespace

tl::expected<std::vector<ProbeReport>, ExitCode> probe(
    const compiler::LoadedWorkspace& loaded, std::span<const compiler::Vault* const> vaults,
    const Arguments& arguments, Console& console) {
  auto access = access_of(loaded, arguments, console);
  if (!access) return tl::unexpected(end_with(access.error(), console));
  DiagnosticSink sink;
  if (!check_trust(loaded.workspace, access->grants, sink))
    return tl::unexpected(report(sink.take(), console));
  ResolverClient client(std::move(access->resolver));
  auto reports = client.probe(loaded.workspace, vaults);
  if (!reports) return tl::unexpected(report({diagnostic_of(reports.error())}, console));
  console.seen.ready();
  for (ProbeReport& one : *reports) scrub(one, console.seen);
  return *std::move(reports);
}

ExitCode exit_code(std::span<const ProbeReport> reports) {
  ExitCode code = ExitCode::ok;
  for (const ProbeReport& one : reports) {
    if (!one.failure) continue;
    const auto known = find_code(protocol::name(one.failure->kind));
    code = worst(code, exit_code(known.value_or(Code::resolver_unavailable)));
  }
  return code;
}

}  // namespace keyplate::cli
