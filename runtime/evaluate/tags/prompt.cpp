#include <fmt/core.h>
#include <string.h>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {
namespace {

enum Field : std::size_t { title, label, fallback, storage, mask };

/// A text that the person reads; nothing when there is none, or the context failed.
std::string shown_text(Arguments arguments, Field field, TagContext& context) {
  if (is_absent(arguments[field])) return {};
  if (arguments[field].secret()) {
    context.call.fail(
        fmt::format("would show its `{}`, which comes from a secret", context.fields[field].name));
    return {};
  }
  const auto given = text(arguments, field, context);
  return given ? std::string(given->text()) : std::string();
}

}  // namespace

Value prompt(Arguments arguments, TagContext& context) {
  Prompt question;
  question.title = shown_text(arguments, title, context);
  question.label = shown_text(arguments, label, context);
  question.storage = shown_text(arguments, storage, context);
  question.hidden = truthy(arguments[mask]);
  if (!is_absent(arguments[fallback])) {
    question.secret_fallback = arguments[fallback].secret();
    if (const auto offered = text(arguments, fallback, context))
      question.fallback = std::string(offered->text());
  }
  if (context.call.failure()) return {};
  Value answer = context.world.answer(question, context.site);
  if (question.secret_fallback && question.fallback)
    ::explicit_bzero(question.fallback->data(), question.fallback->size());
  return answer;
}

}  // namespace keyplate::evaluate::tags
