#include "runtime/evaluate/failure.h"

#include "grammar/unicode.h"

namespace keyplate::evaluate {
namespace {

constexpr std::size_t longest_shown = 60;

}  // namespace

std::string shown(const grammar::Tree& tree, Span span) {
  const std::string_view text = tree.text(span);
  if (text.size() <= longest_shown) return visible(text);
  std::size_t cut = longest_shown;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return visible(text.substr(0, cut)) + "...";
}

}  // namespace keyplate::evaluate
