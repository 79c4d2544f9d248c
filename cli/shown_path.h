#pragma once
// Paths as keyplate prints them: relative to the current folder, with `/`.

#include <string>
#include <string_view>

namespace keyplate::cli {

/// The current folder, absolute and without links.
std::string current_folder();

/// `path`, absolute and normal, as seen from `folder`, which is too: `a/b`, `../c`, `.`.
std::string shown_path(std::string_view path, std::string_view folder);

}  // namespace keyplate::cli
