#include "grammar/syntax.h"

namespace keyplate::grammar {

void Tree::clear() {
  source.reset();
  exprs.clear();
  statements.clear();
  expr_lists.clear();
  statement_lists.clear();
  arguments.clear();
  branches.clear();
  comments.clear();
  islands = 0;
  body = {};
}

std::string string_value(const Tree& tree, const StringLiteral& literal) {
  const std::string_view text = tree.text(literal.content);
  if (!literal.escaped) return std::string(text);
  std::string value;
  value.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      c = text[++i];
      if (c == 'n') c = '\n';
      if (c == 't') c = '\t';
      if (c == 'r') c = '\r';
    }
    value += c;
  }
  return value;
}

}  // namespace keyplate::grammar
