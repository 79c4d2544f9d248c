// Secrets of the KV engines: version 1 keeps one value, version 2 several.
// https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v1, .../kv-v2
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "compiler/names.h"
#include "grammar/unicode.h"
#include "runtime/resolve/providers/hashicorp_connection.h"
#include "runtime/resolve/wall_time.h"

namespace keyplate::resolve {
namespace {

constexpr std::string_view newest = "0";

/// One read, as the tasks carry it along.
struct Kv {
  HashicorpConnection* connection;
  std::string name;
  std::string version;  ///< `0`: the newest
  bool again = true;    ///< the mount's version may be asked for once more
};

const http::Endpoint& endpoint_of(const Kv& kv) {
  return kv.connection->api.endpoint();
}
bool has_versions(const Kv& kv) {
  return kv.connection->kv_version == 2u;
}
/// As the server and its policies name it.
std::string path_of(const Kv& kv) {
  const std::string& mount = kv.connection->settings.mount;
  return mount + (has_versions(kv) ? "/data/" : "/") + kv.name;
}
/// As `vault kv` names it.
std::string shown_name(const Kv& kv) {
  return visible(kv.connection->settings.mount + "/" + kv.name);
}

/// A word that a shell takes as it is: a command that is shown is copied.
bool is_plain_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-").find(c) != std::string_view::npos;
  });
}
std::string command(const Kv& kv, std::string_view verb) {
  const std::string name = shown_name(kv);
  return fmt::format("`vault kv {} {}`", verb, is_plain_word(name) ? name : "MOUNT/PATH");
}

tl::unexpected<Failure> incomplete_kv(const Kv& kv, const http::Response& response,
                                      std::string_view missing) {
  return tl::unexpected(incomplete(response, endpoint_of(kv), reading(path_of(kv)), missing));
}

bool is_destroyed(const JsonValue& metadata) {
  const auto destroyed = member_at(metadata, {"destroyed"});
  return destroyed && destroyed->text() == "true";
}
bool is_gone(const JsonValue& metadata) {
  return is_destroyed(metadata) || !text_at(metadata, {"deletion_time"}).value_or("").empty();
}

/// A version that was deleted, for a while or for ever, and how it comes back.
Failure gone(const Kv& kv, const JsonValue& metadata) {
  const std::uint64_t version = count_at(metadata, {"version"}).value_or(0);
  if (is_destroyed(metadata)) {
    return {
        ErrorKind::version_unavailable,
        fmt::format("version {} of `{}` is destroyed", version, shown_name(kv)),
        fmt::format("nothing brings it back; {} lists the others", command(kv, "metadata get"))};
  }
  const std::string when = shown_text_at(metadata, {"deletion_time"});
  return {ErrorKind::version_unavailable,
          fmt::format("version {} of `{}` was deleted at {}", version, shown_name(kv),
                      parse_wall_time(when) ? when : "an unknown time"),
          command(kv, fmt::format("undelete -versions={}", version)) + " brings it back"};
}

/// How long a version is there yet, if its deletion is due.
std::optional<std::chrono::seconds> lifetime_of(const JsonValue& metadata) {
  const auto due = text_at(metadata, {"deletion_time"});
  if (!due || due->empty()) return std::nullopt;
  const auto end = parse_wall_time(*due);
  if (!end) return std::chrono::seconds(0);
  const auto now = std::chrono::floor<std::chrono::seconds>(Clock().wall());
  return std::max(*end - now, std::chrono::seconds(0));
}

Outcome<Fetched> fetched_of(const Kv& kv, const http::Response& response) {
  const JsonValue envelope = TRY(envelope_of(response, endpoint_of(kv)));
  const auto data = member_at(envelope, {"data"});
  if (!data || data->type() != JsonType::object) return incomplete_kv(kv, response, "`data`");
  if (!has_versions(kv)) return Fetched{Secret(data->compact()), {}, true};
  const auto metadata = member_at(*data, {"metadata"});
  if (!metadata || metadata->type() != JsonType::object)
    return incomplete_kv(kv, response, "`data.metadata`");
  const auto map = member_at(*data, {"data"});
  if (!map && is_gone(*metadata)) return tl::unexpected(gone(kv, *metadata));
  if (!map || map->type() != JsonType::object) return incomplete_kv(kv, response, "`data.data`");
  return Fetched{Secret(map->compact()), lifetime_of(*metadata), true};
}

