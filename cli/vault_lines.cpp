#include "cli/vault_lines.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "cli/own_folders.h"
#include "cli/vault_variables.h"
#include "compiler/duration.h"
#include "compiler/tables.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

struct Line {
  std::string key;
  std::string value;
  std::string from;
};

/// A setting names credentials, and never holds one.
std::string value_of(const EffectiveSetting& setting) {
  std::string joined;
  for (const std::string& value : setting.values)
    joined += fmt::format("{}{}", joined.empty() ? "" : ", ", visible(value));
  if (setting.list) return fmt::format("[{}]", joined);
  const bool absent =
      setting.key.ends_with(".env") && !environment_variable(setting.values.front().c_str());
  return absent ? joined + " (not set)" : joined;
}

protocol::VaultSettings sent(const EffectiveVault& vault) {
  protocol::VaultSettings settings{vault.name, vault.provider, {}};
  for (const EffectiveSetting& setting : vault.settings)
    settings.settings.push_back({setting.key, setting.values});
  return settings;
}

/// What a variable gives, fit to be shown.
std::string shown(const VaultVariable& variable, const std::string& value) {
  const std::string_view login = login_in_url(value);
  if (variable.kind == VariableKind::url && !login.empty()) {
    const auto at = static_cast<std::size_t>(login.data() - value.data());
    return visible(value.substr(0, at) + "***" + value.substr(at + login.size()));
  }
  return variable.stem == "CACERT_BYTES" ? "certificates" : visible_sentence(value);
}

class VaultLines {
 public:
  explicit VaultLines(const EffectiveVault& vault)
      : vault_(vault),
        provider_(spec(*compiler::find_provider(vault.provider))),
        variables_(variables_of(sent(vault))) {
    for (const EffectiveSetting& setting : vault.settings)
      lines_.push_back({setting.key, value_of(setting), setting.from});
    add_variables();
    add_defaults(provider_.settings);
    add_defaults(compiler::vault_settings());
  }

  std::string text() {
    std::size_t key_width = std::string_view("credential").size();
    std::size_t value_width = 0;
    for (const Line& line : lines_) {
      key_width = std::max(key_width, line.key.size());
      value_width = std::max(value_width, line.value.size());
    }
    std::string text = fmt::format("{} ({})\n", visible(vault_.name), provider_.name);
    for (const Line& line : lines_)
      text += fmt::format("  {:<{}}  {:<{}}  {}\n", line.key, key_width, line.value, value_width,
                          line.from);
    for (const auto& [key, sentence] : remarks())
      text += fmt::format("  {:<{}}  {}\n", key, key_width, sentence);
    return text;
  }

 private:
  struct Remark {
    std::string_view key;
    std::string sentence;
  };

  /// An `endpoint` is an `address` too.
  bool has(std::string_view key) const {
    if (key == "address" && vault_.find("endpoint") != nullptr) return true;
    return std::any_of(lines_.begin(), lines_.end(),
                       [&](const Line& line) { return line.key == key; });
  }

  void add_variables() {
    for (const VaultVariable& variable : variables_) {
      const std::string_view key = variable.supplies;
      if (key.empty() || key == token || key == skip_verify || has(key)) continue;
      if (const auto found = supplied(variables_, key))
        lines_.push_back(
            {std::string(key), shown(*found->variable, found->value), found->variable->name});
    }
  }

  void add_defaults(std::span<const compiler::FieldSpec> fields) {
    for (const compiler::FieldSpec& field : fields) {
      if (!field.fallback.empty() && !has(field.name))
        lines_.push_back({std::string(field.name), std::string(field.fallback), "default"});
    }
  }

  std::vector<Remark> remarks() const {
    std::vector<Remark> remarks = {{"credential", credential()}};
    for (const std::string_view pin : {"account", "project", "tenant"}) {
      const EffectiveSetting* const setting = vault_.find(pin);
      if (setting != nullptr)
        remarks.push_back({"pinned", fmt::format("an answer from another {} than {} is refused",
                                                 pin, value_of(*setting))});
    }
    if (const auto variable = unverified())
      remarks.push_back(
          {"tls", fmt::format("{} is refused: verification can't be switched off; VAULT_CACERT or "
                              "`ca_file` names the certificates to trust",
                              *variable)});
    if (!provider_.available)
      remarks.push_back({"", fmt::format("this version can't read `{}` yet", provider_.name)});
    return remarks;
  }

