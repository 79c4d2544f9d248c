#define PCRE2_CODE_UNIT_WIDTH 8
#include <malloc.h>
#include <pcre2.h>
#include <strings.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "runtime/evaluate/jsonpath/iregexp.h"
#include "runtime/evaluate/jsonpath/matcher.h"

namespace keyplate::evaluate {
namespace {

constexpr std::size_t max_pattern_size = 16 << 10;
constexpr std::uint32_t first_limit = 100;
constexpr std::uint32_t last_limit = 10'000'000;
constexpr std::uint32_t heap_kibibytes = 64 << 10;

void* take_memory(std::size_t size, void*) {
  return std::malloc(size);
}

void wipe_and_release(void* memory, void*) {
  if (memory == nullptr) return;
  explicit_bzero(memory, malloc_usable_size(memory));
  std::free(memory);
}

/// To find a part, the expression itself walks along the text: PCRE2's own search begins to count
/// anew at each place.
std::string anchored(std::string_view syntax, Matcher::Part part) {
  std::string out = part == Matcher::Part::any ? "(?s:.*?)(?:" : "(?:";
  out += syntax;
  out += ')';
  return out;
}

}  // namespace

struct Matcher::Compiled {
  template <auto free>
  struct Freed {
    template <typename T>
    void operator()(T* object) const {
      free(object);
    }
  };
  using General = std::unique_ptr<pcre2_general_context, Freed<pcre2_general_context_free>>;
  using Code = std::unique_ptr<pcre2_code, Freed<pcre2_code_free>>;
  using MatchContext = std::unique_ptr<pcre2_match_context, Freed<pcre2_match_context_free>>;
  using MatchData = std::unique_ptr<pcre2_match_data, Freed<pcre2_match_data_free>>;

  Value pattern;
  Part part = Part::whole;
  bool valid = false;  ///< false: no I-Regexp, which matches nothing
  General general;
  Code code;
  MatchContext context;
  MatchData data;

  bool compile(std::string_view syntax) {
    general.reset(pcre2_general_context_create(take_memory, wipe_and_release, nullptr));
    const std::unique_ptr<pcre2_compile_context, Freed<pcre2_compile_context_free>> options(
        pcre2_compile_context_create(general.get()));
    std::string text = anchored(syntax, part);
    int error = 0;
    std::size_t offset = 0;
    const std::uint32_t end = part == Part::whole ? PCRE2_ENDANCHORED : 0u;
    code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                             PCRE2_UTF | PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY | end, &error,
                             &offset, options.get()));
    explicit_bzero(text.data(), text.size());
    if (!code) return false;
    context.reset(pcre2_match_context_create(general.get()));
    pcre2_set_heap_limit(context.get(), heap_kibibytes);
    data.reset(pcre2_match_data_create(1, general.get()));
    return true;
  }

  int match(std::string_view text, std::uint32_t limit) const {
    pcre2_set_match_limit(context.get(), limit);
    return pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                       data.get(), context.get());
  }
};

Matcher::Matcher() = default;
Matcher::~Matcher() = default;

/// PCRE2 does not tell how much it did, only that it came to a limit: it starts with a low one,
/// paid beforehand, and gets ten times as much while that is not enough. A backtrack may look at
/// all of the text again.
bool Matcher::matches(std::string_view text, const Value& pattern, Part part,
                      CallContext& context) {
  const Compiled* expression = compiled(pattern, part, context);
  if (expression == nullptr || !expression->valid) return false;
  for (std::uint32_t limit = first_limit; limit <= last_limit; limit *= 10) {
    if (!context.budget().step(limit * (1 + text.size() / 256))) return false;
    const int found = expression->match(text, limit);
    if (found == PCRE2_ERROR_HEAPLIMIT) break;
    if (found != PCRE2_ERROR_MATCHLIMIT) return found >= 0;
  }
  context.fail("has a regular expression that takes too long");
  return false;
}

/// Null: the context failed or the budget ended.
const Matcher::Compiled* Matcher::compiled(const Value& pattern, Part part, CallContext& context) {
  for (const auto& known : kept_)
    if (known && known->part == part && known->pattern.text() == pattern.text()) return known.get();
  const std::string_view text = pattern.text();
  if (text.size() > max_pattern_size) {
    context.fail("has a regular expression that is too long");
    return nullptr;
  }
  if (!context.budget().step(100 + 10 * text.size())) return nullptr;
  auto made = std::make_unique<Compiled>();
  made->pattern = pattern;
  made->part = part;
  auto syntax = pcre2_syntax(text);
  made->valid = syntax.has_value();
  const bool usable = !syntax || made->compile(*syntax);
  if (syntax) explicit_bzero(syntax->data(), syntax->size());
  if (!usable) {
    context.fail("has a regular expression that is too large");
    return nullptr;
  }
  kept_[next_] = std::move(made);
  return kept_[std::exchange(next_, (next_ + 1) % kept_.size())].get();
}

}  // namespace keyplate::evaluate
