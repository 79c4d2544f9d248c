// links: grammar
// Whatever the bytes: a text with mistakes stays as it is; any other keeps its tree, all that
// stands outside of its islands, and within them everything but blanks. A second run changes
// nothing.

#include "grammar/format.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "grammar/islands.h"
#include "grammar/lexical.h"
#include "grammar/syntax_print.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_format {

using keyplate::DiagnosticSink;
using keyplate::Source;
using keyplate::TextEdit;
using namespace keyplate::grammar;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

std::string tree_of(const std::string& text) {
  Tree tree;
  DiagnosticSink sink;
  parse(Source::file("input", text), tree, sink);
  require(sink.empty(), "there are no mistakes");
  return print(tree);
}

bool is_blank(std::string_view text) {
  const char* const end = text.data() + text.size();
  return text.find_first_of("\r\n") == text.npos && skip_space(text.data(), end) == end;
}

bool opens_raw(std::string_view text, const Island& island, std::string_view& name) {
  if (island.kind != IslandKind::tag) return false;
  const char* const end = text.data() + island.content.end;
  const char* const p = skip_space(text.data() + island.content.begin, end);
  name = text.substr(static_cast<std::size_t>(p - text.data()),
                     static_cast<std::size_t>(skip_word(p, end) - p));
  return name == "raw" || name == "verbatim";
}

/// What isn't ours to change: all between islands, comments, and raw text.
std::string authors(std::string_view text) {
  std::string kept;
  IslandScanner scanner(text);
  std::size_t done = 0;
  const auto keep = [&](std::size_t begin, std::size_t end) {
    kept.append(text.substr(begin, end - begin)).append("<>");
  };
  while (const auto island = scanner.next()) {
    keep(done, island->span.begin);
    if (island->kind == IslandKind::comment) keep(island->span.begin, island->span.end);
    done = island->span.end;
    std::string_view name;
    if (!opens_raw(text, *island, name)) continue;
    const auto raw = scanner.raw_block(name);
    require(raw.has_value(), "raw text ends");
    keep(raw->text.begin, raw->text.end);
    done = raw->closer.end;
  }
  keep(done, text.size());
  return kept;
}

FUZZER(format) {
  const auto source = Source::file("input", std::string(reinterpret_cast<const char*>(data), size));
  const std::string before(source->text());
  DiagnosticSink sink;
  const std::vector<TextEdit> edits = format(source, sink);
  if (!sink.empty()) {
    require(edits.empty(), "a text with mistakes stays");
    return 0;
  }
  std::uint32_t done = 0;
  for (const TextEdit& edit : edits) {
    require(done <= edit.span.begin && edit.span.end <= size, "edits are in order");
    require(is_blank(source->text(edit.span)) && (edit.text.empty() || edit.text == " "),
            "only blanks change");
    done = edit.span.end;
  }
  const std::string after = apply_edits(before, edits);
  require(tree_of(before) == tree_of(after), "the tree stays");
  require(authors(before) == authors(after), "the author's text stays");
  require(format(Source::file("input", after), sink).empty(), "a second run changes nothing");
  return 0;
}

}  // namespace fuzz_format
