#pragma once
// Reading files that the user named or a glob matched. Only regular files are read: a folder, FIFO,
// socket or device is an error of its own and never blocks. Bounded: a file over the limit is not
// read at all. The one place below cli/ that opens a file.

#include <cstdint>
#include <string>

#include "compiler/result.h"

namespace keyplate::compiler {

inline constexpr std::uint64_t largest_template = std::uint64_t{16} << 20;
inline constexpr std::uint64_t largest_workspace_file = std::uint64_t{1} << 20;

/// Reads the file whole into `buffer`, whose former content is dropped and whose memory is used
/// again. Links are followed. Not found, not regular, denied and too large each have their code.
Result<void> read_file(const std::string& path, std::uint64_t most, std::string& buffer);

/// The same for an open descriptor of any kind, such as standard input, up to its end.
Result<void> read_stream(int descriptor, const std::string& name, std::uint64_t most,
                         std::string& buffer);

/// A file, no link, of a folder that is open; `name` is what errors call it.
Result<void> read_file_at(int folder, const char* path, const std::string& name, std::uint64_t most,
                          std::string& buffer);

/// A file of more than `most` bytes.
Error too_large(const std::string& name, std::uint64_t most);

/// Why a file can't be read, from the errno of what failed.
Error read_error(int error_number, const std::string& name);

}  // namespace keyplate::compiler
