#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/diagnostic_pages.h"
#include "compiler/suggest.h"

namespace keyplate::cli {
namespace {

const DiagnosticPage* find_page(std::string_view slug) {
  const auto pages = diagnostic_pages();
  const auto found = std::find_if(pages.begin(), pages.end(),
                                  [&](const DiagnosticPage& page) { return page.slug == slug; });
  return found == pages.end() ? nullptr : &*found;
}

std::string unknown(std::string_view slug) {
  return fmt::format("no diagnostic has the code `{}`{}", slug,
                     compiler::hint(slug, diagnostic_codes()));
}

}  // namespace

std::vector<std::string_view> diagnostic_codes() {
  std::vector<std::string_view> codes;
  for (const DiagnosticPage& page : diagnostic_pages()) codes.push_back(page.slug);
  return codes;
}

ExitCode run_explain(const Arguments& arguments, Console& console) {
  const std::string slug = *arguments.operand(0);
  const DiagnosticPage* const page = find_page(slug);
  if (page == nullptr) {
    console.say(unknown(slug));
    return ExitCode::usage;
  }
  console.out.write(page->text);
  return ExitCode::ok;
}

}  // namespace keyplate::cli
