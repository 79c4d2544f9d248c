#include "runtime/evaluate/tags/date_pattern.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "runtime/evaluate/tags/date_token.h"

namespace keyplate::evaluate {
namespace {

constexpr std::string_view ordinal_letters = "yYQqMLwIdDecihHKkms";

constexpr std::string_view date_formats[] = {"MM/dd/yyyy", "MMM d, y", "MMMM do, y",
                                             "EEEE, MMMM do, y"};
constexpr std::string_view time_formats[] = {"h:mm a", "h:mm:ss a", "h:mm:ss a z",
                                             "h:mm:ss a zzzz"};

bool has(std::string_view letters, char c) {
  return letters.find(c) != std::string_view::npos;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t run_length(std::string_view text) {
  return std::min(text.find_first_not_of(text.front()), text.size());
}

/// The quoted text that `rest` begins with, quotes included: up to a quote that stands alone.
std::size_t quoted_length(std::string_view rest) {
  if (rest.starts_with("''")) return 2;
  std::size_t at = 1;
  while (at < rest.size()) {
    if (rest[at] != '\'') {
      ++at;
    } else if (rest.substr(at).starts_with("''")) {
      at += 2;
    } else {
      return at + 1;
    }
  }
  return rest.size();
}

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

/// `P` and `p` stand for a date and a time as people in America write them, in four lengths.
std::string long_format(std::size_t dates, std::size_t times) {
  const std::string_view date = dates == 0 ? "" : date_formats[std::min<std::size_t>(dates, 4) - 1];
  const std::string_view time = times == 0 ? "" : time_formats[std::min<std::size_t>(times, 4) - 1];
  const std::string_view between = dates == 0 || times == 0 ? "" : dates >= 3 ? " 'at' " : ", ";
  return fmt::format("{}{}{}", date, between, time);
}

std::string with_long_formats(std::string_view pattern) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::string_view rest = pattern.substr(at);
    if (rest.front() == '\'') {
      out += rest.substr(0, quoted_length(rest));
      at += quoted_length(rest);
    } else if (rest.front() == 'P' || rest.front() == 'p') {
      const std::size_t dates = rest.front() == 'P' ? run_length(rest) : 0;
      const std::string_view behind = rest.substr(dates);
      const std::size_t times = behind.starts_with('p') ? run_length(behind) : 0;
      out += long_format(dates, times);
      at += dates + times;
    } else {
      out += rest.front();
      ++at;
    }
  }
  return out;
}

Token token_at(std::string_view rest) {
  if (rest.size() > 1 && rest[1] == 'o' && has(ordinal_letters, rest[0]))
    return {rest.front(), 1, true};
  return {rest.front(), run_length(rest), false};
}

/// What date-fns refuses, because people mean another letter by it.
bool is_mistaken(const Token& token) {
  if (token.ordinal) return false;
  return (token.letter == 'D' && token.length <= 2) ||
         (token.letter == 'Y' && (token.length == 2 || token.length == 4));
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
        at += token.length + (token.ordinal ? 1 : 0);
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
  const std::string expanded = with_long_formats(pattern);
  return Value::string(TRY(Formatter(moment).run(expanded)));
}

}  // namespace keyplate::evaluate
