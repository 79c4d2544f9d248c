#include "runtime/evaluate/substitution.h"

#include <algorithm>

#include "runtime/evaluate/coerce.h"
#include "runtime/evaluate/units.h"

namespace keyplate::evaluate {
namespace {

using Match = RegexSearch::Match;
using Names = std::span<const std::string>;

bool is_digit_unit(char16_t unit) {
  return unit >= '0' && unit <= '9';
}

std::u16string_view matched(std::u16string_view subject, const RegexSearch::Group& group) {
  if (group.begin == RegexSearch::npos) return {};
  return subject.substr(group.begin, group.end - group.begin);
}

/// Appends what `$1` and its like in a template stand for (GetSubstitution of ECMA-262).
class ReplacementTemplate {
 public:
  ReplacementTemplate(std::u16string_view text, std::u16string_view subject, Names names)
      : text_(text), subject_(subject), names_(names) {
    named_ =
        std::any_of(names.begin(), names.end(), [](const auto& name) { return !name.empty(); });
  }

  bool expand(const Match& match, Units& out, CallContext& context) const {
    for (std::size_t i = 0; i < text_.size();) {
      const std::size_t dollar = std::min(text_.find(u'$', i), text_.size());
      if (!append(text_.substr(i, dollar - i), out, context)) return false;
      if (dollar == text_.size()) break;
      std::u16string_view part;
      const std::size_t size = reference(dollar, match, part);
      if (!append(part, out, context) || !context.budget().step()) return false;
      i = dollar + size;
    }
    return true;
  }

 private:
  /// What stands for the reference at the `$`, and how long the reference is.
  std::size_t reference(std::size_t at, const Match& match, std::u16string_view& part) const {
    const char16_t kind = at + 1 < text_.size() ? text_[at + 1] : u'\0';
    part = text_.substr(at, 1);
    switch (kind) {
      case '$':
        return 2;
      case '&':
        part = matched(subject_, match[0]);
        return 2;
      case '`':
        part = subject_.substr(0, match[0].begin);
        return 2;
      case '\'':
        part = subject_.substr(match[0].end);
        return 2;
      case '<':
        return named_ ? named(at, match, part) : 1;
      default:
        return is_digit_unit(kind) ? numbered(at, match, part) : 1;
    }
  }

  /// `$12` is the group 12, or 1 before a `2` if there are fewer.
  std::size_t numbered(std::size_t at, const Match& match, std::u16string_view& part) const {
    std::size_t group = text_[at + 1] - u'0';
    std::size_t size = 2;
    if (at + 2 < text_.size() && is_digit_unit(text_[at + 2])) {
      const std::size_t longer = group * 10 + (text_[at + 2] - u'0');
      if (longer < match.size()) {
        group = longer;
        size = 3;
      }
    }
    if (group == 0 || group >= match.size()) return 1;
    part = matched(subject_, match[group]);
    return size;
  }

  std::size_t named(std::size_t at, const Match& match, std::u16string_view& part) const {
    const std::size_t end = text_.find(u'>', at);
    if (end == std::u16string_view::npos) return 1;
    const Value name = text_of(text_.substr(at + 2, end - at - 2));
    const auto found = std::find(names_.begin(), names_.end(), name.text());
    part = {};
    if (!name.text().empty() && found != names_.end())
      part = matched(subject_, match[static_cast<std::size_t>(found - names_.begin()) + 1]);
    return end + 1 - at;
  }

