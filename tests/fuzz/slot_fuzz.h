#pragma once
// What the fuzzers of host lexers share: the bytes are the author's text and values by turns,
// parted by the byte 1. Whatever they are, the author's text stays as it is, and what is printed
// doesn't depend on how it is cut into pieces.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "runtime/evaluate/printer.h"
#include "runtime/evaluate/slots/formats.h"

namespace keyplate::evaluate {

struct Slots {
  std::string text;
  std::string author;  ///< what no island printed
  bool refused = false;
  bool broken = false;  ///< as the format's reader has it, but for a name that comes twice
};

/// With the author's text in pieces of at most `piece` bytes; with plain words in the place of
/// values, where asked for.
inline Slots print_slots(std::string_view input, std::string_view format, std::size_t piece,
                         bool words = false) {
  Printer printer(make_lexer(format), false);
  Budget budget{compiler::Limits{}};
  CallContext context(budget);
  Slots slots;
  for (bool value = false;; value = !value) {
    const std::string_view part = input.substr(0, input.find('\x01'));
    const std::string word = "Qz" + std::to_string(input.size()) + "q";
    if (value && printer.print(Value::string(words ? word : part), {}, context))
      slots.refused = true;
    for (std::size_t i = 0; i < part.size() && !value; i += piece)
      printer.author(part.substr(i, piece), {});
    if (part.size() == input.size()) break;
    input.remove_prefix(part.size() + 1);
  }
  printer.finish();
  slots.refused = slots.refused || !printer.late().empty();
  slots.text = printer.text();
  for (std::size_t i = 0; i < printer.map().size(); ++i)
    if (!printer.map()[i].island()) slots.author += printer.printed(i);
  if (slots.refused) return slots;
  for (const HostError& error : printer.verify())
    slots.broken = slots.broken || error.reason != "this key is there already";
  return slots;
}

inline Slots check_slots(std::string_view input, std::string_view format) {
  std::string own;
  bool value = false;
  for (const char c : input) {
    if (c == '\x01')
      value = !value;
    else if (!value)
      own.push_back(c);
  }
  const Slots whole = print_slots(input, format, SIZE_MAX);
  const Slots cut = print_slots(input, format, 1);
  if (whole.author != own || whole.refused != cut.refused) std::abort();
  if (!whole.refused && whole.text != cut.text) std::abort();
  const Slots words = print_slots(input, format, SIZE_MAX, true);
  if (whole.broken && !words.refused && !words.broken) std::abort();
  return whole;
}

}  // namespace keyplate::evaluate
