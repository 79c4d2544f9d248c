#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/diagnostic_pages.h"
#include "compiler/suggest.h"
#include "grammar/diagnostic.h"

namespace keyplate::cli {
namespace {

const DiagnosticPage* find_page(std::string_view slug) {
  const auto pages = diagnostic_pages();
  const auto found = std::find_if(pages.begin(), pages.end(),
                                  [&](const DiagnosticPage& page) { return page.slug == slug; });
  return found == pages.end() ? nullptr : &*found;
}

std::vector<std::string_view> all_slugs() {
  std::vector<std::string_view> slugs;
  for (std::size_t i = 0; i < code_count(); ++i) slugs.push_back(info(static_cast<Code>(i)).slug);
  std::sort(slugs.begin(), slugs.end());
  return slugs;
}

}  // namespace

ExitCode run_explain(const Arguments& arguments, Console& console) {
  const std::string slug = *arguments.operand(0);
  const auto code = find_code(slug);
  if (!code) {
    console.say(
        fmt::format("no diagnostic has the code `{}`{}", slug, compiler::hint(slug, all_slugs())));
    return ExitCode::usage;
  }
  const DiagnosticPage* const page = find_page(slug);
  console.out.write(page != nullptr ? std::string(page->text)
                                    : fmt::format("# {}\n\n{}\n", slug, info(*code).message));
  return ExitCode::ok;
}

}  // namespace keyplate::cli
