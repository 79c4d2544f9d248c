#include "runtime/evaluate/regex_object.h"

#include "runtime/evaluate/units.h"

namespace keyplate::evaluate {
namespace {

std::string flag_letters(const compiler::RegexFlags& flags) {
  std::string letters;
  if (flags.global) letters += 'g';
  if (flags.ignore_case) letters += 'i';
  if (flags.multiline) letters += 'm';
  if (flags.sticky) letters += 'y';
  return letters;
}

/// The pattern so that it could stand between slashes.
std::string source(const std::string& pattern) {
  if (pattern.empty()) return "(?:)";
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\n') {
      text += "\\n";
    } else if (pattern[i] == '\r') {
      text += "\\r";
    } else {
      text += pattern[i];
    }
  }
  return text;
}

}  // namespace

std::string RegexObject::text() const {
  return '/' + source(compiled_->pattern()) + '/' + flag_letters(compiled_->flags());
}

std::optional<RegexSearch::Match> RegexObject::execute(RegexSearch& search) {
  const compiler::RegexFlags& flags = compiled_->flags();
  const bool remembers = flags.global || flags.sticky;
  auto match = search.find(remembers ? last_index_ : 0, flags.sticky);
  if (remembers) last_index_ = match ? (*match)[0].end : 0;
  return match;
}

Value RegexObject::call(std::span<const Value>, std::span<const Keyword>, CallContext& context) {
  return context.fail("is a regular expression; call its `test()` or `exec()`");
}

Value RegexObject::member(std::string_view name) const {
  const compiler::RegexFlags& flags = compiled_->flags();
  if (name == "source") return Value::string(source(compiled_->pattern()));
  if (name == "flags") return Value::string(flag_letters(flags));
  if (name == "lastIndex") return Value::number(static_cast<double>(last_index_));
  if (name == "global") return Value::boolean(flags.global);
  if (name == "ignoreCase") return Value::boolean(flags.ignore_case);
  if (name == "multiline") return Value::boolean(flags.multiline);
  if (name == "sticky") return Value::boolean(flags.sticky);
  return {};
}

Value group_value(std::u16string_view subject, const RegexSearch::Group& group) {
  if (group.begin == RegexSearch::npos) return {};
  return text_of(subject.substr(group.begin, group.end - group.begin));
}

Value match_value(const RegexSearch& search, const RegexSearch::Match& match, const Value& input) {
  std::vector<Value> items;
  Dict groups;
  const auto names = search.regex().groups();
  for (std::size_t i = 0; i < match.size(); ++i) {
    items.push_back(group_value(search.subject(), match[i]));
    if (i > 0 && !names[i - 1].empty()) groups.set(names[i - 1], items.back());
  }
  Dict properties;
  properties.set("index", Value::number(static_cast<double>(match[0].begin)));
  properties.set("input", input.with_flags(0));
  properties.set("groups", groups.size() == 0 ? Value() : Value::dict(std::move(groups)));
  return Value::list(std::move(items), std::move(properties));
}

}  // namespace keyplate::evaluate
