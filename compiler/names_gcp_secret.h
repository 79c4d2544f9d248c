#pragma once
// `projects/P[/locations/L]/secrets/S[/versions/V]`: the full name of a secret of Google Cloud.

#include <optional>
#include <string_view>

namespace keyplate::compiler {

/// Views into the text that was read; empty where a part isn't there.
struct GcpSecretName {
  std::string_view project;
  std::string_view location;
  std::string_view secret;
  std::string_view version;
};

/// The parts, whatever they hold; nothing where the text has another form.
std::optional<GcpSecretName> read_gcp_name(std::string_view value);

}  // namespace keyplate::compiler
