#pragma once
// PEGTL rules that never fail where the grammar has already decided: they report and carry on. With
// them a broken island yields several diagnostics, and no exception is thrown. Their state is an
// ExpressionBuilder. For grammar/*.cpp only.

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "grammar/lexical.h"
#include "grammar/syntax_errors.h"

namespace keyplate::grammar::rules {

namespace pegtl = tao::pegtl;

/// `Rule`, or a diagnostic that says what was wanted. REQUIRES: what stands before it in the same
/// `seq` has decided, and all behind it is `expect`, `opt` or `star`, so that nothing undoes the
/// report.
template <typename Rule, Wanted wanted>
struct expect {
  using rule_t = expect;
  using subs_t = pegtl::type_list<Rule>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (Control<Rule>::template match<A, pegtl::rewind_mode::required, Action, Control>(in, state))
      return true;
    state.missing(wanted, state.offset_of(in.current()));
    return true;
  }
};

/// The end of the island. What stands before it is reported and skipped.
struct expect_end {
  using rule_t = expect_end;
  using subs_t = pegtl::empty_list;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class,
            template <typename...> class, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (in.empty()) return true;
    state.missing_end(state.offset_of(in.current()));
    in.bump(in.size());
    return true;
  }
};

/// To the next comma or closing bracket that is not inside brackets of its own.
inline const char* skip_junk(const char* p, const char* end) {
  unsigned level = 0;
  while (p < end) {
    if (level == 0 && (*p == ',' || is_closing_bracket(*p))) break;
    if (*p == '(' || *p == '[' || *p == '{') ++level;
    if (is_closing_bracket(*p)) --level;
    p = level != 0 || !is_closing_bracket(*p) ? skip_token(p, end) : p + 1;
  }
  return p;
}

/// Behind an item of a list: nothing, or what is reported and skipped up to the next item.
struct junk {
  using rule_t = junk;
  using subs_t = pegtl::empty_list;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class,
            template <typename...> class, typename Input, typename State>
  static bool match(Input& in, State& state) {
    const char* const p = in.current();
    if (p == in.end() || *p == ',' || is_closing_bracket(*p)) return true;
    const char* const behind = skip_junk(p, in.end());
    state.junk({state.offset_of(p), state.offset_of(behind)});
    in.bump(static_cast<std::size_t>(behind - p));
    return true;
  }
};

/// Where a closing bracket was expected: reports, then goes behind it if it comes before a bracket
/// that closes an outer one; else takes a wrong bracket for it.
template <char bracket>
struct recover_close {
  using rule_t = recover_close;
  using subs_t = pegtl::empty_list;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class,
            template <typename...> class, typename Input, typename State>
  static bool match(Input& in, State& state) {
    const char* const p = in.current();
    state.missing_close(state.offset_of(p));
    if (p == in.end()) return true;
    const char* behind = skip_junk(p, in.end());
    while (behind < in.end() && *behind != bracket && !closes_outer(*behind, state))
      behind = skip_junk(behind + 1, in.end());
    if (behind < in.end() && *behind == bracket) {
      in.bump(static_cast<std::size_t>(behind + 1 - p));
    } else if (is_closing_bracket(*p) && !closes_outer(*p, state)) {
      in.bump();
    }
    return true;
  }

  template <typename State>
  static bool closes_outer(char c, const State& state) {
    return is_closing_bracket(c) && state.is_open(c);
  }
};

/// Behind an opening bracket: skips the rest of the island when too many are open.
struct check_depth {
  using rule_t = check_depth;
  using subs_t = pegtl::empty_list;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <typename...> class,
            template <typename...> class, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (state.too_deep()) in.bump(in.size());
    return true;
  }
};

/// `Rule` where one of the bytes is next, else nothing. REQUIRES: `Rule` may match nothing, and
/// something only where one of the bytes is next. Few operands have an operator behind them, and
/// every level of precedence would try its own.
template <typename Rule, char... bytes>
struct if_next {
  using rule_t = if_next;
  using subs_t = pegtl::type_list<Rule>;

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input, typename State>
  static bool match(Input& in, State& state) {
    if (in.empty()) return true;
    const char next = *in.current();
    if (((next != bytes) && ...)) return true;
    return Control<Rule>::template match<A, M, Action, Control>(in, state);
  }
};

/// A token that lexical.h knows: `skip(p, end)` answers null where there is none.
template <auto skip>
struct lexeme {
  using rule_t = lexeme;
  using subs_t = pegtl::empty_list;

  template <typename Input>
  static bool match(Input& in) {
    const char* const behind = skip(in.current(), in.end());
    if (!behind) return false;
    in.bump(static_cast<std::size_t>(behind - in.current()));
    return true;
  }
};

}  // namespace keyplate::grammar::rules

namespace tao::pegtl {

template <typename Name, typename Rule, keyplate::grammar::Wanted wanted>
struct analyze_traits<Name, keyplate::grammar::rules::expect<Rule, wanted>>
    : analyze_opt_traits<Rule> {};
template <typename Name>
struct analyze_traits<Name, keyplate::grammar::rules::expect_end> : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, keyplate::grammar::rules::junk> : analyze_opt_traits<> {};
template <typename Name, char bracket>
struct analyze_traits<Name, keyplate::grammar::rules::recover_close<bracket>>
    : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, keyplate::grammar::rules::check_depth> : analyze_opt_traits<> {};
template <typename Name, typename Rule, char... bytes>
struct analyze_traits<Name, keyplate::grammar::rules::if_next<Rule, bytes...>>
    : analyze_opt_traits<Rule> {};
template <typename Name, auto skip>
struct analyze_traits<Name, keyplate::grammar::rules::lexeme<skip>> : analyze_any_traits<> {};

}  // namespace tao::pegtl
