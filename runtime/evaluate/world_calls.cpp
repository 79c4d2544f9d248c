#include "runtime/evaluate/world_calls.h"

#include <utility>

#include "runtime/evaluate/json.h"

namespace keyplate::evaluate {

std::string CallSite::key() const {
  // Programs outlive the render's memory of them, so an address names one.
  const auto* const program = &program_;
  const std::size_t place = index_ * 3 + table_;
  std::string key(reinterpret_cast<const char*>(&program), sizeof(program));
  key.append(reinterpret_cast<const char*>(&place), sizeof(place));
  scope_.append_position(key);
  return key;
}

Location CallSite::where() const {
  return Source::outermost(program_.tree.source, span_);
}

const Moment& WorldCalls::now() {
  if (!now_) now_ = world_.now();
  return *now_;
}

Random& WorldCalls::made_up() {
  if (made_up_) return *made_up_;
  std::uint64_t seed = seed_.value_or(0);
  if (!seed_) world_.random({reinterpret_cast<std::uint8_t*>(&seed), sizeof(seed)});
  return made_up_.emplace(seed);
}

Moment WorldCalls::today() {
  constexpr std::int64_t new_year_of_2026 = 1'767'225'600;
  return seed_ ? Moment{new_year_of_2026 * 1'000'000'000, 0} : now();
}

Value WorldCalls::file(const std::string& path, const CallSite& site) {
  if (const auto known = files_.find(path); known != files_.end()) return known->second;
  auto text = world_.file(path);
  Value value =
      text ? Value::string(*text) : references_.fail(std::move(text.error()), site.where());
  return files_.emplace(path, std::move(value)).first->second;
}

Value WorldCalls::answer(const Prompt& prompt, const CallSite& site) {
  // The first letter keeps keys of sites and of people apart.
  std::string key = prompt.storage.empty() ? "s" + site.key() : "k" + prompt.storage;
  if (const auto known = answers_.find(key); known != answers_.end()) {
    const bool hide = prompt.hidden && known->second.is(Kind::string);
    return hide ? known->second.made_secret() : known->second;
  }
  auto answer = world_.answer(prompt);
  Value value = answer ? Value::string(answer->reveal(), prompt.hidden ? flag::secret : Flags{0})
                       : references_.fail(std::move(answer.error()), site.where());
  return answers_.emplace(std::move(key), std::move(value)).first->second;
}

const Value& WorldCalls::fact(std::string_view name) {
  const auto known = facts_.find(name);
  if (known != facts_.end()) return known->second;
  const std::string json = world_.fact(name);
  return facts_.emplace(name, parse_json(json).value_or(Value::null())).first->second;
}

}  // namespace keyplate::evaluate
