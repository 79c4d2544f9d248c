#pragma once
// Writing files that nobody else may read: 0600, complete and on the disk before they take their
// place, so that an interruption leaves the old file or the new one.

#include <string>
#include <string_view>

#include "compiler/beneath.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {

/// What becomes of a file that is there already.
enum class Existing : unsigned char { refuse, replace };

/// Opens the folder of `located` and makes those that are missing, 0700. The descriptor can be
/// locked and synced.
Outcome<Descriptor> open_folder(const Located& located);

/// Puts `text` into the file `located.name` of `folder`.
Outcome<void> put_file(const Descriptor& folder, const Located& located, std::string_view text,
                       Existing existing);

/// The failure that a failed system call on `path` is.
Failure disk_failure(std::string_view path, int error_number);

}  // namespace keyplate::resolve
