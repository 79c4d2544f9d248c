#pragma once
// Where a file that a repository names may lie: beneath the workspace or a data folder that was
// granted. The grant is about the folder's name, so a link of the repository on the way to it is
// refused: whoever can change the repository could point it elsewhere. Both programs use it.

#include <string>
#include <vector>

#include "compiler/beneath.h"
#include "compiler/result.h"

namespace keyplate {

/// `path`, absolute or relative to `folder`, beneath the first of the folders that holds it. The
/// file need not be there. What the rule refuses is `invalid`; the rest is what the disk says.
/// REQUIRES: `folder` and `data_folders` are absolute.
Result<Located> locate_data(const std::string& folder, const std::vector<std::string>& data_folders,
                            const std::string& path);

}  // namespace keyplate