  std::u16string_view text_;
  std::u16string_view subject_;
  Names names_;
  bool named_ = false;
};

/// What a function is given for a match: its text, its groups, where it is, the whole text, and the
/// named groups if there are any.
std::vector<Value> callback_arguments(const Value& text, std::u16string_view subject, Names names,
                                      const Match& match) {
  std::vector<Value> arguments;
  Dict named;
  for (std::size_t i = 0; i < match.size(); ++i) {
    arguments.push_back(group_value(subject, match[i]));
    if (text.secret()) arguments.back() = arguments.back().made_secret();
    if (i > 0 && !names[i - 1].empty()) named.set(names[i - 1], arguments.back());
  }
  arguments.push_back(Value::number(static_cast<double>(match[0].begin)));
  arguments.push_back(text);
  if (named.size() > 0) arguments.push_back(Value::dict(std::move(named)));
  return arguments;
}

/// Writes the text anew with every match replaced.
class Replacement {
 public:
  Replacement(const Value& text, std::u16string_view subject, Names names, CallContext& context)
      : text_(text), subject_(subject), names_(names), context_(context) {}

  Value run(const std::vector<Match>& matches, const Value& by) {
    const bool function = by.is(Kind::function) && regex_of(by) == nullptr && context_.run();
    const Value by_text = function ? Value::string("") : to_text(by, context_);
    const Units pattern(by_text.text());
    const ReplacementTemplate expansion(pattern.view(), subject_, names_);
    std::size_t done = 0;
    for (const Match& match : matches) {
      if (!append(subject_.substr(done, match[0].begin - done), out_, context_)) return {};
      done = match[0].end;
      if (function) {
        if (Value stop = call(by, match); stop.is_absorbing() || context_.failure()) return stop;
      } else if (!expansion.expand(match, out_, context_)) {
        return {};
      }
    }
    if (!append(subject_.substr(done), out_, context_)) return {};
    return text_of(out_.view(), secret_);
  }

 private:
  /// Appends what the function returned; pending or failed if it is.
  Value call(const Value& function, const Match& match) {
    const Value result =
        context_.run()->call_back(function, callback_arguments(text_, subject_, names_, match));
    if (result.is_absorbing()) return result;
    const Value fresh = to_text(result, context_);
    secret_ = static_cast<Flags>(secret_ | (fresh.flags() & flag::secret));
    if (!context_.budget().grow(out_.size(), fresh.text().size())) return {};
    out_.append_utf8(fresh.text());
    return {};
  }

  const Value& text_;
  std::u16string_view subject_;
  Names names_;
  CallContext& context_;
  Units out_;
  Flags secret_ = 0;
};

}  // namespace

std::vector<Match> all_matches(RegexSearch& search, CallContext& context) {
  std::vector<Match> matches;
  std::size_t from = 0;
  while (auto match = search.find(from, search.regex().flags().sticky)) {
    const auto& [begin, end] = (*match)[0];
    from = end == begin ? end + 1 : end;
    if (!context.budget().bytes((matches.size() + 1) * match->size() * sizeof(Value))) return {};
    matches.push_back(*std::move(match));
  }
  return matches;
}

Value replace_matches(const Value& text, RegexObject& regex, const Value& replacement,
                      CallContext& context) {
  const Units subject(text.text());
  RegexSearch search(regex.compiled(), subject.view(), context);
  std::vector<Match> matches;
  if (regex.compiled().flags().global) {
    regex.set_last_index(0);
    matches = all_matches(search, context);
  } else if (auto match = regex.execute(search)) {
    matches.push_back(*std::move(match));
  }
  Replacement run(text, subject.view(), regex.compiled().groups(), context);
  return run.run(matches, replacement);
}

Value replace_text(const Value& text, std::string_view wanted, const Value& replacement, bool all,
                   CallContext& context) {
  const Units subject(text.text());
  const Units sought(wanted);
  std::vector<Match> matches;
  std::size_t from = 0;
  while (from <= subject.size()) {
    const std::size_t at = subject.view().find(sought.view(), from);
    if (at == std::u16string_view::npos) break;
    if (!context.budget().grow(matches.size() * 32, 32)) return {};
    matches.push_back({{at, at + sought.size()}});
    if (!all) break;
    from = at + std::max<std::size_t>(sought.size(), 1);
  }
  Replacement run(text, subject.view(), {}, context);
  return run.run(matches, replacement);
}

}  // namespace keyplate::evaluate
