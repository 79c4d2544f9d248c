#pragma once
// A command as our child, whose output passes through us. It gets the signals that we were given
// blocked or ignored, but for SIGPIPE, and SIGTERM when we die. REQUIRES throughout: all signals
// are blocked, and there is one thread.

#include <signal.h>
#include <sys/types.h>
#include <termios.h>

#include "cli/invocation.h"
#include "compiler/descriptor.h"

namespace keyplate::cli {

/// Which descriptors become the child's 0, 1 and 2; less than 0: ours.
struct ChildStreams {
  int input = -1;
  int output = -1;
  int error = -1;
};

struct StartedChild {
  pid_t pid = -1;  ///< of the command
  int error = 0;   ///< an error number: it could not be started
};

/// In our session and process group. `mask` is the one that we were started with.
StartedChild start_child(const Invocation& invocation, const ChildStreams& streams,
                         const sigset_t& mask);

/// What became of a child in a session of its own, as wait() has it.
struct ChildReport {
  pid_t pid = -1;
  int status = 0;
};

/// In a session of its own, whose terminal is `slave`. A process of ours leads that session, for
/// without a parent there no command could be stopped from the keyboard; it tells us what becomes
/// of the command, and should we be killed it sets our own terminal back to `before`.
class SessionChild {
 public:
  SessionChild() = default;
  StartedChild start(const Invocation& invocation, const ChildStreams& streams,
                     const sigset_t& mask, int slave, const termios& before);
  /// Readable when there is a report.
  int reports() const { return reports_.get(); }
  /// False: the process that should report is gone.
  bool read(ChildReport& report) const;
  void reap();

 private:
  pid_t leader_ = -1;
  Descriptor reports_;
};

}  // namespace keyplate::cli
