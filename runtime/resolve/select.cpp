#include "runtime/resolve/select.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/result.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"
#include "runtime/resolve/bytes.h"
#include "runtime/resolve/json.h"
#include "runtime/resolve/outcome.h"

namespace keyplate::resolve {
namespace {

using protocol::Answer;

std::string shown_name(const Reference& reference) {
  return fmt::format("`{}`", visible(reference.name));
}

Outcome<Secret> encode_bytes(std::string_view bytes, const std::string& encoding) {
  if (encoding == "base64") return Secret(to_base64(bytes));
  if (encoding == "hex") return Secret(to_hex(bytes));
  return fail(ErrorKind::config_invalid,
              fmt::format("`{}` is no way to write bytes", visible(encoding)),
              "`binary` is `base64` or `hex`");
}

Outcome<Answer> whole_value(std::string_view bytes, const Reference& reference) {
  if (reference.binary) {
    return protocol::Text{TRY(encode_bytes(bytes, *reference.binary))};
  }
  if (find_invalid_utf8(bytes)) {
    return fail(ErrorKind::wrong_form, fmt::format("{} is not UTF-8 text", shown_name(reference)),
                "binary='base64' or binary='hex' gives its bytes");
  }
  return protocol::Text{Secret(bytes)};
}

/// The half sentence after "no key `x`" when another key was probably meant.
std::string nearest_key(const JsonValue& object, std::string_view key) {
  const std::vector<std::string> keys = object.keys();
  const std::vector<std::string_view> known(keys.begin(), keys.end());
  const auto near = compiler::nearest(key, known);
  return near ? fmt::format("did you mean `{}`?", visible(*near)) : std::string();
}

/// One step of a path: a member of an object, or an element of an array.
struct Step {
  std::string text;
  std::optional<std::size_t> index;  ///< when it may also be one of an array
};

std::optional<std::size_t> array_index(std::string_view text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return index;
}

/// `~1` is a slash and `~0` a tilde in a JSON Pointer.
std::optional<std::string> unescape_pointer(std::string_view token) {
  std::string text;
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] != '~') {
      text.push_back(token[at]);
      continue;
    }
    if (++at == token.size() || (token[at] != '0' && token[at] != '1')) return std::nullopt;
    text.push_back(token[at] == '0' ? '~' : '/');
  }
  return text;
}

Outcome<std::vector<Step>> parse_path(std::string_view path) {
  const bool pointer = path.starts_with('/');
  const char separator = pointer ? '/' : '.';
  std::string_view rest = pointer ? path.substr(1) : path;
  std::vector<Step> steps;
  for (;;) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view token = rest.substr(0, end);
    if (token.empty() && !pointer) {
      return fail(ErrorKind::config_invalid,
                  fmt::format("the path `{}` has an empty part", visible(path)),
                  "a dotted path is `a.b.0`, a JSON Pointer `/a/b/0`");
    }
    auto text = pointer ? unescape_pointer(token) : std::string(token);
    if (!text) {
      return fail(ErrorKind::config_invalid,
                  fmt::format("the path `{}` has a `~` without 0 or 1 after it", visible(path)),
                  "in a JSON Pointer `~0` is a tilde and `~1` a slash");
    }
    steps.push_back({std::move(*text), array_index(token)});
    if (end == rest.size()) return steps;
    rest.remove_prefix(end + 1);
  }
}

Outcome<JsonValue> follow_path(JsonValue value, const Reference& reference) {
  const std::vector<Step> steps = TRY(parse_path(*reference.path));
  for (const Step& step : steps) {
    std::optional<JsonValue> next = value.member(step.text);
    if (!next && step.index) next = value.element(*step.index);
    if (!next) {
      return fail(ErrorKind::key_not_found,
                  fmt::format("{} has nothing at `{}`: no `{}` in {}", shown_name(reference),
                              visible(*reference.path), visible(step.text), name(value.type())),
                  nearest_key(value, step.text));
    }
    value = *next;
  }
  return value;
}

Outcome<JsonValue> find_key(const JsonValue& value, const Reference& reference) {
  if (value.type() != JsonType::object) {
    return fail(ErrorKind::wrong_form, fmt::format("{} is {}; `key` takes a member of an object",
                                                   shown_name(reference), name(value.type())));
  }
  if (auto member = value.member(*reference.key)) return *member;
  return fail(ErrorKind::key_not_found,
              fmt::format("{} has no key `{}`", shown_name(reference), visible(*reference.key)),
              nearest_key(value, *reference.key));
}

Outcome<Answer> typed(const JsonValue& value, const Reference& reference) {
  if (reference.binary && value.type() != JsonType::string) {
    return fail(ErrorKind::wrong_form,
                fmt::format("what `{}` chooses in {} is {}; `binary` is for the bytes of a string",
                            visible(reference.key ? *reference.key : *reference.path),
                            shown_name(reference), name(value.type())));
  }
  switch (value.type()) {
    case JsonType::string:
      break;
    case JsonType::number:
      return protocol::Number{Secret(value.text())};
    case JsonType::boolean:
      return protocol::Boolean{value.text() == "true"};
    case JsonType::null:
      return protocol::Null{};
    case JsonType::object:
    case JsonType::array:
      return protocol::Document{Secret(value.compact())};
  }
  std::optional<std::string> text = value.string();
  if (!text) {
    return fail(ErrorKind::wrong_form,
                fmt::format("{} has half a surrogate pair there, which no text can hold",
                            shown_name(reference)));
  }
  const Secret decoded(std::move(*text));
  return whole_value(decoded.reveal(), reference);
}

Outcome<Answer> select_part(std::string_view bytes, const Reference& reference) {
  if (!reference.key && !reference.path) return whole_value(bytes, reference);
  if (reference.key && reference.path) {
    return fail(ErrorKind::config_invalid, "`key` and `path` together", "use one of them");
  }
  const std::optional<JsonValue> value = parse_json(bytes);
  if (!value) {
    return fail(ErrorKind::wrong_form, fmt::format("{} is not JSON", shown_name(reference)),
                "`key` and `path` choose inside of JSON");
  }
  return typed(TRY(reference.key ? find_key(*value, reference) : follow_path(*value, reference)),
               reference);
}

}  // namespace

Answer select(std::string_view bytes, const Reference& reference) {
  Outcome<Answer> answer = select_part(bytes, reference);
  if (answer) return std::move(*answer);
  return std::move(answer).error();
}

}  // namespace keyplate::resolve
