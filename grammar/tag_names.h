#pragma once
// The tags that Nunjucks' own parser knows: how each reads, and what it does to the block
// structure.

#include <cstdint>
#include <string_view>

#include "grammar/parse_island.h"

namespace keyplate::grammar {

enum class BlockKind : std::uint8_t {
  conditional,
  loop,
  async_each,
  async_all,
  set,
  macro,
  call,
  filter,
  switch_cases,
  block,
  raw,
  verbatim,
};
inline constexpr std::size_t block_kind_count = 12;

/// `if` and `endif` of a kind of block.
std::string_view opening_tag(BlockKind kind);
std::string_view closing_tag(BlockKind kind);

enum class TagRole : std::uint8_t { opens, closes, elif, otherwise, case_of, default_of, loader };

struct TagName {
  std::string_view name;
  TagRole role;
  BlockKind block;  ///< opened or closed
  IslandForm form;
  LoaderKind loader = LoaderKind::extends;
};

/// Null for any other tag.
const TagName* find_tag_name(std::string_view name);

}  // namespace keyplate::grammar
