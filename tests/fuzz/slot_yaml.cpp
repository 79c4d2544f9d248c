// links: evaluate
// Pieces between zero bytes are the author's text and values in turn. The author's text alone stays
// as it is. However it is cut, the same comes out. And a value leaves no trace but itself: libyaml
// reads what it reads with a plain word in its place, that word replaced by the value.
#include <yaml.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "runtime/evaluate/slots/formats.h"
#include "runtime/evaluate/slots/yaml_memory.h"
#include "tests/fuzz/fuzzer.h"

namespace fuzz_slot_yaml {

using namespace keyplate;
using namespace keyplate::evaluate;

struct Output {
  std::string text;
  std::vector<bool> refused;  ///< of each value
};

std::vector<std::string> pieces_of(const std::string& input) {
  std::vector<std::string> pieces(1);
  for (const char c : input) {
    if (c == '\0') {
      pieces.emplace_back();
    } else {
      pieces.back().push_back(c);
    }
  }
  return pieces;
}

void write_author(HostLexer& lexer, HostText& out, const std::string& text, std::size_t step) {
  out.mark_author({});
  for (std::size_t i = 0; i < text.size(); i += step) {
    lexer.author(std::string_view(text).substr(i, step), out);
    out.append(std::string_view(text).substr(i, step));
  }
}

/// With the author's text in parts of `step` bytes.
Output render(const std::vector<std::string>& pieces, std::size_t step) {
  const auto lexer = make_lexer("yaml");
  compiler::Limits limits;
  Budget budget(limits);
  CallContext context(budget);
  HostText out;
  Output output;
  std::vector<std::size_t> islands;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i % 2 == 0) {
      write_author(*lexer, out, pieces[i], step);
      continue;
    }
    islands.push_back(out.map().size());
    out.mark_island({}, false, false);
    output.refused.push_back(lexer->print(Value::string(pieces[i]), out, context).has_value());
  }
  lexer->finish(out);
  for (const auto& late : out.late()) {
    for (std::size_t i = 0; i < islands.size(); ++i) {
      if (islands[i] == static_cast<std::size_t>(late.island)) output.refused[i] = true;
    }
  }
  output.text = out.view();
  return output;
}

bool any(const std::vector<bool>& flags) {
  for (const bool flag : flags) {
    if (flag) return true;
  }
  return false;
}

/// Each event as a kind and a text; false: it is no YAML.
bool read(const std::string& text, std::vector<std::string>& events) {
  YamlMemory memory;
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) std::abort();
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  bool fine = true;
  for (bool ended = false; fine && !ended;) {
    yaml_event_t event;
    fine = yaml_parser_parse(&parser, &event) != 0;
    if (!fine) break;
    ended = event.type == YAML_STREAM_END_EVENT;
    std::string shown(1, static_cast<char>('a' + event.type));
    if (event.type == YAML_SCALAR_EVENT) {
      const auto& scalar = event.data.scalar;
      shown.append(reinterpret_cast<const char*>(scalar.value), scalar.length);
    }
    events.push_back(shown);
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return fine;
}

std::string word(std::size_t i) {
  return "Qz" + std::to_string(i) + "q";
}

std::string with_values(std::string text, const std::vector<std::string>& pieces) {
  for (std::size_t i = 1; i < pieces.size(); i += 2) {
    const std::string sign = word(i);
    for (std::size_t at = text.find(sign); at != std::string::npos;
         at = text.find(sign, at + pieces[i].size()))
      text.replace(at, sign.size(), pieces[i]);
  }
  return text;
}

std::string without_space(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
  return text;
}

/// A line break at the end of a block takes the place of the author's. An `empty` value leaves the
/// author's space around it at the ends of lines, where readers fold it.
bool alike(const std::string& got, const std::string& expected, bool empty) {
  if (got == expected || got + "\n" == expected || got == expected + "\n") return true;
  return empty && without_space(got) == without_space(expected);
}

void fail(const char* what, const std::string& text) {
  std::fprintf(stderr, "%s:\n%s\n", what, text.c_str());
  std::abort();
}

FUZZER(slot_yaml) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  if (size > 4096 || input.find("Qz") != std::string::npos) return 0;
  const auto pieces = pieces_of(input);
  const Output output = render(pieces, 4096);
  if (pieces.size() == 1 && output.text != input) fail("changed", output.text);
  const Output cut = render(pieces, 1);
  if (cut.refused != output.refused) fail("other refusals when cut", cut.text);
  if (any(output.refused)) return 0;
  if (cut.text != output.text) fail("another text when cut", cut.text + "\n--\n" + output.text);
  auto words = pieces;
  bool empty = false;
  for (std::size_t i = 1; i < words.size(); i += 2) {
    empty = empty || pieces[i].empty();
    words[i] = word(i);
  }
  const Output plain = render(words, 4096);
  std::vector<std::string> expected;
  if (any(plain.refused) || !read(plain.text, expected)) return 0;
  std::vector<std::string> got;
  if (!read(output.text, got)) fail("no YAML any more", output.text);
  if (got.size() != expected.size()) fail("another document", output.text);
  for (std::size_t i = 0; i < got.size(); ++i) {
    const std::string wanted = with_values(expected[i], pieces);
    if (!alike(got[i], wanted, empty)) fail("another scalar", got[i] + "\n--\n" + wanted);
  }
  return 0;
}

}  // namespace fuzz_slot_yaml
