// Which engine is mounted, asked where the command line of Vault asks too.
// https://developer.hashicorp.com/vault/api-docs/system/internal-ui-mounts
#include <fmt/core.h>

#include "grammar/unicode.h"
#include "runtime/resolve/providers/hashicorp_connection.h"

namespace keyplate::resolve {
namespace {

constexpr std::string_view pin = "pin it in the vault: `kv_version = 2`, or 1";

Failure hidden(const HashicorpConnection& connection, const Failure& failure) {
  const std::string mount = visible(connection.settings.mount);
  return {
      failure.kind,
      fmt::format("`{}` does not say which version of KV `{}` is: nothing is mounted there, or "
                  "the token of {} has no policy for any path below it",
                  server_of(*connection.settings.endpoint), mount, visible(connection.login.link)),
      fmt::format("give it one, such as `path \"{}/data/*\" {{ capabilities = [\"read\"] }}`, "
                  "or {}",
                  mount, pin)};
}

Failure wrong_engine(const HashicorpConnection& connection, const JsonValue& envelope) {
  return {
      ErrorKind::config_invalid,
      fmt::format("what is mounted at `{}` is the engine `{}`, not KV",
                  visible(connection.settings.mount), shown_text_at(envelope, {"data", "type"})),
      "`engine = \"dynamic\"` with `paths` reads an engine that mints credentials"};
}

/// A path of a mount is not its mount: what is left of it belongs to the names.
Outcome<void> check_mount(const HashicorpConnection& connection, const JsonValue& envelope) {
  std::string path = text_at(envelope, {"data", "path"}).value_or("");
  if (path.ends_with('/')) path.pop_back();
  const std::string& mount = connection.settings.mount;
  if (path.empty() || path == mount || !mount.starts_with(path + "/")) return {};
  return fail(ErrorKind::config_invalid,
              fmt::format("`{}` lies within the mount `{}`", visible(mount), visible(path)),
              fmt::format("write `mount = \"{}\"`, and `{}/` before the names", visible(path),
                          visible(mount.substr(path.size() + 1))));
}

Outcome<unsigned> version_of(const HashicorpConnection& connection,
                             const http::Response& response) {
  const http::Endpoint& endpoint = connection.api.endpoint();
  const JsonValue envelope = TRY(envelope_of(response, endpoint));
  const auto type = text_at(envelope, {"data", "type"});
  if (!type) {
    return tl::unexpected(
        incomplete(response, endpoint, "asking what is mounted", "the engine's `data.type`"));
  }
  if (*type != "kv" && *type != "generic" && *type != "cubbyhole")
    return tl::unexpected(wrong_engine(connection, envelope));
  TRY(check_mount(connection, envelope));
  const auto version = count_at(envelope, {"data", "options", "version"}).value_or(1);
  if (version == 1 || version == 2) return static_cast<unsigned>(version);
  return fail(ErrorKind::unsupported,
              fmt::format("`{}` is KV version {}, which this keyplate does not know",
                          visible(connection.settings.mount), version));
}

}  // namespace

Task<unsigned> detect_kv_version(HashicorpConnection& connection) {
  const std::string what =
      fmt::format("asking which engine is mounted at `{}`", visible(connection.settings.mount));
  return ask_hashicorp(connection,
                       {"sys/internal/ui/mounts/" + connection.settings.mount, {}, vault_read})
      .or_else([&connection](Failure failure) -> Task<http::Response> {
        if (failure.kind != ErrorKind::permission_denied) return tl::unexpected(std::move(failure));
        return tl::unexpected(hidden(connection, failure));
      })
      .and_then([&connection, what](http::Response response) -> Task<unsigned> {
        if (response.status == 200) return version_of(connection, response);
        Failure failure = failure_of(response, connection.api.endpoint(), what);
        // Servers from before version 2 don't know the question.
        if (response.status == 404 && failure.kind != ErrorKind::protocol) return 1u;
        return tl::unexpected(std::move(failure));
      });
}

}  // namespace keyplate::resolve
