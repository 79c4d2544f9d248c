#pragma once
// One running keyplate-resolver: started with one end of a socket pair and nothing else of ours (no
// environment, no other descriptor), spoken to within deadlines, and reaped when this goes,
// whatever state it is in. Every failure is of kind resolver_unavailable. One thread.

#include <sys/types.h>

#include <memory>
#include <string>

#include "compiler/descriptor.h"
#include "runtime/protocol/frame.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

/// Where the resolver of this very program lies: `DIR/../libexec/keyplate/` for a program in a
/// folder `bin`, else `DIR/libexec/keyplate/`.
std::string installed_resolver();

class ResolverProcess {
 public:
  static protocol::Outcome<std::unique_ptr<ResolverProcess>> start(const std::string& program);
  ~ResolverProcess();
  ResolverProcess(const ResolverProcess&) = delete;
  ResolverProcess& operator=(const ResolverProcess&) = delete;

  /// Sends a message and waits for the next one. After a failure the process is gone.
  protocol::Outcome<protocol::Response> exchange(const protocol::Request& request,
                                                 const protocol::Deadline& deadline);
  bool running() const { return pid_ > 0; }

 private:
  ResolverProcess(pid_t pid, Descriptor socket) : pid_(pid), socket_(std::move(socket)) {}
  /// Ends the process; what is known of how it ended, as half a sentence.
  std::string end();
  tl::unexpected<protocol::Failure> ended(protocol::FrameStatus status);

  pid_t pid_;
  Descriptor socket_;
};

}  // namespace keyplate::cli
