#include <fmt/core.h>

#include <algorithm>

#include "compiler/glob.h"
#include "compiler/names_text.h"
#include "compiler/pins.h"
#include "compiler/suggest.h"
#include "compiler/workspace.h"

namespace keyplate::compiler {
namespace {

void check_hashicorp_settings(const Vault& vault, std::vector<PinProblem>& problems) {
  if (setting_text(vault, "engine") == "dynamic" && vault.find("kv_version") != nullptr)
    problems.push_back(
        {"kv_version", {0, 0, "means nothing to a dynamic engine"}, &diag::hashicorp_version});
}

NameProblem warning(std::string_view name, std::size_t size, std::string reason) {
  NameProblem problem = problem_of(name, name.substr(0, size), std::move(reason));
  problem.severity = Severity::warning;
  return problem;
}

/// What people copy from an address or a policy and what is added anyway.
void check_prefix(const Vault& vault, std::string_view name, std::vector<PinProblem>& problems) {
  constexpr std::string_view data = "data/";
  if (name.starts_with(data) && setting_text(vault, "kv_version") != "1")
    problems.push_back(
        {"name",
         warning(name, data.size(),
                 "begins with `data/`, which is added for KV version 2; leave it out"),
         &diag::hashicorp_path});
  std::string mount(setting_text(vault, "mount").value_or("secret"));
  if (!mount.ends_with('/')) mount += '/';
  if (name.starts_with(mount))
    problems.push_back({"name",
                        warning(name, mount.size(),
                                fmt::format("begins with the mount `{}`, which the vault names; a "
                                            "path is relative to it",
                                            mount)),
                        &diag::hashicorp_path});
}

void check_dynamic(const Vault& vault, const ReferenceText& reference,
                   std::vector<PinProblem>& problems) {
  if (reference.version)
    problems.push_back({"version",
                        {0, 0, "means nothing to a dynamic engine, which mints anew"},
                        &diag::hashicorp_version});
  const Setting* paths = vault.find("paths");
  if (!reference.name || paths == nullptr) return;
  const bool permitted =
      std::any_of(paths->values.begin(), paths->values.end(), [&](const std::string& text) {
        const auto glob = Glob::compile(text);
        return !glob || glob->matches(*reference.name);
      });
  if (permitted) return;
  const std::vector<std::string_view> listed(paths->values.begin(), paths->values.end());
  problems.push_back(
      {"name",
       {0, 0, fmt::format("is none of the vault's `paths`: {}", quoted_list(listed))},
       &diag::hashicorp_path});
}

void check_hashicorp_reference(const Vault& vault, const ReferenceText& reference,
                               std::vector<PinProblem>& problems) {
  if (setting_text(vault, "engine") == "dynamic") return check_dynamic(vault, reference, problems);
  if (reference.name) check_prefix(vault, *reference.name, problems);
  if (reference.version && setting_text(vault, "kv_version") == "1")
    problems.push_back({"version",
                        {0, 0, "means nothing to KV version 1, which keeps one value"},
                        &diag::hashicorp_version});
}

}  // namespace

const PinRules hashicorp_pins{check_hashicorp_settings, check_hashicorp_reference};

}  // namespace keyplate::compiler
