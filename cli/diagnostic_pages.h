#pragma once
// The pages of docs/diagnostics, embedded when keyplate is built: what `explain` shows.

#include <span>
#include <string_view>

namespace keyplate::cli {

struct DiagnosticPage {
  std::string_view slug;
  std::string_view text;  ///< Markdown
};

std::span<const DiagnosticPage> diagnostic_pages();

}  // namespace keyplate::cli
