#pragma once
// The program's standard output and error. Both are buffered; a failed write is remembered, never a
// signal, and decides the exit code when the program ends. One thread.

#include <string>
#include <string_view>

#include "cli/seen_secrets.h"

namespace keyplate::cli {

class OutputStream {
 public:
  explicit OutputStream(int descriptor) : descriptor_(descriptor) {}
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  void write(std::string_view text);
  /// False once anything could not be written; `failure` is then the errno of it.
  bool flush();
  int failure() const { return failure_; }
  bool terminal() const;

 private:
  void write_through(std::string_view text);

  int descriptor_;
  int failure_ = 0;
  std::string buffer_;
};

enum class ColorChoice : unsigned char { automatic, always, never };

/// What a command says goes through here: its product to `out`, everything else to `err`.
/// `out.write` and `err.write` scrub nothing: what may hold a secret is scrubbed before.
struct Console {
  OutputStream out{1};
  OutputStream err{2};
  ColorChoice color = ColorChoice::automatic;
  bool quiet = false;
  bool verbose = false;
  SeenSecrets seen;           ///< what nothing on `err`, and no report, may show
  bool input_closed = false;  ///< there was no standard input: what it gives now is nobody's answer

  /// Whether text on that stream is coloured: `--color`, NO_COLOR, a terminal that is no `dumb`
  /// one.
  bool colored(const OutputStream& stream) const;
  /// A line of our own on `err`: `keyplate: text`. Scrubbed; shows control characters visibly.
  void say(std::string_view text);
  /// The same, unless `--quiet`.
  void note(std::string_view text);
};

/// Makes sure that 0, 1 and 2 are open, so that no file we open becomes standard output, that
/// writing to a closed pipe is an error rather than a signal, and that the status of our children
/// is kept for us, whatever our parent ignored. False when there was no standard input. Call it
/// first.
bool prepare_process();

}  // namespace keyplate::cli
