#include <algorithm>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/methods/method_set.h"
#include "runtime/evaluate/number.h"
#include "runtime/evaluate/regex_object.h"
#include "runtime/evaluate/substitution.h"
#include "runtime/evaluate/text.h"
#include "runtime/evaluate/units.h"

namespace keyplate::evaluate::methods::text {
namespace {

/// The regular expression that an argument is or, being a text, spells. Nothing: failed.
class Pattern {
 public:
  Pattern(const Value& given, bool global, CallContext& context) : value_(given) {
    if (regex_of(given) != nullptr) return;
    const Value spelled = given.is(Kind::undefined) ? Value::string("") : to_text(given, context);
    compiler::RegexFlags flags;
    flags.global = global;
    auto made = Regex::compile(spelled.text(), flags);
    if (const auto* regex = std::get_if<std::shared_ptr<const Regex>>(&made)) {
      value_ = Value::function(new RegexObject(*regex));
    } else {
      value_ = context.fail("is given a text that is no regular expression");
    }
  }

  explicit operator bool() const { return regex_of(value_) != nullptr; }
  RegexObject& regex() const { return *regex_of(value_); }
  bool global() const { return regex().compiled().flags().global; }

 private:
  Value value_;
};

/// As many parts as `limit` allows: ToUint32, undefined for all.
std::size_t most_parts(const Value& limit, CallContext& context) {
  if (limit.is(Kind::undefined)) return UINT32_MAX;
  return static_cast<std::uint32_t>(to_int32(to_number(limit, context)));
}

/// Adds a part within the budget and the limit. False: enough.
bool add_part(Value part, std::size_t most, std::vector<Value>& parts, CallContext& context) {
  if (parts.size() >= most) return false;
  if (!context.budget().grow(parts.size() * sizeof(Value), sizeof(Value))) return false;
  parts.push_back(std::move(part));
  return true;
}

/// Calls `add` with every piece of the text between matches and every group of the matches.
template <typename Add>
void cut(RegexSearch& search, Add add) {
  const std::size_t size = search.subject().size();
  std::size_t begin = 0;
  std::size_t from = 0;
  while (from < size) {
    const auto match = search.find(from, false);
    if (!match || (*match)[0].begin >= size) break;
    const RegexSearch::Group whole = (*match)[0];
    if (whole.end == begin) {  // empty, where the last one ended: it cuts nothing
      from = begin + 1;
      continue;
    }
    if (!add({begin, whole.begin})) return;
    for (std::size_t i = 1; i < match->size(); ++i) {
      if (!add((*match)[i])) return;
    }
    begin = whole.end;
    from = whole.end;
  }
  add({begin, size});
}

Value split_by(const Value& self, const Regex& regex, std::size_t most, CallContext& context) {
  const Units subject(self.text());
  RegexSearch search(regex, subject.view(), context);
  std::vector<Value> parts;
  if (subject.size() == 0) {
    if (!search.find(0, true)) add_part(Value::string(""), most, parts, context);
    return Value::list(std::move(parts));
  }
  cut(search, [&](const RegexSearch::Group& part) {
    return add_part(group_value(subject.view(), part), most, parts, context);
  });
  return Value::list(std::move(parts));
}

}  // namespace

Value match(const Value& self, Arguments arguments, CallContext& context) {
  const Pattern pattern(argument(arguments, 0), false, context);
  if (!pattern) return {};
  const Units subject(self.text());
  RegexSearch search(pattern.regex().compiled(), subject.view(), context);
  if (!pattern.global()) {
    const auto found = pattern.regex().execute(search);
    return found ? match_value(search, *found, self) : Value::null();
  }
  pattern.regex().set_last_index(0);
  std::vector<Value> texts;
  for (const RegexSearch::Match& found : all_matches(search, context))
    texts.push_back(group_value(subject.view(), found[0]));
  return texts.empty() ? Value::null() : Value::list(std::move(texts));
}

Value match_all(const Value& self, Arguments arguments, CallContext& context) {
  const Pattern pattern(argument(arguments, 0), true, context);
  if (!pattern) return {};
  if (!pattern.global()) return context.fail("needs a regular expression with the flag `g`");
  const Units subject(self.text());
  RegexSearch search(pattern.regex().compiled(), subject.view(), context);
  std::vector<Value> matches;
  for (const RegexSearch::Match& found : all_matches(search, context))
    matches.push_back(match_value(search, found, self));
  return Value::list(std::move(matches));
}

Value replace(const Value& self, Arguments arguments, CallContext& context) {
  const Value wanted = argument(arguments, 0);
  const Value fresh = argument(arguments, 1);
  if (RegexObject* const regex = regex_of(wanted))
    return replace_matches(self, *regex, fresh, context);
  return replace_text(self, to_text(wanted, context).text(), fresh, false, context);
}

Value replace_all(const Value& self, Arguments arguments, CallContext& context) {
  const Value wanted = argument(arguments, 0);
  const Value fresh = argument(arguments, 1);
  RegexObject* const regex = regex_of(wanted);
  if (regex == nullptr)
    return replace_text(self, to_text(wanted, context).text(), fresh, true, context);
  if (!regex->compiled().flags().global)
    return context.fail("needs a regular expression with the flag `g`");
  return replace_matches(self, *regex, fresh, context);
}

Value search(const Value& self, Arguments arguments, CallContext& context) {
  const Pattern pattern(argument(arguments, 0), false, context);
  if (!pattern) return {};
  const Regex& regex = pattern.regex().compiled();
  const Units subject(self.text());
  const auto found = RegexSearch(regex, subject.view(), context).find(0, regex.flags().sticky);
  return Value::number(found ? static_cast<double>((*found)[0].begin) : -1);
}

Value split(const Value& self, Arguments arguments, CallContext& context) {
  const Value separator = argument(arguments, 0);
  const std::size_t most = most_parts(argument(arguments, 1), context);
  if (RegexObject* const regex = regex_of(separator))
    return split_by(self, regex->compiled(), most, context);
  std::vector<Value> parts;
  const auto add = [&](std::string_view part) {
    return add_part(Value::string(part), most, parts, context);
  };
  if (separator.is(Kind::undefined)) {
    add(self.text());
    return Value::list(std::move(parts));
  }
  const Value by = to_text(separator, context);
  if (!context.budget().bytes(self.text().size() * sizeof(Value))) return {};
  for (const std::string_view part :
       by.text().empty() ? split_units(self.text()) : evaluate::split(self.text(), by.text())) {
    if (!add(part)) break;
  }
  return Value::list(std::move(parts));
}

}  // namespace keyplate::evaluate::methods::text
