// The grammar itself, by PEGTL's own analysis: no rule can loop without consuming anything.

#include "grammar/rules.h"

#include <catch2/catch.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

namespace rules = keyplate::grammar::rules;

TEMPLATE_TEST_CASE("the grammar has no cycle without progress", "", rules::expression_island,
                   rules::bare_island, rules::end_block_island, rules::for_island,
                   rules::set_island, rules::macro_island, rules::call_island, rules::filter_island,
                   rules::include_island, rules::import_island, rules::from_island,
                   rules::block_island, rules::tag_island) {
  CHECK(tao::pegtl::analyze<TestType>() == 0);
}

namespace {
// What the analysis must be able to see through our own rules.
struct endless
    : rules::star<rules::expect<rules::expression, keyplate::grammar::Wanted::expression>> {};
}  // namespace

TEST_CASE("the analysis sees a rule that can succeed on nothing") {
  CHECK(tao::pegtl::analyze<endless>(-1) > 0);
}
