#include "cli/secret_texts.h"

#include "runtime/evaluate/json.h"

namespace keyplate::cli {
namespace {

using evaluate::Kind;
using evaluate::Value;

/// A document nests at most `max_value_depth` deep.
void tell_leaves(const Value& value, const SecretListener& listener) {
  if (value.is(Kind::string)) {
    listener(value.text());
  } else if (value.is(Kind::number)) {
    listener(value.spelling());
  } else if (value.is(Kind::list)) {
    for (const Value& item : value.items()) tell_leaves(item, listener);
  } else if (value.is(Kind::dict)) {
    for (const auto& entry : value.dict().entries()) tell_leaves(entry.value, listener);
  }
}

void tell_variable(const compiler::Variable& variable, const SecretListener& listener) {
  if (const auto* const text = variable.as<compiler::LiteralText>(); text && text->secret)
    listener(text->text);
  if (const auto* const table = variable.as<compiler::VariableTable>())
    tell_texts(*table, listener);
}

}  // namespace

void tell_texts(const protocol::Answer& answer, const SecretListener& listener) {
  if (const auto* const text = std::get_if<protocol::Text>(&answer))
    listener(text->value.reveal());
  if (const auto* const number = std::get_if<protocol::Number>(&answer))
    listener(number->spelling.reveal());
  const auto* const document = std::get_if<protocol::Document>(&answer);
  if (document == nullptr) return;
  const auto value = evaluate::parse_json(document->json.reveal(), evaluate::flag::secret);
  if (value) tell_leaves(*value, listener);
}

void tell_texts(const compiler::VariableTable& variables, const SecretListener& listener) {
  for (const compiler::VariableEntry& entry : variables) tell_variable(entry.value, listener);
}

}  // namespace keyplate::cli
