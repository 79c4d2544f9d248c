#include "runtime/resolve/http/proxy.h"

#include <algorithm>
#include <array>
#include <span>

#include "runtime/resolve/bytes.h"
#include "runtime/resolve/http/ip_address.h"

namespace keyplate::resolve::http {
namespace {

constexpr std::array https_variables = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
constexpr std::array http_variables = {"http_proxy", "all_proxy", "ALL_PROXY"};
constexpr std::array exception_variables = {"no_proxy", "NO_PROXY"};
constexpr std::array direct_networks = {"127.0.0.0/8", "::1", "169.254.0.0/16", "fe80::/10",
                                        "fd00:ec2::/32"};
constexpr std::array direct_names = {"localhost", "metadata", "metadata.google.internal"};

/// The first that is set to something.
std::string first_of(const Session& session, std::span<const char* const> names) {
  for (const char* name : names) {
    const Secret* value = session.caller().find_variable(name);
    if (value && !value->empty()) return std::string(value->reveal());
  }
  return {};
}

std::string text_of(const Setting* setting) {
  std::string all;
  if (!setting) return all;
  for (const std::string& value : setting->values) all += (all.empty() ? "" : ",") + value;
  return all;
}

/// `pattern` is the host or a domain that it lies in; a dot before it changes nothing.
bool is_domain_of(std::string_view pattern, std::string_view host) {
  if (pattern.starts_with('.')) pattern.remove_prefix(1);
  if (pattern.empty() || pattern.size() > host.size()) return false;
  const std::string_view end = host.substr(host.size() - pattern.size());
  const bool same = ascii_lower(end) == ascii_lower(pattern);
  return same && (end.size() == host.size() || host[host.size() - end.size() - 1] == '.');
}

bool matches(std::string_view pattern, std::string_view host) {
  if (pattern == "*") return true;
  if (pattern.starts_with('[') && pattern.ends_with(']'))
    pattern = pattern.substr(1, pattern.size() - 2);
  if (const auto address = parse_ip_address(host)) return is_within(*address, pattern);
  return is_domain_of(pattern, host);
}

}  // namespace

Proxy proxy_of(const VaultSettings& vault, const Session& session, const Origin& origin,
               std::string_view of_provider) {
  if (const Setting* chosen = vault.find("proxy"))
    return {text_of(chosen), text_of(vault.find("no_proxy"))};
  if (!of_provider.empty()) return {std::string(of_provider), {}};
  const std::span<const char* const> variables =
      origin.scheme == "http" ? std::span<const char* const>(http_variables)
                              : std::span<const char* const>(https_variables);
  const std::string exceptions = vault.find("no_proxy") ? text_of(vault.find("no_proxy"))
                                                        : first_of(session, exception_variables);
  return {first_of(session, variables), exceptions};
}

bool must_be_direct(std::string_view host) {
  const auto address = parse_ip_address(host);
  if (!address)
    return std::find(direct_names.begin(), direct_names.end(), host) != direct_names.end();
  return std::any_of(direct_networks.begin(), direct_networks.end(),
                     [&](const char* network) { return is_within(*address, network); });
}

bool is_excepted(std::string_view exceptions, std::string_view host) {
  constexpr std::string_view between = ", \t";
  for (;;) {
    const std::size_t begin = exceptions.find_first_not_of(between);
    if (begin == std::string_view::npos) return false;
    exceptions.remove_prefix(begin);
    const std::size_t size = std::min(exceptions.find_first_of(between), exceptions.size());
    if (matches(exceptions.substr(0, size), host)) return true;
    exceptions.remove_prefix(size);
  }
}

std::string_view proxy_for(const Endpoint& endpoint) {
  const std::string& host = endpoint.origin.host;
  if (!endpoint.unix_socket.empty() || endpoint.profile == Profile::metadata) return {};
  if (must_be_direct(host) || is_excepted(endpoint.proxy.exceptions, host)) return {};
  return endpoint.proxy.url;
}

std::string proxy_name(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  // The last one: a password may hold anything.
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos)
    url.remove_prefix(user + 1);
  return std::string(url.substr(0, url.find_first_of("/?#")));
}

}  // namespace keyplate::resolve::http