Failure not_there(const Kv& kv, const http::Response& response) {
  Failure failure = failure_of(response, endpoint_of(kv), reading(path_of(kv)));
  if (failure.kind != ErrorKind::not_found) return failure;
  const std::string server = server_of(endpoint_of(kv));
  if (has_versions(kv) && kv.version != newest) {
    failure.message =
        fmt::format("`{}` has no version {} of `{}`", server, kv.version, shown_name(kv));
    failure.hint = command(kv, "metadata get") + " lists those that it has";
  } else {
    failure.message = fmt::format("`{}` has nothing at `{}`", server, visible(path_of(kv)));
  }
  return failure;
}

Task<Fetched> read(Kv kv);

/// The mount was asked in the form of the other version: it has been upgraded, or the pin is wrong.
Task<Fetched> read_again(Kv kv) {
  HashicorpConnection& connection = *kv.connection;
  if (!connection.settings.kv_version && !kv.again) {
    return fail(ErrorKind::protocol,
                fmt::format("`{}` says of `{}` that it is KV version 1, and that it is version 2",
                            server_of(endpoint_of(kv)), visible(connection.settings.mount)),
                "pin it in the vault: `kv_version = 2`");
  }
  if (connection.settings.kv_version) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`{}` is KV version 2, and vault `{}` says `kv_version = 1`",
                            visible(connection.settings.mount), visible(connection.settings.vault)),
                "leave `kv_version` out, or write 2");
  }
  kv.again = false;
  return detect_kv_version(connection).and_then([kv](unsigned version) -> Task<Fetched> {
    kv.connection->kv_version = version;
    return read(kv);
  });
}

Task<Fetched> missing(const Kv& kv, const http::Response& response) {
  const auto body = parse_json(response.body.reveal());
  if (body && has_versions(kv)) {
    const auto metadata = member_at(*body, {"data", "metadata"});
    if (metadata && metadata->type() == JsonType::object)
      return tl::unexpected(gone(kv, *metadata));
  }
  if (!has_versions(kv)) {
    std::vector<std::string> said = warnings_of(response);
    for (std::string& error : errors_of(response)) said.push_back(std::move(error));
    for (const std::string& line : said)
      if (line.find("Invalid path for a versioned K/V") != std::string::npos) return read_again(kv);
  }
  return tl::unexpected(not_there(kv, response));
}

Task<Fetched> read(Kv kv) {
  HashicorpAsk ask{path_of(kv), {}, vault_read};
  if (!has_versions(kv) && kv.version != newest) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`{}` is KV version 1, which keeps one version of `{}`",
                            visible(kv.connection->settings.mount), visible(kv.name)),
                "leave `version` out");
  }
  if (kv.version != newest) ask.query = "version=" + http::encode_segment(kv.version);
  return ask_hashicorp(*kv.connection, std::move(ask))
      .and_then([kv](http::Response response) -> Task<Fetched> {
        if (response.status == 200) return fetched_of(kv, response);
        if (response.status == 404) return missing(kv, response);
        return tl::unexpected(failure_of(response, endpoint_of(kv), reading(path_of(kv))));
      });
}

}  // namespace

Task<Fetched> read_kv(HashicorpConnection& connection, const Reference& reference) {
  const std::string version = reference.version.value_or(std::string(newest));
  if (version != newest) {
    if (const auto problem = compiler::hashicorp_version_problem(version)) {
      return fail(ErrorKind::config_invalid,
                  fmt::format("the version `{}` {}", visible_sentence(version), problem->reason));
    }
  }
  return read({&connection, reference.name, version});
}

}  // namespace keyplate::resolve
