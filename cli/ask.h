#pragma once
// Questions to the person at the terminal. They go to the controlling terminal, never to standard
// input or output, so they work inside pipes. While an answer is hidden, whatever ends or stops the
// program puts the terminal's echo back first. One thread.

#include <optional>
#include <string_view>

#include "runtime/protocol/secret.h"

namespace keyplate::cli {

enum class Echo : unsigned char { shown, hidden };

/// A line as typed, without its end; nothing when there is no terminal, or it was closed (Ctrl-D).
std::optional<protocol::Secret> ask(std::string_view question, Echo typed);

/// Whether there is a terminal to ask on.
bool can_ask();

/// Asks a question of yes and no, where anything but `y` or `yes` means no; nothing as above.
std::optional<bool> confirm(std::string_view question);

}  // namespace keyplate::cli
