#include "runtime/resolve/key_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/beneath.h"
#include "compiler/result.h"
#include "grammar/unicode.h"
#include "runtime/protocol/wiping_allocator.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/cipher.h"
#include "runtime/resolve/credential_file.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/private_file.h"
#include "runtime/resolve/vault_file.h"

namespace keyplate::resolve {
namespace {

constexpr std::size_t most_keys = 16;

std::optional<Keys> parse_keys(std::string_view text) {
  Keys keys;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    std::optional<std::string> key = from_base64(line);
    if (!key || key->size() != vault_key_size || keys.size() == most_keys) return std::nullopt;
    keys.emplace_back(std::move(*key));
  }
  return keys;
}

}  // namespace

Outcome<Keys> read_key_file(const std::string& path) {
  const CredentialFile file = TRY(read_credential_file(path, Privacy::exclusive));
  if (!file.exists) return Keys();
  std::optional<Keys> keys = parse_keys(file.text.reveal());
  if (keys && !keys->empty()) return std::move(*keys);
  return fail(ErrorKind::config_invalid, fmt::format("`{}` is no key file", visible(path)),
              "a key file has 32 bytes in base64 on a line, as `keyplate local init` writes it");
}

Outcome<Located> locate_key_file(const std::string& path) {
  return locate_anywhere("/", path).map_error(disk_error);
}

Outcome<Keys> write_key_file(const std::string& path, Keys old) {
  if (old.size() == most_keys) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`{}` has {} keys already", visible(path), most_keys),
                "delete the last lines, which no vault needs any more");
  }
  std::string bytes(vault_key_size, '\0');
  if (!fill_random(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size())) {
    return fail(ErrorKind::unavailable, "the system gives no random bytes");
  }
  const Existing existing = old.empty() ? Existing::refuse : Existing::replace;
  old.emplace(old.begin(), std::move(bytes));
  protocol::WipedString text;
  text.reserve(protocol::beyond_small_string);
  for (const Secret& key : old) {
    text.append(to_base64(key.reveal()));
    text.push_back('\n');
  }
  const Located located = TRY(locate_key_file(path));
  const Descriptor folder = TRY(open_folder(located));
  TRY(put_file(folder, located, text, existing));
  return old;
}

}  // namespace keyplate::resolve
