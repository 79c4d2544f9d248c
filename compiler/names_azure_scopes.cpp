#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "compiler/names.h"
#include "compiler/suggest.h"

namespace keyplate::compiler {
namespace {

struct AzureScope {
  std::string_view name;
  std::string_view purpose;
};

constexpr std::array<AzureScope, 4> scopes = {{
    {"openid", "signs you in"},
    {"profile", "says who signed in"},
    {"offline_access", "keeps you signed in without asking again"},
    {"user_impersonation", "lets you read secrets of the Key Vault as yourself"},
}};

// The Key Vault of each cloud; the permission may be written with its resource before it.
constexpr std::array<std::string_view, 3> resources = {
    "https://vault.azure.net/", "https://vault.azure.cn/", "https://vault.usgovcloudapi.net/"};

/// The short name of a scope; anything else as it is.
std::string_view short_name(std::string_view scope) {
  for (const std::string_view resource : resources) {
    if (scope.substr(0, resource.size()) == resource &&
        scope.substr(resource.size()) == "user_impersonation")
      return scope.substr(resource.size());
  }
  return scope;
}

std::string all_with_purpose() {
  std::string listed;
  for (const AzureScope& scope : scopes)
    listed += fmt::format("{}`{}` {}", listed.empty() ? "" : ", ", scope.name, scope.purpose);
  return listed;
}

}  // namespace

std::optional<NameProblem> azure_scope_problem(std::string_view value) {
  const std::string_view name = short_name(value);
  std::array<std::string_view, scopes.size()> known;
  for (std::size_t i = 0; i < scopes.size(); ++i) known[i] = scopes[i].name;
  if (std::find(known.begin(), known.end(), name) != known.end()) return std::nullopt;
  if (name == ".default" || name.ends_with("/.default"))
    return NameProblem{
        0, 0,
        "asks for whatever the application was granted, and can't stand beside other "
        "scopes; " +
            all_with_purpose()};
  const auto meant = nearest(name, known);
  return NameProblem{0, 0,
                     meant ? fmt::format("is no scope of a Key Vault; did you mean `{}`?", *meant)
                           : "is no scope of a Key Vault; " + all_with_purpose()};
}

std::vector<std::string> missing_azure_scopes(const std::vector<std::string_view>& written) {
  std::vector<std::string> missing;
  for (const AzureScope& scope : scopes) {
    const bool there = std::any_of(written.begin(), written.end(),
                                   [&](auto text) { return short_name(text) == scope.name; });
    if (!there) missing.push_back(fmt::format("`{}`, which {}", scope.name, scope.purpose));
  }
  return missing;
}

}  // namespace keyplate::compiler
