#include "runtime/resolve/credential.h"

#include <fmt/core.h>

#include <string>
#include <utility>

#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/resolve/command.h"
#include "runtime/resolve/credential_file.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {
namespace {

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string first_value(const Setting& setting) {
  return setting.values.empty() ? std::string() : setting.values.front();
}

Outcome<Secret> from_variable(const Setting& setting, const Session& session) {
  const std::string name = first_value(setting);
  if (const Secret* value = session.caller().find_variable(name)) return value->clone();
  return fail(ErrorKind::config_invalid, fmt::format("the variable `{}` is not set", visible(name)),
              fmt::format("`{}` names it", setting.key));
}

Outcome<Secret> from_file(const Setting& setting, const Session& session) {
  const std::string path = TRY(session.absolute_path(first_value(setting)));
  const CredentialFile file = TRY(read_credential_file(path, Privacy::any));
  if (file.exists) return Secret(without_line_end(file.text.reveal()));
  return fail(ErrorKind::config_invalid, fmt::format("`{}` does not exist", visible(path)),
              fmt::format("`{}` names it", setting.key));
}

Outcome<Secret> from_command(const Setting& setting, const Session& session) {
  const Secret output = TRY(run_command(setting.values, session));
  return Secret(without_line_end(output.reveal()));
}

struct Source {
  std::string_view name;
  Outcome<Secret> (*read)(const Setting& setting, const Session& session);
};
constexpr Source sources[] = {
    {".env", from_variable},
    {".file", from_file},
    {".command", from_command},
};

}  // namespace

Outcome<std::optional<Secret>> read_credential(const VaultSettings& vault, std::string_view key,
                                               const Session& session) {
  for (const Source& source : sources) {
    const Setting* setting = vault.find(std::string(key).append(source.name));
    if (!setting) continue;
    Secret value = TRY(source.read(*setting, session));
    if (value.empty()) {
      return fail(ErrorKind::config_invalid, fmt::format("`{}` of vault `{}` gave nothing",
                                                         setting->key, visible(vault.name)));
    }
    session.see(value);
    return std::optional(std::move(value));
  }
  return std::optional<Secret>();
}

}  // namespace keyplate::resolve
