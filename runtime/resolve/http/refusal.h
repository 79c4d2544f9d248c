#pragma once
// What is never sent, whoever asks: checked for every request before a byte of it leaves, with the
// parts that it is then sent with.

#include <optional>
#include <string_view>

#include "runtime/resolve/http/message.h"

namespace keyplate::resolve::http {

/// Why the request may not be sent: another origin's credential, http to a host that isn't this
/// machine nor allowed by the user, or parts that could say more than one thing.
std::optional<Failure> refusal_of(const Request& request);

/// A DNS name in lower case or an IP address without brackets: nothing that ends a host in a URL.
bool is_host(std::string_view host);

/// Begins with a slash; no space, control or non-ASCII character, no backslash or fragment, no
/// segment `.` or `..`. Its query is not looked at.
bool is_path(std::string_view path);

}  // namespace keyplate::resolve::http
