#pragma once
// Terminals, for a command whose standard output is one: a pseudo-terminal that looks to the
// command like ours, and ours in raw mode, so that each key reaches the command as it is typed.

#include <termios.h>

#include "compiler/descriptor.h"
#include "compiler/result.h"

namespace keyplate::cli {

struct Pty {
  Descriptor master;  ///< without blocking
  Descriptor slave;
};

/// What happens to a line break on its way out of a pseudo-terminal.
enum class LineBreaks : unsigned char {
  made_complete,  ///< as on our terminal
  kept,           ///< our terminal does that itself
};

/// One that is as large as our standard output and set like it.
Result<Pty> open_pty(LineBreaks breaks);

/// Tells the pseudo-terminal how large our standard output is now.
void copy_size(int master);

/// Our terminal in raw mode, as long as this process is in its foreground.
class RawTerminal {
 public:
  explicit RawTerminal(int terminal);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  /// False: we are in the background and may neither read from the terminal nor set it.
  bool foreground() const;
  /// Goes into raw mode, if that may be.
  void enter();
  /// Goes there again after a stop, when a shell may have set the terminal for itself.
  void enter_again();
  bool raw() const { return raw_; }
  /// Goes back.
  void leave();
  /// How the terminal was.
  const termios& before() const { return before_; }

 private:
  void set_raw();

  int terminal_;
  bool raw_ = false;
  termios before_{};
};

}  // namespace keyplate::cli
