#include "runtime/resolve/opened_vault.h"

#include <fmt/core.h>

#include <charconv>

#include "compiler/duration.h"
#include "compiler/result.h"
#include "grammar/unicode.h"

namespace keyplate::resolve {
namespace {

tl::unexpected<Failure> wrong_bound(const VaultSettings& vault, const Setting& setting) {
  return fail(ErrorKind::config_invalid,
              fmt::format("`{}` of vault `{}` is `{}`", setting.key, visible(vault.name),
                          setting.values.empty() ? "" : visible(setting.values.front())));
}

Outcome<Bounds> bounds_of(const VaultSettings& vault) {
  Bounds bounds;
  bounds.vault = vault.name;
  if (const Setting* timeout = vault.find("timeout"); timeout && !timeout->values.empty()) {
    const auto duration = compiler::parse_duration(timeout->values.front());
    if (!duration) return wrong_bound(vault, *timeout);
    bounds.timeout = *duration;
  }
  if (const Setting* most = vault.find("concurrency"); most && !most->values.empty()) {
    const std::string& text = most->values.front();
    const auto [rest, error] =
        std::from_chars(text.data(), text.data() + text.size(), bounds.concurrency);
    if (error != std::errc() || rest != text.data() + text.size()) return wrong_bound(vault, *most);
  }
  return bounds;
}

}  // namespace

std::pair<Reading*, bool> OpenedVault::reading(const Reference& reference) {
  std::string resource = reference.name;
  for (const auto& part : {reference.version, reference.stage}) {
    resource += '\0';
    if (part) resource += *part;
  }
  const auto [at, is_new] = readings.try_emplace(resource);
  if (is_new) {
    at->second.reference = reference;
    at->second.resource = std::move(resource);
  }
  return {&at->second, is_new};
}

void OpenedVault::forget_free_readings() {
  std::erase_if(readings, [](const auto& entry) { return !entry.second.asked; });
}

Outcome<OpenedVault> open_vault(const VaultSettings& vault, Session& session) {
  OpenedVault opened;
  opened.bounds = TRY(bounds_of(vault));
  opened.provider = TRY(open_provider(vault, session));
  return opened;
}

}  // namespace keyplate::resolve
