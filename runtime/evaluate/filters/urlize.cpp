#include <algorithm>
#include <cmath>
#include <limits>

#include "grammar/lexical.h"
#include "grammar/unicode.h"
#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/filters/filter_set.h"
#include "runtime/evaluate/text.h"

namespace keyplate::evaluate::filters {
namespace {

bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool is_local_part(char c) {
  return is_letter(c) || grammar::is_digit(c) ||
         std::string_view("_.!#$%&'*+-/=?^`{|}~").find(c) != std::string_view::npos;
}

bool is_label(std::string_view label) {
  return !label.empty() && std::all_of(label.begin(), label.end(), [](char c) {
    return is_letter(c) || grammar::is_digit(c) || c == '-';
  });
}

bool is_email(std::string_view word) {
  const std::size_t at = word.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view local = word.substr(0, at);
  const auto labels = split(word.substr(at + 1), ".");
  return labels.size() > 1 && std::all_of(local.begin(), local.end(), is_local_part) &&
         std::all_of(labels.begin(), labels.end(), is_label);
}

/// Whether `.org`, `.net` or `.com` ends it or stands before a port or path.
bool has_known_end(std::string_view word) {
  for (const std::string_view end : {".org", ".net", ".com"}) {
    for (std::size_t at = word.find(end); at != std::string_view::npos;
         at = word.find(end, at + 1)) {
      const std::size_t behind = at + end.size();
      if (behind == word.size() || word[behind] == ':' || word[behind] == '/') return true;
    }
  }
  return false;
}

/// The word without one bracket before it and one mark behind it.
std::string_view without_punctuation(std::string_view word) {
  for (const std::string_view mark : {"(", "<", "&lt;"}) {
    if (!word.starts_with(mark)) continue;
    word.remove_prefix(mark.size());
    break;
  }
  for (const std::string_view mark : {"&gt;", ".", ",", ")"}) {
    if (word.ends_with(mark)) return word.substr(0, word.size() - mark.size());
  }
  return word;
}

/// Where the run of white space, or of none, that begins at `begin` ends.
std::size_t run_end(std::string_view text, std::size_t begin, bool space) {
  while (begin < text.size()) {
    const CodePoint point = decode_utf8(text, begin).value_or(CodePoint{0xFFFD, 1});
    if (is_space(point.value) != space) break;
    begin += point.size;
  }
  return begin;
}

/// Writes words, those that look like an address as a link.
class Linker {
 public:
  Linker(double length, bool nofollow, CallContext& context)
      : length_(length), nofollow_(nofollow), context_(context) {}

  bool word(std::string_view word) {
    const std::string_view url = without_punctuation(word);
    if (url.starts_with("http://") || url.starts_with("https://")) return link("", url);
    if (url.starts_with("www.")) return link("http://", url);
    if (is_email(url))
      return put("<a href=\"mailto:") && put(url) && put("\">") && put(url) && put("</a>");
    return has_known_end(url) ? link("http://", url) : put(word);
  }
  bool put(std::string_view text) { return append(text, out_, context_); }
  Value finish() { return out_.finish(); }

 private:
  bool link(std::string_view scheme, std::string_view url) {
    TextBuilder shown;
    const double units = std::clamp(std::trunc(length_), 0.0, static_cast<double>(url.size()));
    append_substring(url, 0, static_cast<std::size_t>(units), shown);
    return put("<a href=\"") && put(scheme) && put(url) && put("\"") &&
           put(nofollow_ ? " rel=\"nofollow\">" : ">") && put(shown.view()) && put("</a>");
  }

  double length_;
  bool nofollow_;
  CallContext& context_;
  TextBuilder out_;
};

}  // namespace

Value urlize(const Value& input, Arguments arguments, CallContext& context) {
  if (!input.is(Kind::string)) return fail_kind("a text", input, context);
  const double given = to_number(arguments[0], context);
  const double length = std::isnan(given) ? std::numeric_limits<double>::infinity() : given;
  const bool nofollow = arguments[1].is(Kind::boolean) && arguments[1].boolean();
  Linker linker(length, nofollow, context);
  const std::string_view text = input.text();
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t word = run_end(text, i, true);
    const std::size_t end = run_end(text, word, false);
    if (!linker.put(text.substr(i, word - i))) return {};
    if (word < end && !linker.word(text.substr(word, end - word))) return {};
    i = end;
  }
  return linker.finish();
}

}  // namespace keyplate::evaluate::filters
