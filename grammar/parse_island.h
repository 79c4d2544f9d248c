#pragma once
// The content of one island, parsed. This is the door to PEGTL: nobody else knows the grammar's
// rules.

#include <cstdint>

#include "grammar/expression_builder.h"

namespace keyplate::grammar {

/// How the content of a tag reads behind its name.
enum class IslandForm : std::uint8_t {
  expression,
  bare,
  end_block,
  loop,
  set,
  macro,
  call,
  filter,
  include,
  import,
  from,
  block,
  tag,
};

/// Parses `content`, reports what is wrong with it, and answers what it held. The answer is good
/// until the next call with the same builder.
const IslandParts& parse_island(ExpressionBuilder& builder, std::string_view text, Span content,
                                IslandForm form);

}  // namespace keyplate::grammar
