#pragma once
// Paths that a repository names, followed without ever leaving the folder they must stay in. Each
// component is opened on its own and links are read, not followed by the kernel, so an absolute
// link, a `..` past the top and anything under a `.git` are refused, and a folder that is swapped
// for a link meanwhile can't lead out. Both programs use it; nothing here knows what the files are
// for.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/descriptor.h"
#include "compiler/result.h"

namespace keyplate {

/// Where a path leads, all links on the way followed. Nothing has been created.
struct Located {
  Descriptor folder;                 ///< the deepest folder on the way that exists
  std::vector<std::string> missing;  ///< folders to be made in it, outermost first
  std::string name;                  ///< the last component: never a link, perhaps not there
  std::string real;                  ///< the absolute path of it all
};

/// Follows `path`, which is relative to `root` or absolute and beneath it. REQUIRES: `root` is an
/// absolute path without links.
Result<Located> locate_beneath(const std::string& root, std::string_view path);

/// Follows `path` from `folder` as the kernel would, links anywhere: for what a person named.
/// `.git` is refused here too. REQUIRES: as above.
Result<Located> locate_anywhere(const std::string& folder, std::string_view path);

/// Opens what was located for reading. Only a regular file of at most `limit` bytes will do.
Result<std::string> read_located(const Located& located, std::size_t limit);

/// The path of what exists at `path`, every link followed; empty, and errno set, when nothing does.
std::string real_path(const std::string& path);

/// `path` without `.`, `..` and doubled slashes, absolute: relative ones start at `folder`. Looks
/// at nothing on disk.
std::string normal_path(const std::string& folder, std::string_view path);

/// Whether the normal path `path` is `folder` or lies beneath it.
bool is_beneath(std::string_view path, std::string_view folder);

/// `path` as seen from `folder`, or nothing when it doesn't lie beneath; empty for `folder` itself.
std::optional<std::string> relative_to(std::string_view folder, std::string_view path);

/// "No such file or directory" and the like, with the code that fits.
Error os_error(std::string_view what, int error_number);

}  // namespace keyplate
