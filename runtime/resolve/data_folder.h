#pragma once
// Where a file that the workspace names may lie: beneath the workspace or a data folder that was
// granted. The grant is about the folder's name, so a link of the repository on the way to it is
// refused: whoever can change the repository could point it elsewhere.

#include <string>

#include "compiler/beneath.h"
#include "runtime/resolve/outcome.h"
#include "runtime/resolve/session.h"

namespace keyplate::resolve {

/// `path`, beneath the first of the folders that holds it. The file need not be there.
Outcome<Located> locate_data(const std::string& path, const Session& session);

}  // namespace keyplate::resolve
