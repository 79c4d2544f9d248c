#include "compiler/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "compiler/descriptor.h"

namespace keyplate::compiler {
namespace {

constexpr std::size_t stream_chunk = 64 << 10;
constexpr std::size_t file_chunk = 256 << 10;

std::string_view kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

/// One read, through interruptions.
Result<std::size_t> read_some(int descriptor, const std::string& name, char* to, std::size_t most) {
  while (true) {
    const ssize_t count = ::read(descriptor, to, most);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return tl::unexpected(read_error(errno, name));
  }
}

/// Fills `buffer` up to its size, or to the end of the file if that comes first.
Result<void> fill(int descriptor, const std::string& name, std::size_t used, std::string& buffer) {
  while (used < buffer.size()) {
    const std::size_t count =
        TRY(read_some(descriptor, name, buffer.data() + used, buffer.size() - used));
    if (count == 0) buffer.resize(used);
    used += count;
  }
  return {};
}

/// Reads `size` bytes, or to the end of the file if that comes first. By chunks: what `resize`
/// clears is overwritten while it is still in the cache.
Result<void> read_whole(int descriptor, const std::string& name, std::size_t size,
                        std::string& buffer) {
  buffer.resize(std::min({size, file_chunk, buffer.size()}));
  buffer.reserve(size);
  std::size_t used = 0;
  do {
    buffer.resize(std::min(size, used + file_chunk));
    TRY(fill(descriptor, name, std::exchange(used, buffer.size()), buffer));
  } while (buffer.size() == used && used < size);
  return {};
}

}  // namespace

Error too_large(const std::string& name, std::uint64_t most) {
  const std::string limit =
      most % (1 << 20) == 0 ? fmt::format("{} MiB", most >> 20) : fmt::format("{} bytes", most);
  return {ErrorCode::too_large, fmt::format("`{}` is larger than {}", name, limit)};
}

Error read_error(int error_number, const std::string& name) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::not_found, fmt::format("`{}` does not exist", name)};
    case EACCES:
    case EPERM:
      return {ErrorCode::denied, fmt::format("`{}` may not be read: permission denied", name)};
    case ELOOP:
      return {ErrorCode::io,
              fmt::format("`{}` is a link that leads nowhere: too many links", name)};
    case ENXIO:
      return {ErrorCode::not_regular,
              fmt::format("`{}` is a socket or a device, not a regular file", name)};
    default:
      return {ErrorCode::io,
              fmt::format("`{}` can't be read: {}", name, std::strerror(error_number))};
  }
}

Result<void> read_file(const std::string& path, std::uint64_t most, std::string& buffer) {
  return read_file_at(AT_FDCWD, path.c_str(), path, most, buffer);
}

Result<void> read_file_at(int folder, const char* path, const std::string& name, std::uint64_t most,
                          std::string& buffer) {
  // O_NONBLOCK: opening a FIFO must not wait for somebody to write to it.
  const int links = folder == AT_FDCWD ? 0 : O_NOFOLLOW;
  const Descriptor file(
      ::openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | links));
  if (!file) return tl::unexpected(read_error(errno, name));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return tl::unexpected(read_error(errno, name));
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::not_regular,
                fmt::format("`{}` is {}, not a regular file", name, kind_of(status.st_mode)));
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > most) return tl::unexpected(too_large(name, most));
  return read_whole(file.get(), name, static_cast<std::size_t>(size), buffer);
}

Result<void> read_stream(int descriptor, const std::string& name, std::uint64_t most,
                         std::string& buffer) {
  buffer.clear();
  std::size_t used = 0;
  do {
    if (buffer.size() > most) return tl::unexpected(too_large(name, most));
    used = buffer.size();
    buffer.resize(used + std::max(used, stream_chunk));
    TRY(fill(descriptor, name, used, buffer));
  } while (buffer.size() == used + std::max(used, stream_chunk));
  if (buffer.size() > most) return tl::unexpected(too_large(name, most));
  return {};
}

}  // namespace keyplate::compiler
