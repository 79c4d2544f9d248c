// Engines that mint a credential each time that they are read: databases, clouds, certificates.
// https://developer.hashicorp.com/vault/docs/concepts/lease
#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "grammar/unicode.h"
#include "runtime/resolve/providers/hashicorp_connection.h"

namespace keyplate::resolve {
namespace {

using std::chrono::seconds;

/// Where engines without leases say how long what they gave lasts.
constexpr std::string_view ttl_members[] = {"ttl", "token_ttl", "lease_duration"};
constexpr std::string_view end_members[] = {"expiration", "expires_at_seconds"};

/// Two thirds, so that what is handed out still lasts a while.
seconds usable(std::uint64_t lasts) {
  constexpr std::uint64_t most = longest_life.count();
  return seconds(static_cast<std::int64_t>(std::min(lasts, most) * 2 / 3));
}

std::optional<seconds> lifetime_of(const JsonValue& envelope, const JsonValue& data) {
  const auto lease = count_at(envelope, {"lease_duration"});
  if (lease && *lease > 0) return usable(*lease);
  for (const std::string_view member : ttl_members)
    if (const auto ttl = count_at(data, {member})) return usable(*ttl);
  const auto now = std::chrono::duration_cast<seconds>(Clock().wall().time_since_epoch()).count();
  for (const std::string_view member : end_members) {
    if (const auto end = count_at(data, {member})) {
      const auto past = static_cast<std::uint64_t>(std::max<std::int64_t>(now, 0));
      return usable(*end > past ? *end - past : 0);
    }
  }
  return std::nullopt;
}

Outcome<Fetched> fetched_of(const HashicorpConnection& connection, const http::Response& response,
                            std::string_view path) {
  const http::Endpoint& endpoint = connection.api.endpoint();
  const JsonValue envelope = TRY(envelope_of(response, endpoint));
  const auto data = member_at(envelope, {"data"});
  if (!data || data->type() != JsonType::object)
    return tl::unexpected(incomplete(response, endpoint, reading(path), "`data`"));
  return Fetched{Secret(data->compact()), lifetime_of(envelope, *data), false};
}

Outcome<void> check_permitted(const HashicorpSettings& settings, const std::string& name) {
  if (std::any_of(settings.paths.begin(), settings.paths.end(),
                  [&](const compiler::Glob& glob) { return glob.matches(name); }))
    return {};
  return fail(
      ErrorKind::permission_denied,
      fmt::format("vault `{}` does not let `{}` be minted", visible(settings.vault), visible(name)),
      "its `paths` say what may be read of a dynamic engine");
}

}  // namespace

Task<Fetched> read_dynamic(HashicorpConnection& connection, const Reference& reference) {
  if (auto permitted = check_permitted(connection.settings, reference.name); !permitted)
    return tl::unexpected(std::move(permitted).error());
  if (reference.version) {
    return fail(ErrorKind::config_invalid, "what a dynamic engine mints has no versions",
                "leave `version` out");
  }
  const std::string path = connection.settings.mount + "/" + reference.name;
  return ask_hashicorp(connection, {path, {}, vault_once})
      .and_then([&connection, path](http::Response response) -> Task<Fetched> {
        if (response.status == 200) return fetched_of(connection, response, path);
        return tl::unexpected(failure_of(response, connection.api.endpoint(), reading(path)));
      });
}

}  // namespace keyplate::resolve
