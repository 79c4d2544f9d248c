#include "compiler/date_pattern.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/insomnia.h"
#include "grammar/unicode.h"

namespace keyplate::compiler::date_pattern {
namespace {

constexpr std::string_view ordinal_letters = "yYQqMLwIdDecihHKkms";

constexpr std::string_view date_formats[] = {"MM/dd/yyyy", "MMM d, y", "MMMM do, y",
                                             "EEEE, MMMM do, y"};
constexpr std::string_view time_formats[] = {"h:mm a", "h:mm:ss a", "h:mm:ss a z",
                                             "h:mm:ss a zzzz"};

bool has(std::string_view letters, char c) {
  return letters.find(c) != std::string_view::npos;
}

std::size_t run_length(std::string_view text) {
  return std::min(text.find_first_not_of(text.front()), text.size());
}

/// `P` and `p` stand for a date and a time as people in America write them, in four lengths.
std::string long_format(std::size_t dates, std::size_t times) {
  const std::string_view date = dates == 0 ? "" : date_formats[std::min<std::size_t>(dates, 4) - 1];
  const std::string_view time = times == 0 ? "" : time_formats[std::min<std::size_t>(times, 4) - 1];
  const std::string_view between = dates == 0 || times == 0 ? "" : dates >= 3 ? " 'at' " : ", ";
  return fmt::format("{}{}{}", date, between, time);
}

std::string reason(const Token& token) {
  if (!is_known(token))
    return fmt::format("`{}` means nothing there; `'` goes around text", token.letter);
  const std::string written(token.length, token.letter);
  return token.letter == 'Y'
             ? fmt::format("`{}` is the year of a week; the calendar's is `yyyy`", written)
             : fmt::format("`{}` is the day of a year; the calendar's is `dd`", written);
}

/// The first token that means nothing.
std::optional<NameProblem> problem_in(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    const std::string_view rest = pattern.substr(at);
    if (rest.front() == '\'') {
      at += quoted_length(rest);
    } else if (!is_letter(rest.front())) {
      ++at;
    } else {
      const Token token = token_at(rest);
      if (!is_known(token) || is_mistaken(token))
        return NameProblem{at, token.size(), reason(token)};
      at += token.size();
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

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

bool is_mistaken(const Token& token) {
  if (token.ordinal) return false;
  return (token.letter == 'D' && token.length <= 2) ||
         (token.letter == 'Y' && (token.length == 2 || token.length == 4));
}

bool is_known(const Token& token) {
  return has(date_letters, token.letter) || has(clock_letters, token.letter) ||
         has(counting_letters, token.letter);
}

std::optional<NameProblem> problem(std::string_view text) {
  const auto plain = unwrapped_argument(text);
  if (!plain) return NameProblem{0, 0, plain.error().message};
  const std::string expanded = with_long_formats(*plain);
  auto found = problem_in(expanded);
  if (found && expanded != text) found->offset = found->size = 0;
  return found;
}

}  // namespace keyplate::compiler::date_pattern
