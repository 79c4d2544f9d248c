// Source: https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets
#include "compiler/names_gcp_secret.h"

#include <array>

#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view full_form =
    "`projects/PROJECT/secrets/NAME`, with `/versions/VERSION` behind it or "
    "`/locations/LOCATION` within";

std::optional<NameProblem> id_problem(std::string_view value) {
  if (auto problem = outside(
          value, {is_plain, "letters, digits, `-` and `_` are what a secret's id may hold"}))
    return problem;
  return wrong_length(value, 1, 255, "255 is the most for a secret's id");
}

/// The name between `label` and the next slash, taken off the front of `rest`.
bool take(std::string_view& rest, std::string_view label, std::string_view& name) {
  if (rest.substr(0, label.size()) != label) return false;
  rest.remove_prefix(label.size());
  name = rest.substr(0, rest.find('/'));
  rest.remove_prefix(name.size());
  return !name.empty();
}

std::optional<NameProblem> in_part(std::string_view value, std::string_view part,
                                   std::optional<NameProblem> problem) {
  if (!problem) return problem;
  problem->offset += static_cast<std::size_t>(part.data() - value.data());
  if (problem->size == 0) problem->size = part.size();
  return problem;
}

}  // namespace

std::optional<GcpSecretName> read_gcp_name(std::string_view value) {
  GcpSecretName name;
  std::string_view rest = value;
  if (!take(rest, "projects/", name.project)) return std::nullopt;
  if (rest.substr(0, 11) == "/locations/" && !take(rest, "/locations/", name.location))
    return std::nullopt;
  if (!take(rest, "/secrets/", name.secret)) return std::nullopt;
  if (!rest.empty() && !take(rest, "/versions/", name.version)) return std::nullopt;
  if (!rest.empty()) return std::nullopt;
  return name;
}

std::optional<NameProblem> gcp_secret_problem(std::string_view value) {
  if (value.find('/') == std::string_view::npos) return id_problem(value);
  const auto name = read_gcp_name(value);
  if (!name)
    return NameProblem{0, 0,
                       "is neither a secret's id nor its full name: " + std::string(full_form)};
  if (auto problem = in_part(value, name->project, gcp_project_problem(name->project)))
    return problem;
  if (!name->location.empty()) {
    if (auto problem = in_part(value, name->location, gcp_location_problem(name->location)))
      return problem;
  }
  if (auto problem = in_part(value, name->secret, id_problem(name->secret))) return problem;
  if (name->version.empty()) return std::nullopt;
  return in_part(value, name->version, gcp_version_problem(name->version));
}

}  // namespace keyplate::compiler
