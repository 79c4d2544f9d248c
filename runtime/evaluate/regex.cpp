#include "runtime/evaluate/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 16
#include <pcre2.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace keyplate::evaluate {

/// What PCRE2 is given and gives; named, for members of the classes below have these types.
namespace pcre {

/// What backtracking may remember, in KiB.
constexpr std::uint32_t most_memory = 64 * 1024;

/// Memory that is wiped when it is freed: a pattern may have come from a secret.
void* allocate(PCRE2_SIZE size, void*) {
  auto* const block = static_cast<std::size_t*>(std::malloc(sizeof(std::max_align_t) + size));
  if (block == nullptr) return nullptr;
  *block = size;
  return reinterpret_cast<char*>(block) + sizeof(std::max_align_t);
}

void release(void* memory, void*) {
  if (memory == nullptr) return;
  char* const block = static_cast<char*>(memory) - sizeof(std::max_align_t);
  explicit_bzero(memory, *reinterpret_cast<std::size_t*>(block));
  std::free(block);
}

template <auto free>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using General = std::unique_ptr<pcre2_general_context, Free<pcre2_general_context_free>>;

PCRE2_SPTR units(std::u16string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

compiler::RegexError refusal(int error) {
  constexpr int lookbehind_not_fixed = 125;
  if (error == lookbehind_not_fixed)
    return {0, "a look-behind of varying length, which this version doesn't know"};
  return {0, "more than it may hold"};
}

/// What an operation took so far, told by the callouts in the pattern.
struct Work {
  std::uint64_t used = 0;
  std::uint64_t limit = 0;
  std::size_t last_position = 0;
};

/// How much is about to be compared by a back reference.
std::size_t compared(const pcre2_callout_block& block) {
  std::size_t longest = 0;
  const std::size_t first = block.callout_number;
  const std::size_t last = first < 255 ? first + 1 : block.capture_top;
  for (std::size_t group = first; group < std::min<std::size_t>(last, block.capture_top); ++group) {
    const PCRE2_SIZE* const offsets = block.offset_vector + 2 * group;
    if (offsets[0] != PCRE2_UNSET && offsets[1] > offsets[0])
      longest = std::max(longest, offsets[1] - offsets[0]);
  }
  return longest;
}

/// Charges a turn and the way since the last one, for runs of one item are passed without a
/// callout. Not 0: stop.
int count_work(pcre2_callout_block* block, void* data) {
  Work& work = *static_cast<Work*>(data);
  const std::size_t now = block->current_position;
  const std::size_t way = now > work.last_position ? now - work.last_position : 0;
  work.last_position = now;
  work.used += 1 + way / 16;
  if (block->callout_number != 0) work.used += compared(*block) / 16;
  return work.used > work.limit ? PCRE2_ERROR_CALLOUT : 0;
}

}  // namespace pcre

struct Regex::Code {
  pcre::General general{pcre2_general_context_create(pcre::allocate, pcre::release, nullptr)};
  std::unique_ptr<pcre2_code, pcre::Free<pcre2_code_free>> compiled;
};

struct RegexSearch::State {
  std::unique_ptr<pcre2_match_data, pcre::Free<pcre2_match_data_free>> data;
  std::unique_ptr<pcre2_match_context, pcre::Free<pcre2_match_context_free>> context;
  pcre::Work work;
};

Regex::Regex() = default;
Regex::~Regex() = default;

Regex::Compiled Regex::compile(std::string_view pattern, const compiler::RegexFlags& flags) {
  auto translated = compiler::translate_regex(pattern, flags);
  if (auto* error = std::get_if<compiler::RegexError>(&translated)) return std::move(*error);
  auto& syntax = std::get<compiler::RegexSyntax>(translated);
  std::u16string wide(syntax.pattern.begin(), syntax.pattern.end());
  std::shared_ptr<Regex> regex(new Regex);
  regex->code_ = std::make_unique<Code>();
  const std::unique_ptr<pcre2_compile_context, pcre::Free<pcre2_compile_context_free>> context(
      pcre2_compile_context_create(regex->code_->general.get()));
  const std::uint32_t options = PCRE2_DOTALL | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_UTF |
                                PCRE2_NO_AUTO_POSSESS | (flags.ignore_case ? PCRE2_UCP : 0U);
  int error = 0;
  PCRE2_SIZE where = 0;
  regex->code_->compiled.reset(
      pcre2_compile(pcre::units(wide), wide.size(), options, &error, &where, context.get()));
  explicit_bzero(syntax.pattern.data(), syntax.pattern.size());
  explicit_bzero(wide.data(), wide.size() * sizeof(char16_t));
  if (!regex->code_->compiled) return pcre::refusal(error);
  regex->pattern_ = pattern;
  regex->flags_ = flags;
  regex->groups_ = std::move(syntax.groups);
  return std::shared_ptr<const Regex>(std::move(regex));
}

RegexSearch::RegexSearch(const Regex& regex, std::u16string_view subject, CallContext& context)
    : regex_(regex), subject_(subject), context_(context), state_(std::make_unique<State>()) {
  pcre2_general_context* const general = regex.code_->general.get();
  state_->data.reset(pcre2_match_data_create_from_pattern(regex.code_->compiled.get(), general));
  state_->context.reset(pcre2_match_context_create(general));
  state_->work.limit = context.budget().regex();
  pcre2_set_callout(state_->context.get(), pcre::count_work, &state_->work);
  pcre2_set_match_limit(state_->context.get(), static_cast<std::uint32_t>(std::min<std::uint64_t>(
                                                   context.budget().regex(), UINT32_MAX)));
  pcre2_set_heap_limit(state_->context.get(), pcre::most_memory);
}

RegexSearch::~RegexSearch() = default;

std::optional<RegexSearch::Match> RegexSearch::find(std::size_t start, bool sticky) {
  if (start > subject_.size() || context_.budget().exhausted() != Budget::Limit::none)
    return std::nullopt;
  pcre::Work& work = state_->work;
  work.last_position = start;
  const std::uint64_t before = work.used;
  const int found =
      pcre2_match(regex_.code_->compiled.get(), pcre::units(subject_), subject_.size(), start,
                  sticky ? PCRE2_ANCHORED : 0U, state_->data.get(), state_->context.get());
  if (found <= 0 && found != PCRE2_ERROR_NOMATCH) {
    context_.budget().exhaust(Budget::Limit::regex);
    return std::nullopt;
  }
  const PCRE2_SIZE* const offsets = pcre2_get_ovector_pointer(state_->data.get());
  const std::size_t scanned = found < 0 ? subject_.size() - start : offsets[1] - start;
  if (!context_.budget().step(1 + work.used - before + scanned / 64) || found < 0)
    return std::nullopt;
  Match match(regex_.groups().size() + 1);
  for (std::size_t i = 0; i < static_cast<std::size_t>(found); ++i) {
    if (offsets[2 * i] != PCRE2_UNSET) match[i] = {offsets[2 * i], offsets[2 * i + 1]};
  }
  return match;
}

}  // namespace keyplate::evaluate
