#include "compiler/insomnia.h"

#include <fmt/core.h>
#include <nettle/base64.h>

#include <algorithm>
#include <array>

#include "compiler/names.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

// clang-format off
using T = FieldType;

constexpr std::string_view secret_types[] = {"plaintext", "kv"};
constexpr std::string_view kv_versions[] = {"v1", "v2"};
constexpr std::string_view object_types[] = {"secret", "key"};

constexpr FieldSpec aws_keys[] = {
    {"SecretId", T::string, "The secret's name or ARN.", needed, {}, {}, aws_secret_problem, &diag::aws_secret_name},
    {"VersionId", T::string, "A version's id.", {}, {}, {}, aws_version_id_problem, &diag::aws_version_id},
    {"VersionStage", T::string, "A version's stage.", {}, {}, {}, aws_version_stage_problem, &diag::aws_version_stage},
    {"SecretType", T::choice, "The whole text, or one key of it.", {}, "plaintext", secret_types},
    {"SecretKey", T::string, "Which key, where `SecretType` is `kv`."},
};
constexpr FieldSpec gcp_keys[] = {
    {"secretName", T::string, "The secret's id or full name.", needed, {}, {}, gcp_secret_problem, &diag::gcp_secret_name},
    {"version", T::any, "A version's number or alias.", {}, "latest", {}, gcp_version_problem, &diag::gcp_version},
};
constexpr FieldSpec hashicorp_keys[] = {
    {"kvVersion", T::choice, "Which version of the KV engine.", {}, {}, kv_versions},
    {"secretEnginePath", T::string, "Where the engine is mounted.", needed, {}, {}, hashicorp_mount_problem, &diag::hashicorp_mount},
    {"secretName", T::string, "The path below the mount.", needed, {}, {}, hashicorp_path_problem, &diag::hashicorp_path},
    {"secretKey", T::string, "Which key; absent means all, as JSON."},
    {"version", T::any, "A version's number, with KV version 2.", {}, {}, {}, hashicorp_version_problem, &diag::hashicorp_version},
    {"sendNamespaceViaHeader", T::boolean, "Whether the credential's namespace is sent.", {}, "true"},
};
constexpr FieldSpec azure_keys[] = {
    {"secretIdentifier", T::string, "The secret's full identifier.", needed, {}, {}, azure_secret_problem, &diag::azure_secret_name},
    {"secretType", T::choice, "What it identifies.", {}, "secret", object_types},
};
constexpr std::array<InsomniaSpec, 4> rows = {{
    {ProviderId::aws, aws_keys, "SecretId", "VersionId", "VersionStage"},
    {ProviderId::gcp, gcp_keys, "secretName", "version", ""},
    {ProviderId::hashicorp, hashicorp_keys, "secretName", "version", ""},
    {ProviderId::azure, azure_keys, "secretIdentifier", "", ""},
}};
// clang-format on

constexpr std::string_view retired[] = {"organizationId", "projectId", "appName"};

constexpr std::string_view opening = "b64::";
constexpr std::string_view closing = "::46b";

}  // namespace

const InsomniaSpec* find_insomnia(std::string_view provider) {
  const auto id = find_provider(provider);
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const InsomniaSpec& each) { return each.provider == id; });
  return row == rows.end() ? nullptr : &*row;
}

const VariableEntry* find_retired(const VariableTable& object) {
  const auto found = std::find_if(object.begin(), object.end(), [](const VariableEntry& entry) {
    return std::ranges::find(retired, entry.name) != std::end(retired);
  });
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> spelled_value(const Variable& value) {
  if (const auto* text = value.as<LiteralText>()) return text->text;
  if (const auto* number = value.as<NumberValue>()) return number->spelling;
  return std::nullopt;
}

std::optional<std::string> member_text(const VariableTable& object, std::string_view key) {
  const Variable* const value = key.empty() ? nullptr : find(object, key);
  auto text = value ? spelled_value(*value) : std::nullopt;
  return text && text->empty() ? std::nullopt : text;
}

Result<InsomniaVault> insomnia_vault(const Workspace& workspace, ProviderId provider,
                                     std::string_view id) {
  const std::string_view wanted = spec(provider).name;
  for (const Setting& setting : workspace.insomnia) {
    if (setting.key != "credentials." + std::string(id) || setting.values.empty()) continue;
    const Vault* const vault = workspace.find_vault(setting.values.front());
    if (!vault || !vault->provider) return InsomniaVault{};
    if (vault->provider == provider) return InsomniaVault{vault};
    return fail(ErrorCode::invalid,
                fmt::format("means vault `{}`, whose provider is {} and not {}",
                            visible(vault->name), spec(*vault->provider).name, wanted));
  }
  const auto is_ambient = [&](const Setting& setting) {
    return setting.key == "ambient" &&
           std::find(setting.values.begin(), setting.values.end(), wanted) != setting.values.end();
  };
  if (std::any_of(workspace.insomnia.begin(), workspace.insomnia.end(), is_ambient))
    return InsomniaVault{nullptr, true};
  return fail(ErrorCode::not_found,
              fmt::format("means no vault; `[insomnia] credentials` maps it to one, or `ambient = "
                          "[\"{}\"]` takes who is signed in",
                          wanted));
}

Result<std::string> unwrapped_argument(std::string_view text) {
  const bool wrapped = text.size() >= opening.size() + closing.size() &&
                       text.starts_with(opening) && text.ends_with(closing);
  if (!wrapped) return std::string(text);
  const std::string_view inner =
      text.substr(opening.size(), text.size() - opening.size() - closing.size());
  std::string plain(BASE64_DECODE_LENGTH(inner.size()), '\0');
  base64_decode_ctx context;
  base64_decode_init(&context);
  std::size_t size = plain.size();
  const int read = base64_decode_update(
      &context, &size, reinterpret_cast<std::uint8_t*>(plain.data()), inner.size(), inner.data());
  if (read == 0 || base64_decode_final(&context) == 0)
    return fail(ErrorCode::invalid,
                "is wrapped in `b64::` and `::46b`, and what is between is no base64");
  plain.resize(size);
  return plain;
}

}  // namespace keyplate::compiler
