#include "runtime/evaluate/references.h"

#include <utility>

#include "runtime/evaluate/json.h"
#include "runtime/evaluate/number.h"

namespace keyplate::evaluate {
namespace {

void append_field(std::string& key, const std::optional<std::string>& field) {
  key += field ? std::to_string(field->size()) : "-";
  key += ':';
  if (field) key += *field;
}

/// Equal for two requests when all their fields are.
std::string key_of(const SecretRequest& request) {
  const protocol::Reference& reference = request.reference;
  std::string key;
  // By identity, for a vault may be asked in more than one way.
  append_field(key, std::to_string(reinterpret_cast<std::uintptr_t>(request.vault)));
  append_field(key, reference.name);
  for (const auto* field :
       {&reference.key, &reference.path, &reference.version, &reference.stage, &reference.binary}) {
    append_field(key, *field);
  }
  return key;
}

}  // namespace

std::optional<Value> References::ask(const SecretRequest& request, const Location& where) {
  std::string key = key_of(request);
  if (const auto found = known_.find(key); found != known_.end()) return values_[found->second];
  if (values_.size() >= limit_) return std::nullopt;
  known_.emplace(std::move(key), values_.size());
  values_.push_back(Value::pending());
  asked_.push_back(where);
  noted_.push_back(request);
  return Value::pending();
}

void References::read() {
  const std::vector<protocol::Answer> answers = world_.read(noted_);
  const std::size_t first = values_.size() - noted_.size();
  for (std::size_t i = 0; i < noted_.size(); ++i) {
    const Location& asked = asked_[first + i];
    values_[first + i] = i < answers.size() ? value_of(answers[i], asked)
                                            : fail({protocol::ErrorKind::resolver_unavailable,
                                                    "no answer came for this reference", ""},
                                                   asked);
  }
  noted_.clear();
}

Value References::value_of(const protocol::Answer& answer, const Location& asked) {
  if (const auto* text = std::get_if<protocol::Text>(&answer))
    return Value::string(text->value.reveal(), flag::secret);
  if (const auto* number = std::get_if<protocol::Number>(&answer)) {
    const std::string_view spelling = number->spelling.reveal();
    return Value::number(text_to_number(spelling), spelling, flag::secret);
  }
  if (const auto* boolean = std::get_if<protocol::Boolean>(&answer))
    return Value::boolean(boolean->value, flag::secret);
  if (std::holds_alternative<protocol::Null>(answer)) return Value::null(flag::secret);
  if (const auto* document = std::get_if<protocol::Document>(&answer)) {
    auto value = parse_json(document->json.reveal(), flag::secret);
    if (!value) {
      return fail({protocol::ErrorKind::wrong_form,
                   "the value can't be used, since it is " + value.error().message, ""},
                  asked);
    }
    value->freeze();
    return *std::move(value);
  }
  return fail(std::get<protocol::Failure>(answer), asked);
}

Value References::fail(protocol::Failure failure, const Location& asked) {
  failed_.push_back({std::move(failure), asked});
  return Value::failed(static_cast<std::uint32_t>(failed_.size() - 1));
}

}  // namespace keyplate::evaluate
