#pragma once
// Reports what is wrong inside islands: one diagnostic an offset, none after one that explains the
// rest of the island, and an end to them when a text is hopeless.

#include <cstdint>
#include <string>
#include <string_view>

#include "grammar/diagnostic.h"
#include "grammar/islands.h"

namespace keyplate::grammar {

/// What a rule wanted and didn't find.
enum class Wanted : std::uint8_t {
  expression,
  variable,
  dict_key,
  member_name,
  filter_name,
  test_name,
  filter_block_name,
  macro_name,
  macro_call,
  parameters,
  parameter,
  tag_name,
  colon,
  in,
  as,
  import,
  missing,
  context,
  closing_parenthesis,
  closing_bracket,
  closing_brace,
  comma_or_parenthesis,
  comma_or_bracket,
  comma_or_brace,
  comma_or_end,
};

class SyntaxErrors {
 public:
  /// After so many in one text the parser gives up on it.
  static constexpr unsigned limit = 200;

  SyntaxErrors(const SourcePtr& source, DiagnosticSink& sink) : source_(source), sink_(sink) {}

  /// From here on, spans are within this island.
  void begin_island(const Island& island);
  void end_island() { muted_ = false; }
  /// Says nothing more about this island.
  void mute() { muted_ = true; }

  void expected(Wanted wanted, std::uint32_t offset);
  void expected_end(std::uint32_t offset);
  void unterminated(Span literal, char quote);

  template <typename... Args>
  void report(Span span, const Message<Args...>& message,
              const std::type_identity_t<Args>&... args) {
    if (muted_ || !admit()) return;
    sink_.report(source_, span, message, args...);
  }

  /// How often something was wrong in this text, muted or not: what tells the parser to leave an
  /// error node behind.
  std::uint32_t count() const { return count_; }
  bool full() const { return reported_ >= limit; }

 private:
  bool admit();
  bool fresh(std::uint32_t offset);
  void offer(Diagnostic& diagnostic, Span token);
  void offer_or(Diagnostic& diagnostic, Span token);
  void offer_braces(Diagnostic& diagnostic, Span token);
  void write(Diagnostic& diagnostic, Span token, std::string_view ours, bool safe);
  Span token_at(std::uint32_t offset) const;
  std::string describe(Span token) const;

  const SourcePtr& source_;
  DiagnosticSink& sink_;
  Island island_;
  bool muted_ = false;
  std::uint32_t last_offset_ = UINT32_MAX;
  std::uint32_t count_ = 0;
  std::uint32_t reported_ = 0;
};

}  // namespace keyplate::grammar
