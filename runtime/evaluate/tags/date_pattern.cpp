#include "runtime/evaluate/tags/date_pattern.h"

#include <string>

#include "compiler/date_pattern.h"
#include "runtime/evaluate/tags/date_token.h"

namespace keyplate::evaluate {

using compiler::date_pattern::is_letter;
using compiler::date_pattern::is_mistaken;
using compiler::date_pattern::quoted_length;
using compiler::date_pattern::token_at;

namespace {

void append_unquoted(std::string_view quoted, std::string& out) {
  if (quoted == "''") {
    out += '\'';
    return;
  }
  quoted.remove_prefix(1);
  if (quoted.ends_with('\'')) quoted.remove_suffix(1);
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    out += quoted[i];
    if (quoted.substr(i).starts_with("''")) ++i;
  }
}

class Formatter {
 public:
  explicit Formatter(const Moment& moment) : moment_(moment), time_(wall_time(moment)) {}

  Result<std::string> run(std::string_view pattern) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
      const std::string_view rest = pattern.substr(at);
      if (rest.front() == '\'') {
        append_unquoted(rest.substr(0, quoted_length(rest)), out);
        at += quoted_length(rest);
      } else if (!is_letter(rest.front())) {
        out += rest.front();
        ++at;
      } else {
        const Token token = token_at(rest);
        out += TRY(written(token));
        at += token.size();
      }
    }
    return out;
  }

 private:
  Result<std::string> written(const Token& token) const {
    if (is_mistaken(token))
      return fail(ErrorCode::invalid,
                  "has `YY`, `YYYY`, `D` or `DD` in its pattern, the year of a week or the day of "
                  "a year; `yyyy` and `dd` are the calendar's");
    if (token.letter == 't') return padded(milliseconds(moment_) / 1000, token.length);
    if (token.letter == 'T') return padded(milliseconds(moment_), token.length);
    if (auto text = token_text(token, time_)) return *std::move(text);
    return fail(ErrorCode::invalid,
                "has a letter in its pattern that means nothing there; `'` goes around text");
  }

  Moment moment_;
  WallTime time_;
};

}  // namespace

Result<Value> format_date(std::string_view pattern, const Moment& moment) {
  const std::string expanded = compiler::date_pattern::with_long_formats(pattern);
  return Value::string(TRY(Formatter(moment).run(expanded)));
}

}  // namespace keyplate::evaluate