  /// The variable that asks for TLS without verification.
  std::optional<std::string> unverified() const {
    constexpr std::string_view truths[] = {"1", "t", "T", "TRUE", "true", "True"};
    const auto found = supplied(variables_, skip_verify);
    if (found && std::find(std::begin(truths), std::end(truths), found->value) != std::end(truths))
      return found->variable->name;
    return std::nullopt;
  }

  std::string passphrase() const {
    for (const std::string_view kind : {"env", "file", "command"}) {
      const EffectiveSetting* const setting = vault_.find(fmt::format("passphrase.{}", kind));
      if (setting != nullptr)
        return fmt::format("the passphrase from {} {}", kind, value_of(*setting));
    }
    if (environment_variable("KEYPLATE_PASSPHRASE")) return "the passphrase in KEYPLATE_PASSPHRASE";
    return "a passphrase that is asked for";
  }

  /// Where the ambient chain of Vault's own command line begins.
  std::string ambient_token() const {
    if (const auto found = supplied(variables_, token))
      return fmt::format("the token in {}", found->variable->name);
    const std::string written = environment_variable("BAO_TOKEN_PATH").value_or("~/.vault-token");
    const bool at_home = written.starts_with("~/");
    const std::string path =
        at_home ? environment_variable("HOME").value_or("") + written.substr(1) : written;
    if (::access(path.c_str(), F_OK) == 0) return fmt::format("the token in {}", visible(written));
    return fmt::format("none: VAULT_TOKEN isn't set, and there is no {}", visible(written));
  }

  /// Which credential a read would use.
  std::string credential() const {
    if (vault_.provider == "env") return "none: the process environment is read";
    if (vault_.provider == "local") {
      const EffectiveSetting* const key_file = vault_.find("key_file");
      return key_file != nullptr ? fmt::format("the key file {}", value_of(*key_file))
                                 : passphrase();
    }
    const EffectiveSetting* const type = vault_.find("auth.type");
    if (type != nullptr && type->values.front() != "default")
      return fmt::format("`auth` of type {}", value_of(*type));
    return vault_.provider == "hashicorp" ? ambient_token() : "the ambient chain";
  }

  // What variables stand for that is no setting.
  static constexpr std::string_view token = "token";
  static constexpr std::string_view skip_verify = "skip_verify";

  const EffectiveVault& vault_;
  const compiler::ProviderSpec& provider_;
  std::vector<VaultVariable> variables_;
  std::vector<Line> lines_;
};

}  // namespace

std::string vault_lines(const EffectiveVault& vault) {
  return VaultLines(vault).text();
}

std::string probe_lines(const protocol::ProbeReport& report) {
  std::string text;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<10}  {}\n", key, visible_sentence(value));
  };
  add("connected", report.link);
  add("identity", report.identity);
  std::string policies;
  for (const std::string& policy : report.policies)
    policies += fmt::format("{}{}", policies.empty() ? "" : ", ", policy);
  add("policies", policies);
  if (report.lasts_s) {
    constexpr std::uint64_t most = INT64_MAX;
    add("lasts", compiler::duration_text(
                     static_cast<std::int64_t>(std::min<std::uint64_t>(*report.lasts_s, most))));
  }
  for (const protocol::ProbeStep& step : report.tried)
    add(&step == report.tried.data() ? "tried" : "", fmt::format("{} {}", step.link, step.said));
  if (report.failure)
    add("failed",
        fmt::format("{}: {}{}{}", protocol::name(report.failure->kind), report.failure->message,
                    report.failure->hint.empty() ? "" : "; ", report.failure->hint));
  return text;
}

}  // namespace keyplate::cli
