#pragma once
// `file:` URIs (RFC 8089) and the paths they stand for. Looks at nothing on disk.

#include <optional>
#include <string>
#include <string_view>

namespace keyplate::lsp {

/// The absolute path of a `file:` URI of this machine; nothing for any other.
std::optional<std::string> path_of(std::string_view uri);

std::string uri_of(std::string_view path);

}  // namespace keyplate::lsp
