// links: evaluate
// The first line is a pattern, the second its flags, the rest what it searches. It must not crash,
// must end within its limit, must find matches in order inside the text, and the same ones twice.
#include "runtime/evaluate/regex.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runtime/evaluate/units.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_regex {

using namespace keyplate;
using namespace keyplate::evaluate;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// Every match of the expression, or why there are none.
std::string outcome(std::string_view pattern, const compiler::RegexFlags& flags,
                    std::string_view text) {
  const auto made = Regex::compile(pattern, flags);
  if (const auto* error = std::get_if<compiler::RegexError>(&made)) {
    if (error->offset > pattern.size()) std::abort();
    return error->message;
  }
  const Regex& regex = *std::get<std::shared_ptr<const Regex>>(made);
  compiler::Limits limits;
  limits.regex = 50'000;
  Budget budget(limits);
  CallContext context(budget);
  const Units subject(text);
  RegexSearch search(regex, subject.view(), context);
  std::string all;
  std::size_t from = 0;
  while (const auto match = search.find(from, flags.sticky)) {
    const auto& [begin, end] = (*match)[0];
    if (begin < from || end < begin || end > subject.size()) std::abort();
    for (const auto& [first, last] : *match)
      all += std::to_string(first) + '-' + std::to_string(last) + ' ';
    from = end == begin ? end + 1 : end;
  }
  return all + (budget.exhausted() == Budget::Limit::none ? "" : "stopped");
}

FUZZER(regex) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view pattern = take_line(rest);
  const auto flags = compiler::regex_flags(take_line(rest)).value_or(compiler::RegexFlags());
  if (outcome(pattern, flags, rest) != outcome(pattern, flags, rest)) std::abort();
  return 0;
}

}  // namespace fuzz_regex
