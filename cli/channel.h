#pragma once
// One stream of a command's output on its way through a masker. It never waits: what can't be
// written yet is kept, and nothing more is read meanwhile. What the masker holds back goes out 100
// ms after it came, whatever it may become.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "compiler/descriptor.h"
#include "runtime/protocol/masker.h"

namespace keyplate::cli {

using Instant = std::chrono::steady_clock::time_point;

class Channel {
 public:
  /// Reads from `source`, which does not block, and writes to `sink`.
  Channel(Descriptor source, int sink, const protocol::MaskedValues& values)
      : source_(std::move(source)), sink_(sink), masker_(values) {}

  int source() const { return source_.get(); }
  int sink() const { return sink_; }
  bool wants_to_write() const { return !ready_.empty(); }
  bool wants_to_read() const { return source_ && ready_.empty(); }
  /// Nothing more comes, and all that came has gone.
  bool done() const { return !source_ && ready_.empty(); }

  void read(Instant now);
  void write();
  /// When something that is held back must go.
  std::optional<Instant> due() const;
  void let_go(Instant now);

  /// The command has ended: what it wrote and we have not read yet is all that we owe.
  void note_end();
  /// Whether all of that has gone, though somebody else may still write.
  bool settled() const { return done() || (owed_ == 0 && ready_.empty()); }
  /// Reads no more, and holds nothing back.
  void finish();

 private:
  struct Arrival {
    std::uint64_t until = 0;  ///< how many bytes had come then
    Instant when;
  };

  void close();
  /// Notes what has left the masker.
  void passed(std::string out);

  Descriptor source_;
  int sink_;
  protocol::Masker masker_;
  std::string ready_;
  std::deque<Arrival> arrivals_;  ///< of what is held back
  std::uint64_t received_ = 0;
  std::uint64_t owed_ = 0;
};

}  // namespace keyplate::cli
