#pragma once
// Where in the host text a value is printed, and how it is written there so that it can't break
// out. A HostLexer follows the output: the author's text moves it, values are encoded by it. Adding
// a format is one file and one row of formats.cpp.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/evaluate/function.h"
#include "runtime/evaluate/slots/host_text.h"
#include "runtime/evaluate/value.h"
#include "runtime/protocol/masker.h"

namespace keyplate::evaluate {

/// What is printed for a secret where it is not to be seen.
inline constexpr std::string_view mask_text = protocol::masked_text;

/// What is wrong with a whole output, and where.
struct HostError {
  std::size_t offset = 0;
  std::string reason;  ///< half a sentence
  std::string found;   ///< what stands there, a byte of the output maybe; empty: nothing to say
  bool ends = false;   ///< what follows was not looked at
  /// Where what is wrong there began, such as a string that is never closed; npos: there.
  std::size_t begin = std::string_view::npos;
};

/// Follows one output. `author` and `print` are called in output order, `finish` last.
class HostLexer {
 public:
  HostLexer() = default;
  HostLexer(const HostLexer&) = delete;
  HostLexer& operator=(const HostLexer&) = delete;
  virtual ~HostLexer() = default;

  /// The author's own text follows: it is appended to `out` behind this call.
  virtual void author(std::string_view text, HostText& out) = 0;
  /// Appends `value` as this place needs it, or says why it can't; after a refusal the lexer goes
  /// on as if something harmless had been printed, and what it appended is not used. REQUIRES:
  /// neither undefined, captured, a table, pending nor failed; null only where `holds_null`.
  virtual std::optional<Refusal> print(const Value& value, HostText& out, CallContext& context) = 0;
  /// The output is complete.
  virtual void finish(HostText&) {}
  /// Whether null has a spelling of its own here.
  virtual bool holds_null() const { return false; }
  /// Whether there are places that hold null.
  virtual bool may_hold_null() const { return false; }
  /// What is wrong with the output as a whole, if the format can tell.
  virtual std::vector<HostError> verify(std::string_view) const { return {}; }
};

/// Whether `value`, unquoted, is host text rather than something to quote: what `safe`, `raw` or
/// `dump` made, and what consists of literals of the template.
inline bool is_host_text(const Value& value) {
  return value.is(Kind::string) && (value.safe() || (value.literal() && !value.secret()));
}

/// The same where JSON is no part of the host's syntax, so that what `dump` made is text.
inline bool is_markup(const Value& value) {
  return is_host_text(value) && (value.flags() & flag::json) == 0;
}

/// Whether `value` is the mask that stands for a secret: it is printed as it is, wherever.
inline bool is_mask(const Value& value) {
  return (value.flags() & flag::mask) != 0;
}

/// What a text of one format stands in. Clients of request files evaluate `{{ }}` and give lines a
/// meaning, in bodies too, so there a value forms neither.
enum class Within : std::uint8_t { file, request };

}  // namespace keyplate::evaluate
