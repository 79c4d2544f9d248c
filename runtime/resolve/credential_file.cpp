#include "runtime/resolve/credential_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "compiler/descriptor.h"
#include "grammar/unicode.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/private_file.h"

namespace keyplate::resolve {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 10;

Outcome<void> check_file(int fd, const std::string& path, Privacy privacy) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return tl::unexpected(disk_failure(path, errno));
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorKind::io, fmt::format("`{}` is not a regular file", visible(path)));
  }
  const auto mode = static_cast<unsigned>(status.st_mode) & 0777;
  if (privacy == Privacy::exclusive && (mode & 077) != 0) {
    return fail(
        ErrorKind::config_invalid,
        fmt::format("`{}` can be read or written by others (mode {:04o})", visible(path), mode),
        fmt::format("chmod 600 '{}'", visible(path)));
  }
  return {};
}

}  // namespace

Outcome<CredentialFile> read_credential_file(const std::string& path, Privacy privacy) {
  // O_NONBLOCK: a FIFO must not hold us up before it is refused.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file && errno == ENOENT) return CredentialFile{};
  if (!file) return tl::unexpected(disk_failure(path, errno));
  if (auto right = check_file(file.get(), path, privacy); !right) {
    return tl::unexpected(std::move(right).error());
  }
  std::string text(most_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected(disk_failure(path, errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most_bytes) {
    return fail(ErrorKind::config_invalid,
                fmt::format("`{}` has more than {} bytes; a credential has fewer", visible(path),
                            most_bytes));
  }
  CredentialFile found{true, Secret(std::string_view(text).substr(0, size))};
  const Secret rest(std::move(text));  // wipes the buffer
  return found;
}

}  // namespace keyplate::resolve
