#include "cli/secret_reference.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "compiler/tables.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

constexpr std::size_t longest_name = 512;

tl::unexpected<Failure> misused(std::string message) {
  return give_up(ExitCode::usage, std::move(message));
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

template <typename Names>
std::string listed(const Names& names) {
  std::string list;
  for (const auto& name : names)
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", visible(name));
  return list;
}

Expected<void> check_fields(const compiler::Vault& vault, const protocol::Reference& reference) {
  const compiler::ProviderSpec& provider = compiler::spec(*vault.provider);
  const auto takes = provider.reference_fields;
  const std::pair<std::string_view, const std::optional<std::string>&> fields[] = {
      {"key", reference.key},
      {"path", reference.path},
      {"version", reference.version},
      {"stage", reference.stage},
      {"binary", reference.binary}};
  for (const auto& [field, value] : fields) {
    if (!value || std::find(takes.begin(), takes.end(), field) != takes.end()) continue;
    return misused(fmt::format("`--{}` means nothing to vault `{}`: its provider {} takes {}",
                               field, visible(vault.name), provider.name, listed(takes)));
  }
  return {};
}

/// An `env` vault permits what its `prefix` or its `names` say.
Expected<void> check_permitted(const compiler::Vault& vault, const std::string& name) {
  if (vault.provider != compiler::ProviderId::env) return {};
  std::string permits;
  if (const compiler::Setting* const prefix = vault.find("prefix");
      prefix && !prefix->values.empty()) {
    if (name.starts_with(prefix->values.front())) return {};
    permits = fmt::format("`{}*`", visible(prefix->values.front()));
  }
  if (const compiler::Setting* const names = vault.find("names")) {
    const auto& values = names->values;
    if (std::find(values.begin(), values.end(), name) != values.end()) return {};
    permits += (permits.empty() ? "" : ", ") + listed(values);
  }
  return misused(fmt::format("vault `{}` does not permit `{}`; it permits {}", visible(vault.name),
                             visible(name), permits));
}

Expected<void> check_path(const std::string& path) {
  if (path.starts_with('/')) return {};
  if (!path.empty() && path.front() != '.' && path.back() != '.' &&
      path.find("..") == std::string::npos)
    return {};
  return misused(
      fmt::format("the path `{}` has an empty part; a dotted path is `a.b.0`, a JSON Pointer "
                  "`/a/b/0`",
                  visible(path)));
}

}  // namespace

Expected<void> check_secret_name(std::string_view name) {
  const auto wrong = [&](std::string_view why) {
    return misused(fmt::format("`{}` can't be a secret's name: it {}", visible(name), why));
  };
  if (name.empty()) return wrong("is empty");
  if (name.size() > longest_name) return wrong(fmt::format("has more than {} bytes", longest_name));
  if (find_invalid_utf8(name)) return wrong("is not UTF-8");
  if (std::any_of(name.begin(), name.end(), is_control)) return wrong("holds a control character");
  return {};
}

Expected<void> check_reference(const compiler::Vault& vault, const protocol::Reference& reference) {
  TRY(check_secret_name(reference.name));
  TRY(check_permitted(vault, reference.name));
  TRY(check_fields(vault, reference));
  return reference.path ? check_path(*reference.path) : Expected<void>();
}

}  // namespace keyplate::cli
