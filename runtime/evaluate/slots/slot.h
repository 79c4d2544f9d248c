#pragma once
// Where in the host text a value is printed, and how it is written there so that it can't break out.
// A HostFormat's lexer runs over the output: the author's text moves it, values are encoded by it.
// Adding a format is one file and one row of formats.cpp.

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace keyplate::evaluate {

class Value;

/// Why a place can't hold a value: half a sentence that names the place and the character.
struct Refusal {
  std::string reason;
};

/// Follows one output. `author` and `print` are called in output order.
class HostLexer {
 public:
  virtual ~HostLexer() = default;
  /// The author's own text, or what counts as it, was appended to the output.
  virtual void author(std::string_view text) = 0;
  /// Appends `value` to `out` as this place needs it, or says why it can't.
  virtual tl::expected<void, Refusal> print(const Value& value, std::string& out) = 0;
  /// Whether a bare string here is host text rather than something to quote (section 8).
  virtual bool unquoted() const = 0;
};

/// A lexer for `format` (`json`, `text`, ...); null for a format that has none yet.
std::unique_ptr<HostLexer> make_lexer(std::string_view format);

/// The host format that a file name and the workspace's `[formats]` give; `unknown` if none.
std::string_view format_of(std::string_view file_name);

}  // namespace keyplate::evaluate
