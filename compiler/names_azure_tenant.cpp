// Source: https://learn.microsoft.com/entra/identity-platform/v2-protocols
#include <algorithm>
#include <array>

#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::array<std::string_view, 3> shared_tenants = {"common", "organizations", "consumers"};

bool is_of_domain_label(char c) {
  return is_alphanumeric(c) || c == '-';
}
bool is_of_tenant(char c) {
  return is_of_domain_label(c) || c == '.';
}

bool is_domain(std::string_view value) {
  bool dotted = false;
  while (true) {
    const std::size_t dot = value.find('.');
    const std::string_view label = value.substr(0, dot);
    if (label.size() > 63 || !all_of(label, is_of_domain_label) || label.front() == '-' ||
        label.back() == '-')
      return false;
    if (dot == std::string_view::npos) return dotted;
    dotted = true;
    value.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_guid(std::string_view value) {
  constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
  return value.size() == form.size() &&
         std::equal(value.begin(), value.end(), form.begin(),
                    [](char c, char at) { return at == '-' ? c == '-' : is_hex(c); });
}

bool is_shared_tenant(std::string_view value) {
  return std::find(shared_tenants.begin(), shared_tenants.end(), value) != shared_tenants.end();
}

std::optional<NameProblem> azure_tenant_problem(std::string_view value) {
  constexpr std::string_view what =
      "a tenant is its id, 8-4-4-4-12 hexadecimal digits, or a domain such as "
      "`acme.onmicrosoft.com`";
  if (is_guid(value) || is_domain(value) || is_shared_tenant(value)) return std::nullopt;
  if (auto problem = outside(value, {is_of_tenant, what})) return problem;
  return NameProblem{0, 0, "is no tenant; " + std::string(what)};
}

std::optional<NameProblem> azure_pinned_tenant_problem(std::string_view value) {
  if (is_shared_tenant(value))
    return NameProblem{0, 0, "is no one tenant; the answers must come from a certain one"};
  return azure_tenant_problem(value);
}

}  // namespace keyplate::compiler
