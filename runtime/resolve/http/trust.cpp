#include "runtime/resolve/http/trust.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "compiler/descriptor.h"
#include "grammar/unicode.h"
#include "runtime/resolve/private_file.h"

namespace keyplate::resolve::http {
namespace {

bool holds_certificate(std::string_view text) {
  return text.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos ||
         text.find("-----BEGIN TRUSTED CERTIFICATE-----") != std::string_view::npos;
}

/// The failure that names the place: "`ca_file`", "SSL_CERT_FILE".
tl::unexpected<Failure> unusable(std::string_view place, const std::string& what,
                                 std::string_view cure) {
  return fail(ErrorKind::config_invalid, fmt::format("{}: {}", place, what), std::string(cure));
}

/// Looks for the first certificate only: libcurl reads the rest.
Outcome<void> check_file(std::string_view place, const std::string& path) {
  constexpr std::size_t piece = std::size_t{64} << 10;
  constexpr std::size_t overlap = 64;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file) {
    const Failure disk = disk_failure(path, errno);
    return unusable(place, disk.message, "it must name a PEM file of certificates");
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))  // which may have no end
    return unusable(place, fmt::format("`{}` is no regular file", visible(path)), {});
  std::string text;
  for (;;) {
    const std::size_t kept = std::min(text.size(), overlap);
    text.erase(0, text.size() - kept);
    text.resize(kept + piece);
    const ssize_t got = ::read(file.get(), text.data() + kept, piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unusable(place, disk_failure(path, errno).message, {});
    text.resize(kept + static_cast<std::size_t>(got));
    if (holds_certificate(text)) return {};
    if (got == 0) break;
  }
  return unusable(place, fmt::format("`{}` holds no certificate", visible(path)),
                  "it must name a PEM file of certificates");
}

/// `a1b2c3d4.0`: what `openssl rehash` names a certificate.
bool is_hashed(std::string_view name) {
  constexpr std::size_t digits = 8;
  return name.size() > digits + 1 && name[digits] == '.' &&
         name.substr(0, digits).find_first_not_of("0123456789abcdef") == std::string_view::npos &&
         name.substr(digits + 1).find_first_not_of("0123456789") == std::string_view::npos;
}

Outcome<void> check_folder(std::string_view place, const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
  if (!folder) return unusable(place, disk_failure(path, errno).message, {});
  while (const dirent* entry = ::readdir(folder.get())) {
    if (is_hashed(entry->d_name)) return {};
  }
  return unusable(place, fmt::format("`{}` holds no certificate under its hash", visible(path)),
                  fmt::format("openssl rehash '{}'", visible(path)));
}

/// Several folders, as OpenSSL takes them.
Outcome<void> check_folders(std::string_view place, std::string_view paths) {
  for (;;) {
    const std::size_t colon = paths.find(':');
    TRY(check_folder(place, std::string(paths.substr(0, colon))));
    if (colon == std::string_view::npos) return {};
    paths.remove_prefix(colon + 1);
  }
}

Outcome<Trust> trust_file(std::string_view place, std::string path) {
  TRY(check_file(place, path));
  Trust trust;
  trust.ca_file = std::move(path);
  return trust;
}

Outcome<Trust> of_provider_variables(const Session& session, const TrustVariables& variables) {
  if (!variables.file.value.empty()) {
    std::string path = TRY(session.own_path(variables.file.name, variables.file.value));
    return trust_file(variables.file.name, std::move(path));
  }
  Trust trust;
  if (!variables.pem.value.empty()) {
    trust.ca_pem = variables.pem.value;
    if (!holds_certificate(trust.ca_pem))
      return unusable(variables.pem.name, "it holds no certificate", "it must hold PEM");
  } else if (!variables.folder.value.empty()) {
    trust.ca_folder = TRY(session.own_path(variables.folder.name, variables.folder.value));
    TRY(check_folder(variables.folder.name, trust.ca_folder));
  }
  return trust;
}

Outcome<Trust> of_usual_variables(const Session& session) {
  const Secret* file = session.caller().find_variable("SSL_CERT_FILE");
  const Secret* folders = session.caller().find_variable("SSL_CERT_DIR");
  Trust trust;
  if (file && !file->empty()) {
    std::string path = TRY(session.own_path("SSL_CERT_FILE", std::string(file->reveal())));
    trust = TRY(trust_file("SSL_CERT_FILE", std::move(path)));
  }
  if (folders && !folders->empty()) {
    trust.ca_folder = std::string(folders->reveal());
    TRY(check_folders("SSL_CERT_DIR", trust.ca_folder));
  }
  return trust;
}

bool is_system(const Trust& trust) {
  return trust.ca_file.empty() && trust.ca_folder.empty() && trust.ca_pem.empty();
}

Outcome<Trust> chosen_trust(const VaultSettings& vault, const Session& session,
                            const TrustVariables& of_provider) {
  const Setting* setting = vault.find("ca_file");
  if (setting && !setting->values.empty())
    return trust_file("`ca_file`", TRY(session.absolute_path(setting->values.front())));
  Trust trust = TRY(of_provider_variables(session, of_provider));
  if (is_system(trust)) trust = TRY(of_usual_variables(session));
  return trust;
}

}  // namespace

Outcome<Trust> trust_of(const VaultSettings& vault, const Session& session,
                        const TrustVariables& of_provider) {
  Trust trust = TRY(chosen_trust(vault, session, of_provider));
  trust.ca_variable = of_provider.file.name;
  return trust;
}

}  // namespace keyplate::resolve::http
