// Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
#include <algorithm>

#include "compiler/names.h"
#include "compiler/names_azure_vault.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view example = "`https://NAME.vault.azure.net/secrets/SECRET`";

bool is_of_object(char c) {
  return is_alphanumeric(c) || c == '-';
}

std::optional<NameProblem> object_name_problem(std::string_view value) {
  if (auto problem = outside(
          value, {is_of_object, "letters, digits and `-` are what a secret's name may hold"}))
    return problem;
  return wrong_length(value, 1, 127, "127 is the most for a secret's name");
}

std::optional<NameProblem> in_path(std::string_view value, std::string_view part,
                                   std::optional<NameProblem> problem) {
  if (!problem) return problem;
  problem->offset += static_cast<std::size_t>(part.data() - value.data());
  if (problem->size == 0) problem->size = part.size();
  return problem;
}

}  // namespace

std::optional<AzureIdentifier> read_azure_identifier(std::string_view url) {
  constexpr std::string_view collection = "/secrets/";
  const auto address = read_azure_address(url);
  if (!address || address->path.substr(0, collection.size()) != collection) return std::nullopt;
  std::string_view rest = address->path.substr(collection.size());
  const std::string_view secret = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(secret.size() + 1, rest.size()));
  if (secret.empty() || rest.find('/') != std::string_view::npos) return std::nullopt;
  return AzureIdentifier{*address, secret, rest};
}

std::optional<NameProblem> azure_secret_problem(std::string_view value) {
  if (!is_azure_url(value)) return object_name_problem(value);
  const auto address = read_azure_address(value);
  if (!address)
    return NameProblem{0, 0,
                       "is no identifier of a Key Vault; one looks like " + std::string(example)};
  const auto identifier = read_azure_identifier(value);
  if (!identifier)
    return problem_of(value, address->path.empty() ? value : address->path,
                      "names no secret; an identifier looks like " + std::string(example));
  if (auto problem = in_path(value, identifier->secret, object_name_problem(identifier->secret)))
    return problem;
  if (identifier->version.empty()) return std::nullopt;
  return in_path(value, identifier->version, azure_version_problem(identifier->version));
}

std::optional<NameProblem> azure_version_problem(std::string_view value) {
  constexpr std::string_view what =
      "a version is 32 hexadecimal digits; leave it out for the newest";
  if (auto problem = outside(value, {is_hex, what})) return problem;
  return wrong_length(value, 32, 32, what);
}

}  // namespace keyplate::compiler
