#pragma once
// Output that is never half there. Every target is resolved first; every temporary file is
// complete, has its final mode and is on the disk before the first one takes its target's place.
// Whatever fails or kills the program, each target is the old file or the new one, and a failure
// leaves no temporary file behind. Standard output, FIFOs and character devices are written
// straight, last of all. docs/output.md is the long form.

#include <sys/types.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/beneath.h"
#include "compiler/result.h"

namespace keyplate::cli {

enum class TargetKind : unsigned char {
  file,    ///< a regular file, there or not yet: replaced as a whole
  stream,  ///< a FIFO or character device: written straight
  open,    ///< a descriptor that we were given, such as standard output
};

/// Where an output goes. Resolving has no effect on the disk.
struct Target {
  TargetKind kind = TargetKind::file;
  std::string shown;    ///< as messages name it
  Located located;      ///< of `file` and `stream`
  int descriptor = -1;  ///< of `open`
  bool exists = false;
  mode_t mode = 0600;  ///< of an existing file
  uid_t owner = 0;
  gid_t group = 0;
};

/// Lets this process hold so many descriptors, if the system lets it: a target and its temporary
/// file need one each until all are written.
void allow_descriptors(std::size_t count);

/// Who named the output: a workspace's rule may only name regular files beneath the workspace.
enum class NamedBy : unsigned char { person, workspace };

/// Resolves `path`, relative to `folder`. Beneath `workspace` (empty: none) no link may lead out,
/// whoever named it; only a person may name anything else, a stream, or `-` for standard output.
Result<Target> resolve_target(const std::string& workspace, const std::string& folder,
                              std::string_view path, NamedBy by);

struct Output {
  Target target;
  std::string text;
  bool secret = false;  ///< an existing file then loses its group and other bits
  /// What the file holds that is replaced: one that has changed meanwhile stays, and that is an
  /// error.
  std::optional<std::string> replaces = std::nullopt;
};

/// Writes them all, or says what failed; see above for what is left then.
Result<void> write_outputs(std::span<const Output> outputs);

/// Writes all of `text` to a descriptor.
Result<void> write_all(int descriptor, std::string_view text, std::string_view shown);

}  // namespace keyplate::cli
