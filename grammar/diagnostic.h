#pragma once
// What is wrong with a text that the user wrote. Every code is one row of diagnostics.def: its
// slug, severity and message, whose `{}` are checked against the argument types when keyplate is
// compiled. A sink collects; it never prints and never stops anybody.

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "grammar/source.h"

namespace keyplate {

enum class Severity : std::uint8_t { error, warning, information };

std::string_view name(Severity severity);

enum class Code : std::uint16_t {
#define KEYPLATE_DIAGNOSTIC(id, slug, severity, message, ...) id,
#include "grammar/diagnostics.def"
#undef KEYPLATE_DIAGNOSTIC
};

/// One row of diagnostics.def, without its argument types.
struct CodeInfo {
  std::string_view slug;
  Severity severity;
  std::string_view message;
};

std::size_t code_count();
const CodeInfo& info(Code code);
std::optional<Code> find_code(std::string_view slug);

template <typename... Args>
struct Message {
  Code code;
  fmt::format_string<Args...> format;
};

/// `diag::unknown_vault` and the like: what `DiagnosticSink::report` takes.
namespace diag {
#define KEYPLATE_DIAGNOSTIC(id, slug, severity, message, ...) \
  inline constexpr Message<__VA_ARGS__> id{Code::id, message};
#include "grammar/diagnostics.def"
#undef KEYPLATE_DIAGNOSTIC
}  // namespace diag

struct TextEdit {
  Span span;
  std::string text;
};

/// The edit in the outermost file that does `text` for a span of `source`, which may be a derived
/// one; nothing where that file spells the span otherwise.
std::optional<TextEdit> edit_of(const SourcePtr& source, Span span, std::string text);

/// A change that cures the diagnostic. Safe: it can't alter what an already correct text means, and
/// there is but one thing that the author can have meant.
struct Fix {
  std::string title;
  bool safe = false;
  std::vector<TextEdit> edits;  ///< in the diagnostic's own file, by offset
};

struct Related {
  Location location;
  std::string message;
};

struct Diagnostic {
  Code code{};
  Severity severity = Severity::error;
  SourcePtr source;          ///< the outermost file; null: about no file (`file` names it if set)
  std::optional<Span> span;  ///< nothing: the whole file
  std::string file;          ///< a file that has no Source, such as one that can't be opened
  std::string message;
  std::vector<Related> related;
  std::vector<std::string> environments;  ///< empty: does not depend on one
  std::optional<Fix> fix;
};

/// Orders by file name, offset, code and message, and drops what is said twice (the environments of
/// equal ones are joined).
void sort_and_merge(std::vector<Diagnostic>& diagnostics);

class DiagnosticSink {
 public:
  /// Reports at a span of `source`, which may be a derived one. The reference is good until the
  /// next report; use it to add a fix, related places or environments.
  template <typename... Args>
  Diagnostic& report(const SourcePtr& source, Span span, const Message<Args...>& message,
                     const std::type_identity_t<Args>&... args) {
    return add(message.code, source, span,
               fmt::vformat(message.format, fmt::make_format_args(args...)));
  }
  /// Reports on a whole file that has no Source.
  template <typename... Args>
  Diagnostic& report_file(std::string file, const Message<Args...>& message,
                          const std::type_identity_t<Args>&... args) {
    Diagnostic& added = add(message.code, nullptr, std::nullopt,
                            fmt::vformat(message.format, fmt::make_format_args(args...)));
    added.file = std::move(file);
    return added;
  }

  Diagnostic& add(Code code, const SourcePtr& source, std::optional<Span> span,
                  std::string message);
  void append(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }

  bool empty() const { return diagnostics_.empty(); }
  std::size_t size() const { return diagnostics_.size(); }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  std::vector<Diagnostic> take() { return std::exchange(diagnostics_, {}); }

 private:
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace keyplate
