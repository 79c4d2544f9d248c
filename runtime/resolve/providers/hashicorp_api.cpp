#include "runtime/resolve/providers/hashicorp_api.h"

#include <fmt/core.h>

#include <charconv>
#include <utility>

#include "grammar/unicode.h"

namespace keyplate::resolve {

HashicorpApi::HashicorpApi(std::shared_ptr<const http::Endpoint> endpoint, std::string name_space,
                           HashicorpPatience patience)
    : endpoint_(std::move(endpoint)), name_space_(std::move(name_space)), patience_(patience) {}

RetryRule HashicorpApi::patient(RetryRule rule) const {
  rule.attempts = patience_.attempts;
  rule.attempt_time = patience_.attempt_time;
  return rule;
}

Exchange HashicorpApi::get(std::string path, const Secret& token, RetryRule rule) const {
  return exchange("GET", std::move(path), std::nullopt, token, rule);
}

Exchange HashicorpApi::post(std::string path, Secret body, const Secret& token,
                            RetryRule rule) const {
  return exchange("POST", std::move(path), std::move(body), token, rule);
}

Exchange HashicorpApi::exchange(std::string method, std::string path, std::optional<Secret> body,
                                const Secret& token, RetryRule rule) const {
  auto request = [endpoint = endpoint_, name_space = name_space_, method = std::move(method),
                  path = std::move(path), body = std::move(body), token = token.clone(),
                  single_use =
                      rule.repeat == Repeat::once](const Clock&) -> Outcome<http::Request> {
    http::Request made{endpoint, method, "/v1/" + path, {}, {}, {}, single_use};
    // An agent or proxy may insist on it, so that no page or redirect makes it ask.
    made.headers.push_back({"X-Vault-Request", Secret(std::string_view("true"))});
    if (!name_space.empty())
      made.headers.push_back({"X-Vault-Namespace", Secret(std::string_view(name_space))});
    if (!token.empty()) made.headers.push_back({"X-Vault-Token", token.clone()});
    if (body) {
      made.headers.push_back({"Content-Type", Secret(std::string_view("application/json"))});
      made.body = body->clone();
    }
    if (body || !token.empty()) made.credential_origin = endpoint->origin;
    return made;
  };
  return {std::move(request), patient(rule)};
}

std::string server_of(const http::Endpoint& endpoint) {
  return visible(endpoint.origin.text());
}

std::optional<JsonValue> member_at(JsonValue value, std::initializer_list<std::string_view> path) {
  for (const std::string_view step : path) {
    if (value.type() != JsonType::object) return std::nullopt;
    const auto member = value.member(step);
    if (!member || member->type() == JsonType::null) return std::nullopt;
    value = *member;
  }
  return value;
}

std::optional<std::string> text_at(JsonValue value, std::initializer_list<std::string_view> path) {
  const auto found = member_at(value, path);
  return found && found->type() == JsonType::string ? found->string() : std::nullopt;
}

std::string shown_text(std::string_view text) {
  std::string shown = visible(text);
  return shown.size() > most_shown ? "..." : shown;
}

std::string shown_text_at(JsonValue value, std::initializer_list<std::string_view> path) {
  return shown_text(text_at(value, path).value_or(""));
}

std::vector<std::string> shown_texts_at(JsonValue value,
                                        std::initializer_list<std::string_view> path) {
  std::vector<std::string> texts;
  const auto list = member_at(value, path);
  if (!list) return texts;
  for (const JsonValue& element : list->elements(most_shown))
    if (element.type() == JsonType::string) texts.push_back(visible(element.string().value_or("")));
  keep_shown(texts);
  return texts;
}

void keep_shown(std::vector<std::string>& texts) {
  std::size_t size = 0;
  for (auto text = texts.begin(); text != texts.end(); ++text) {
    size += text->size();
    if (size <= most_shown) continue;
    texts.erase(text, texts.end());
    texts.emplace_back("...");
    return;
  }
}

std::optional<std::uint64_t> count_at(JsonValue value,
                                      std::initializer_list<std::string_view> path) {
  const auto found = member_at(value, path);
  if (!found) return std::nullopt;
  const std::string written =
      found->type() == JsonType::string ? found->string().value_or("") : std::string(found->text());
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), count);
  if (error != std::errc() || end != written.data() + written.size()) return std::nullopt;
  return count;
}

}  // namespace keyplate::resolve
