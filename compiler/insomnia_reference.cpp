#include "compiler/insomnia_reference.h"

#include <fmt/core.h>

#include <algorithm>

namespace keyplate::compiler {
namespace {

std::string without_slashes(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of('/'), text.size());
  return std::string(text.substr(begin, text.find_last_not_of('/') + 1 - begin));
}

/// `kv` with a key gives that key, anything else the whole text.
void read_aws(const VariableTable& object, InsomniaReference& reference) {
  if (member_text(object, "SecretType") == "kv") reference.key = member_text(object, "SecretKey");
}

/// A full name that says its version keeps it, whatever `version` says.
void read_gcp(InsomniaReference& reference) {
  const bool has_version = reference.name.find("/versions/") != std::string::npos;
  if (has_version || reference.version == "latest") reference.version.reset();
}

void read_hashicorp(const VariableTable& object, InsomniaReference& reference) {
  const auto set = [&](std::string_view key, std::vector<std::string> values) {
    reference.settings.push_back({std::string(key), std::move(values), false, {}});
  };
  reference.key = member_text(object, "secretKey");
  if (const auto mount = member_text(object, "secretEnginePath"))
    set("mount", {without_slashes(*mount)});
  const auto kv_version = member_text(object, "kvVersion");
  if (kv_version == "v1" || kv_version == "v2") set("kv_version", {kv_version->substr(1)});
  if (kv_version == "v1") reference.version.reset();
  const Variable* const sends_namespace = find(object, "sendNamespaceViaHeader");
  const bool* const sends = sends_namespace ? sends_namespace->as<bool>() : nullptr;
  if (sends != nullptr && !*sends) set("namespace", {});
}

/// What was found when the template was checked, if the JSON was written out there.
Result<void> check_values(const InsomniaSpec& insomnia, const VariableTable& object) {
  for (const FieldSpec& key : insomnia.keys) {
    const auto value = key.rule != nullptr ? member_text(object, key.name) : std::nullopt;
    const auto problem = value ? key.rule(*value) : std::nullopt;
    if (problem && problem->severity == Severity::error)
      return fail(ErrorCode::invalid, fmt::format("has a `{}` that {}", key.name, problem->reason));
  }
  return {};
}

/// `https://HOST` of an identifier.
std::string origin_of(std::string_view url) {
  const std::size_t host = url.find("://");
  return std::string(host == std::string_view::npos ? url : url.substr(0, url.find('/', host + 3)));
}

}  // namespace

Result<InsomniaReference> insomnia_reference(const InsomniaSpec& insomnia,
                                             std::string_view argument) {
  const std::string json = TRY(unwrapped_argument(argument));
  auto object = parse_json_object(json.empty() ? "{}" : json);
  if (!object) return fail(ErrorCode::invalid, "is no JSON object");
  if (insomnia.provider == ProviderId::hashicorp && find_retired(*object) != nullptr)
    return fail(ErrorCode::invalid,
                "names a secret of HCP Vault Secrets, a service that HashiCorp has ended");
  TRY(check_values(insomnia, *object));
  InsomniaReference reference;
  const auto name = member_text(*object, insomnia.name);
  if (!name) return fail(ErrorCode::invalid, fmt::format("lacks `{}`", insomnia.name));
  reference.name = *name;
  reference.version = member_text(*object, insomnia.version);
  reference.stage = member_text(*object, insomnia.stage);
  if (insomnia.provider == ProviderId::aws) read_aws(*object, reference);
  if (insomnia.provider == ProviderId::gcp) read_gcp(reference);
  if (insomnia.provider == ProviderId::hashicorp) read_hashicorp(*object, reference);
  return reference;
}

Result<Vault> vault_for(const Vault& vault, const InsomniaReference& reference) {
  Vault asked = vault;
  for (const Setting& setting : reference.settings) {
    const Setting* const own = vault.find(setting.key);
    if (own != nullptr && setting.key == "mount" && own->values != setting.values)
      return fail(ErrorCode::invalid,
                  fmt::format("names another mount than `{}`, which vault `{}` is bound to",
                              own->values.empty() ? "" : own->values.front(), vault.name));
    std::erase_if(asked.settings, [&](const Setting& each) { return each.key == setting.key; });
    if (!setting.values.empty()) asked.settings.push_back(setting);
  }
  // Without a vault of its own, the identifier says which.
  if (asked.provider == ProviderId::azure && !asked.find("vault_name") && !asked.find("vault_url"))
    asked.settings.push_back({"vault_url", {origin_of(reference.name)}, false, {}});
  return asked;
}

}  // namespace keyplate::compiler
