#include "runtime/evaluate/slots/bare_word.h"

#include <fmt/core.h>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/slots/scalar_text.h"

namespace keyplate::evaluate {
namespace {

/// Printed for a value that was refused, so that the fix knows where it ends.
constexpr std::string_view harmless_word = "x";

}  // namespace

void BareWord::open(std::size_t begin, const Rules& rules) {
  open_ = true;
  begin_ = begin;
  rules_ = rules;
}

void BareWord::print_whole(std::size_t begin, const Value& value, HostText& out) {
  whole_ = Whole{out.island(), begin, out.size() - begin, value};
}

std::optional<Refusal> BareWord::print_part(const Value& value, HostText& out,
                                            CallContext& context) {
  mixed_ = true;
  TextBuilder text;
  if (auto refusal = append_scalar(value, rules_.place, text, context)) return refusal;
  if (holds(value, text.view())) {
    add_part(out);
    out.append(text.view());
  } else {
    refuse_text(out.island(), text.view());
    out.append(harmless_word);
  }
  return std::nullopt;
}

/// Whether `value`, whose text is `text`, may be a part of the word.
bool BareWord::holds(const Value& value, std::string_view text) {
  masked_ = masked_ || is_mask(value);
  return is_mask(value) || rules_.bare->find_other_in(text) == std::string_view::npos;
}

/// REQUIRES: `text` holds what is not bare.
void BareWord::refuse_text(IslandId island, std::string_view text) {
  const char other = text[rules_.bare->find_other_in(text)];
  refused_.push_back(
      {island, fmt::format("it holds {}, and it is {}", kind_of_character(other), rules_.place)});
  if (rules_.quote_for == nullptr) return;
  // Double quotes may be the ones for all of the word, if it holds a single quote somewhere.
  const char quote = rules_.quote_for(text);
  if (quote == '\0' || rules_.quote == '\'') rules_.quote = quote;
}

void BareWord::go_on(HostText& out) {
  mixed_ = true;
  if (!whole_) return;
  const Whole whole = std::move(*whole_);
  whole_.reset();
  if (!whole.value.is(Kind::string)) {
    rules_.quote = '\0';
    refused_.push_back(
        {whole.island, fmt::format("{} is {}", kind_name(whole.value), rules_.place)});
  } else if (!holds(whole.value, whole.value.text())) {
    refuse_text(whole.island, whole.value.text());
  } else {
    parts_.push_back(whole.island);
    out.rewrite(whole.island, whole.begin, whole.length, whole.value.text());
  }
}

void BareWord::close(HostText& out, std::size_t end) {
  for (Refused& refused : refused_) {
    Refusal refusal{std::move(refused.reason)};
    if (rules_.quote != '\0') refusal.quoting = Quoting{begin_, end, rules_.quote};
    out.refuse(refused.island, std::move(refusal));
  }
  open_ = mixed_ = false;
  whole_.reset();
  parts_.clear();
  refused_.clear();
}

void BareWord::refuse_parts(std::string_view reason) {
  if (whole_) parts_.push_back(whole_->island);
  for (const IslandId island : parts_) refused_.push_back({island, std::string(reason)});
}

void BareWord::refuse(HostText& out, std::string_view reason) {
  refuse_parts(reason);
  rules_.quote = '\0';
  close(out, out.size());
}

}  // namespace keyplate::evaluate
