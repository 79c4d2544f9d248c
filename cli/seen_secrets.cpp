#include "cli/seen_secrets.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "grammar/unicode.h"
#include "runtime/evaluate/json.h"
#include "runtime/evaluate/number.h"
#include "runtime/protocol/masker.h"

namespace keyplate::cli {
namespace {

using evaluate::Kind;
using evaluate::Value;
using protocol::Secret;

bool may_be_document(std::string_view text) {
  return text.starts_with('{') || text.starts_with('[');
}

Secret spelled(const Value& number) {
  if (!number.spelling().empty()) return Secret(number.spelling());
  return Secret(evaluate::number_to_text(number.number()));
}

/// What texts and numbers a document holds, at any depth: a value may not nest without bound.
void add_parts(const Value& value, std::vector<Secret>& parts) {
  if (value.is(Kind::string)) parts.emplace_back(value.text());
  if (value.is(Kind::number)) parts.push_back(spelled(value));
  if (value.is(Kind::list))
    for (const Value& item : value.items()) add_parts(item, parts);
  if (value.is(Kind::dict))
    for (const auto& entry : value.dict().entries()) add_parts(entry.value, parts);
}

struct AddGiven {
  SeenSecrets& seen;

  void operator()(const compiler::LiteralText& text) const {
    if (text.secret) seen.add(text.text);
  }
  void operator()(const compiler::VariableList& list) const {
    for (const compiler::Variable& item : list) std::visit(*this, item.value);
  }
  void operator()(const compiler::VariableTable& table) const { seen.add(table); }
  template <typename Other>
  void operator()(const Other&) const {}
};

}  // namespace

SeenSecrets::SeenSecrets() = default;
SeenSecrets::~SeenSecrets() = default;

void SeenSecrets::add(std::string_view value) {
  if (value.empty()) return;
  read_.emplace_back(value);
  masked_.reset();
}

void SeenSecrets::add(const protocol::Answer& answer) {
  if (const auto* text = std::get_if<protocol::Text>(&answer)) add(text->value.reveal());
  if (const auto* number = std::get_if<protocol::Number>(&answer)) add(number->spelling.reveal());
  if (const auto* document = std::get_if<protocol::Document>(&answer)) add(document->json.reveal());
}

void SeenSecrets::add(const compiler::VariableTable& given) {
  for (const compiler::VariableEntry& entry : given) std::visit(AddGiven{*this}, entry.value.value);
}

void SeenSecrets::add_credential(std::string_view value) {
  if (value.empty()) return;
  credentials_.emplace_back(value);
  masked_.reset();
}

void SeenSecrets::expand() {
  for (; expanded_ < read_.size(); ++expanded_) {
    const std::string_view text = read_[expanded_].reveal();
    if (!may_be_document(text)) continue;
    if (const auto document = evaluate::parse_json(text, evaluate::flag::secret))
      add_parts(*document, parts_);
  }
}

std::vector<std::string_view> SeenSecrets::values() {
  expand();
  std::set<std::string_view> known;
  std::vector<std::string_view> values;
  for (const std::vector<Secret>* const list : {&read_, &parts_}) {
    for (const Secret& secret : *list) {
      const std::string_view value = secret.reveal();
      if (!value.empty() && known.insert(value).second) values.push_back(value);
    }
  }
  return values;
}

void SeenSecrets::ready() {
  if (empty() || masked_) return;
  masked_ = std::make_unique<protocol::MaskedValues>();
  too_much_ = false;
  const auto add = [&](std::string_view value) {
    if (masked_->add(value) == protocol::MaskedValues::Added::too_much) too_much_ = true;
  };
  const auto cover = [&](std::string_view value) {
    add(value);
    const Secret shown(visible(value));  // as messages show what can't be printed
    if (shown.size() != value.size()) add(shown.reveal());  // it only ever grows
  };
  for (const std::string_view value : values()) cover(value);
  for (const Secret& credential : credentials_) cover(credential.reveal());
  masked_->ready();
}

std::string SeenSecrets::scrubbed(std::string text) const {
  return masked_ ? masked(text) : text;
}

std::string SeenSecrets::masked(std::string_view text) const {
  if (text.empty()) return {};
  if (too_much_) return "(left out: more than 4 MiB of secrets were read, too much to mask here)";
  return mask(*masked_, text);
}

void SeenSecrets::scrub(Diagnostic& diagnostic) const {
  if (!masked_) return;
  const auto scrub_text = [&](std::string& text) {
    text = masked(text);
  };
  scrub_text(diagnostic.message);
  for (Related& related : diagnostic.related) scrub_text(related.message);
  if (too_much_) diagnostic.fix.reset();
  if (!diagnostic.fix) return;
  scrub_text(diagnostic.fix->title);
  for (TextEdit& edit : diagnostic.fix->edits) scrub_text(edit.text);
}

}  // namespace keyplate::cli
