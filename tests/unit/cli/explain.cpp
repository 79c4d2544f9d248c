#include <algorithm>
#include <catch2/catch.hpp>

#include "cli/diagnostic_pages.h"
#include "grammar/diagnostic.h"

using namespace keyplate;
using namespace keyplate::cli;

TEST_CASE("every diagnostic has a page, and every page a diagnostic") {
  const auto pages = diagnostic_pages();
  for (std::size_t i = 0; i < code_count(); ++i) {
    const std::string_view slug = info(static_cast<Code>(i)).slug;
    INFO(slug);
    CHECK(std::any_of(pages.begin(), pages.end(),
                      [&](const DiagnosticPage& page) { return page.slug == slug; }));
  }
  for (const DiagnosticPage& page : pages) {
    INFO(page.slug);
    CHECK(find_code(page.slug));
    CHECK(page.text.starts_with("# " + std::string(page.slug) + "\n"));
  }
}
