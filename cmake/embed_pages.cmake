# cmake -DPAGES="a.md;b.md" -DOUT=pages.cpp -P embed_pages.cmake
# Writes the pages of docs/diagnostics as a C++ table, sorted by slug; see cli/diagnostic_pages.h.
set(rows "")
list(SORT PAGES)
foreach(page ${PAGES})
  get_filename_component(slug ${page} NAME_WE)
  file(READ ${page} text)
  string(APPEND rows "    {\"${slug}\", R\"keyplate_page(${text})keyplate_page\"},\n")
endforeach()
file(WRITE ${OUT} "// Generated from docs/diagnostics by cmake/embed_pages.cmake.
#include \"cli/diagnostic_pages.h\"

namespace keyplate::cli {
namespace {
constexpr DiagnosticPage pages[] = {
${rows}    {\"\", \"\"},  // so that the array is never empty
};
}  // namespace

std::span<const DiagnosticPage> diagnostic_pages() {
  return std::span(pages).first(std::size(pages) - 1);
}

}  // namespace keyplate::cli
")
