#include "cli/secret_reference.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "compiler/names.h"
#include "compiler/suggest.h"
#include "compiler/tables.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

tl::unexpected<Failure> misused(std::string message) {
  return give_up(ExitCode::usage, std::move(message));
}

Expected<void> check_fields(const compiler::Vault& vault, const protocol::Reference& reference) {
  const compiler::ProviderSpec& provider = compiler::spec(*vault.provider);
  const auto takes = compiler::reference_options(provider);
  const std::pair<std::string_view, const std::optional<std::string>&> fields[] = {
      {"key", reference.key},
      {"path", reference.path},
      {"version", reference.version},
      {"stage", reference.stage},
      {"binary", reference.binary}};
  for (const auto& [field, value] : fields) {
    if (!value || std::find(takes.begin(), takes.end(), field) != takes.end()) continue;
    return misused(fmt::format("`--{}` means nothing to vault `{}`: its provider {} takes {}",
                               field, visible(vault.name), provider.name,
                               compiler::quoted_list(takes)));
  }
  return {};
}

Expected<void> check_permitted(const compiler::Vault& vault, const std::string& name) {
  if (vault.provider != compiler::ProviderId::env) return {};
  const std::string permits = compiler::what_env_permits(vault, name);
  if (permits.empty()) return {};
  return misused(fmt::format("vault `{}` does not permit `{}`; it permits {}", visible(vault.name),
                             visible(name), permits));
}

Expected<void> check_path(const std::string& path) {
  if (path.starts_with('/')) return {};
  if (!path.empty() && path.front() != '.' && path.back() != '.' &&
      path.find("..") == std::string::npos)
    return {};
  return misused(
      fmt::format("the path `{}` has an empty part; a dotted path is `a.b.0`, a JSON Pointer "
                  "`/a/b/0`",
                  visible(path)));
}

}  // namespace

Expected<void> check_secret_name(std::string_view name) {
  const auto problem = compiler::secret_name_problem(name);
  if (!problem) return {};
  return misused(
      fmt::format("`{}` can't be a secret's name: it {}", visible(name), problem->reason));
}

Expected<void> check_reference(const compiler::Vault& vault, const protocol::Reference& reference) {
  TRY(check_secret_name(reference.name));
  TRY(check_permitted(vault, reference.name));
  TRY(check_fields(vault, reference));
  return reference.path ? check_path(*reference.path) : Expected<void>();
}

}  // namespace keyplate::cli
