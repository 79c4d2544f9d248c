#include <catch2/catch.hpp>

#include "compiler/tables.h"

using namespace keyplate::compiler;

TEST_CASE("every row is found under its own name") {
  for (std::size_t i = 0; i < tags().size(); ++i)
    CHECK(find_tag(tags()[i].name) == static_cast<TagId>(i));
  for (std::size_t i = 0; i < filters().size(); ++i) CHECK(find_filter(filters()[i].name) == i);
  for (std::size_t i = 0; i < keyplate::compiler::tests().size(); ++i)
    CHECK(find_test(keyplate::compiler::tests()[i].name) == i);
  for (std::size_t i = 0; i < globals().size(); ++i) CHECK(find_global(globals()[i].name) == i);
}

TEST_CASE("names that are near to a row, or empty, find nothing") {
  for (const char* name : {"", "secre", "secrets", "Secret", "zzz"}) {
    CHECK_FALSE(find_tag(name));
    CHECK_FALSE(find_filter(name));
    CHECK_FALSE(find_test(name));
    CHECK_FALSE(find_global(name));
  }
}

TEST_CASE("a fallback of a choice is one of its choices") {
  const auto check = [](std::span<const FieldSpec> fields) {
    for (const FieldSpec& field : fields) {
      if (field.choices.empty() || field.fallback.empty()) continue;
      CHECK(std::find(field.choices.begin(), field.choices.end(), field.fallback) !=
            field.choices.end());
    }
  };
  for (const TagSpec& tag : tags()) check(tag.fields);
  for (const FilterSpec& filter : filters()) check(filter.fields);
}
