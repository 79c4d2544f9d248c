#include <charconv>

#include "compiler/names.h"
#include "compiler/names_text.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view address_example = "an address looks like `https://vault.acme.dev:8200`";

bool is_of_host(char c) {
  return is_alphanumeric(c) || c == '.' || c == '-';
}
bool is_of_ipv6(char c) {
  return is_hex(c) || c == ':' || c == '.';
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  return all_of(text, is_digit) && text.size() <= 5 && read.ec == std::errc() && port > 0 &&
         port <= 65535;
}

NameProblem in_address(std::string_view value, std::string_view part, std::string_view what) {
  return problem_of(value, part, std::string(what) + "; " + std::string(address_example));
}

/// The host and what stands between it and the path: nothing, or `:` and a port.
std::optional<NameProblem> authority_problem(std::string_view value, std::string_view authority) {
  std::string_view host = authority;
  std::string_view port;
  const bool bracketed = authority.substr(0, 1) == "[";
  const std::size_t host_end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && host_end == std::string_view::npos)
    return in_address(value, authority, "has a `[` without its `]`");
  if (host_end != std::string_view::npos) {
    host = authority.substr(bracketed ? 1 : 0, host_end - (bracketed ? 1 : 0));
    port = authority.substr(host_end + (bracketed ? 1 : 0));
  }
  if (host.empty()) return NameProblem{0, 0, "names no host; " + std::string(address_example)};
  for (const char& c : host) {
    if (bracketed ? is_of_ipv6(c) : is_of_host(c)) continue;
    return in_address(value, host, "has a host that can't be one");
  }
  if (!port.empty() && (port.front() != ':' || !is_port(port.substr(1))))
    return in_address(value, port, "has a port that can't be one");
  return std::nullopt;
}

}  // namespace

std::optional<NameProblem> hashicorp_address_problem(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;  // no URL: said of every URL
  const std::string_view rest = value.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (auto problem = authority_problem(value, authority)) return problem;
  const std::string_view path = rest.substr(authority.size());
  if (path.substr(0, 3) != "/v1") return std::nullopt;
  return problem_of(value, path, "ends with the API's version, which is added by itself");
}

}  // namespace keyplate::compiler
