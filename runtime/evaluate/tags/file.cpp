#include "runtime/evaluate/tags/tag_set.h"

namespace keyplate::evaluate::tags {

/// The text is the author's choice and lies beside the template, so it is no secret.
Value file(Arguments arguments, TagContext& context) {
  const auto path = text(arguments, 0, context);
  if (!path) return {};
  Value found = context.world.file(std::string(path->text()), context.site);
  if (found.is(Kind::string)) context.call.budget().bytes(found.text().size());
  return found;
}

}  // namespace keyplate::evaluate::tags
