#include <fmt/core.h>
#include <nettle/sha2.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "cli/own_folders.h"
#include "cli/trust.h"
#include "cli/write.h"
#include "compiler/beneath.h"
#include "grammar/unicode.h"

// An entry is a file named by the SHA-256 of the workspace's path, so that any path will do as a
// name:
//
//   keyplate-trust 1
//   sha256:0123...
//   /the/path, which may hold line breaks: it goes on to the last one

namespace keyplate::cli {
namespace {

constexpr std::string_view head = "keyplate-trust 1\n";
constexpr std::string_view digest_prefix = "sha256:";
constexpr std::size_t entry_limit = 64 << 10;

std::string sha256_hex(std::string_view text) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  std::string hex;
  for (const std::uint8_t byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string entry_name(const std::string& workspace_folder) {
  return "grants/" + sha256_hex(workspace_folder);
}

Result<TrustStore::Entry> parse_entry(std::string_view text) {
  const std::size_t digest_size = digest_prefix.size() + 2 * SHA256_DIGEST_SIZE;
  TrustStore::Entry entry;
  if (text.substr(0, head.size()) == head) {
    text.remove_prefix(head.size());
    entry.digest = text.substr(0, digest_size);
    text.remove_prefix(entry.digest.size());
  }
  if (!is_grant_digest(entry.digest) || text.size() < 3 || text.front() != '\n' ||
      text.back() != '\n')
    return fail(ErrorCode::invalid, "this is no grant that keyplate has written");
  entry.folder = text.substr(1, text.size() - 2);
  return entry;
}

Result<TrustStore::Entry> read_entry(const std::string& store, const std::string& name) {
  const auto located = locate_beneath(store, name);
  if (!located) return tl::unexpected(located.error());
  const std::string text = TRY(read_located(*located, entry_limit));
  auto entry = parse_entry(text);
  if (!entry) entry.error().message += fmt::format(": `{}`", visible(located->real));
  return entry;
}

bool is_there(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace

std::string grant_digest(std::string_view grant_text) {
  return std::string(digest_prefix) + sha256_hex(grant_text);
}

bool is_grant_digest(std::string_view text) {
  if (text.substr(0, digest_prefix.size()) != digest_prefix) return false;
  text.remove_prefix(digest_prefix.size());
  return text.size() == 2 * SHA256_DIGEST_SIZE &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<TrustStore> TrustStore::of_caller() {
  return TrustStore(TRY(state_folder()));
}

Result<std::optional<std::string>> TrustStore::find(const std::string& workspace_folder) const {
  if (!is_there(folder_)) return std::optional<std::string>{};
  const std::string store = TRY(private_folder(folder_));
  const auto entry = read_entry(store, entry_name(workspace_folder));
  if (entry && entry->folder == workspace_folder) return std::optional(entry->digest);
  if (entry || entry.error().code == ErrorCode::not_found) return std::optional<std::string>{};
  return tl::unexpected(entry.error());
}

Result<void> TrustStore::grant(const Entry& entry) const {
  const std::string store = TRY(private_folder(folder_));
  TRY(private_folder(store + "/grants"));
  std::vector<Output> outputs(1);
  outputs[0].target =
      TRY(resolve_target(store, store, entry_name(entry.folder), NamedBy::workspace));
  outputs[0].text = fmt::format("{}{}\n{}\n", head, entry.digest, entry.folder);
  return write_outputs(outputs);
}

Result<bool> TrustStore::revoke(const std::string& workspace_folder) const {
  if (!is_there(folder_)) return false;
  const std::string path = TRY(private_folder(folder_)) + "/" + entry_name(workspace_folder);
  if (::unlink(path.c_str()) == 0) return true;
  if (errno == ENOENT) return false;
  return tl::unexpected(os_error(visible(path), errno));
}

Result<std::vector<TrustStore::Entry>> TrustStore::list() const {
  std::vector<Entry> entries;
  if (!is_there(folder_ + "/grants")) return entries;
  const std::string store = TRY(private_folder(folder_));
  std::error_code error;
  std::filesystem::directory_iterator file(store + "/grants", error);
  for (; !error && file != end(file); file.increment(error)) {
    const std::string name = file->path().filename();
    if (name.front() != '.') entries.push_back(TRY(read_entry(store, "grants/" + name)));
  }
  if (error) return tl::unexpected(os_error(visible(store + "/grants"), error.value()));
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.folder < b.folder; });
  return entries;
}

}  // namespace keyplate::cli
