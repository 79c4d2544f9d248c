#pragma once
// An input as a template without its tags: a byte 1 ends a piece, and pieces are the author's text
// and values by turns. A value that begins with a byte 2 is a secret.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runtime/evaluate/slots/slot.h"

namespace keyplate::fuzz {

struct Printed {
  std::string text;
  bool refused = false;
};

/// The author's text comes in pieces of at most `piece` bytes. Without `values`, each is `a`.
inline Printed print_pieces(evaluate::HostLexer& lexer, std::string_view input, std::size_t piece,
                            bool values) {
  using namespace evaluate;
  HostText out;
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  Printed printed;
  for (bool value = false;; value = !value) {
    std::string_view part = input.substr(0, input.find('\x01'));
    const std::size_t size = part.size();
    if (value)
      out.mark_island({}, false, false);
    else
      out.mark_author({});
    if (value) {
      const bool secret = part.starts_with('\x02');
      if (secret) part.remove_prefix(1);
      const Value given = Value::string(values ? part : "a", secret ? flag::secret : Flags{0});
      if (lexer.print(given, out, context)) printed.refused = true;
    } else {
      for (std::size_t i = 0; i < size; i += std::min(piece, size - i)) {
        lexer.author(part.substr(i, piece), out);
        out.append(part.substr(i, piece));
      }
    }
    if (size == input.size()) break;
    input.remove_prefix(size + 1);
  }
  lexer.finish(out);
  printed.refused = printed.refused || !out.late().empty();
  printed.text = out.view();
  return printed;
}

/// As it is, and with a harmless word for each value.
struct Pair {
  Printed whole;
  Printed harmless;
};

/// Aborts unless the author's text alone passes through unchanged and what is printed doesn't
/// depend on how that text is cut. `print` is `print_pieces` with a new lexer.
template <typename Print>
Pair check_pieces(std::string_view input, const Print& print) {
  const std::string_view own = input.substr(0, input.find('\x01'));
  if (print(own, SIZE_MAX, true).text != own) std::abort();
  Pair pair{print(input, SIZE_MAX, true), print(input, SIZE_MAX, false)};
  const Printed cut = print(input, std::size_t{1}, true);
  if (pair.whole.text != cut.text || pair.whole.refused != cut.refused) std::abort();
  return pair;
}

}  // namespace keyplate::fuzz
