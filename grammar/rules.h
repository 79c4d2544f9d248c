#pragma once
// The grammar of an island's content: Nunjucks 3.2.4, as its parser.js and lexer.js have it. A rule
// whose first token doesn't match fails without a trace; after that it can't fail, only report. So
// nothing is parsed twice. For grammar/*.cpp and tests only.

#include "grammar/expect.h"

namespace keyplate::grammar::rules {

using pegtl::not_at;
using pegtl::one;
using pegtl::opt;
using pegtl::plus;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;
using pegtl::string;

// clang-format off

// ---- tokens ----

struct ws : lexeme<skip_space> {};
struct word_token : lexeme<match_word> {};
template <char... C> struct word : seq<string<C...>, not_at<lexeme<match_word_character>>> {};
template <typename Token> struct token : seq<Token, ws> {};

struct string_token : lexeme<match_string> {};
struct regex_token : lexeme<match_regex> {};
struct unterminated_token : lexeme<match_unterminated> {};
struct number_token : lexeme<match_number> {};
struct true_token : word<'t', 'r', 'u', 'e'> {};
struct false_token : word<'f', 'a', 'l', 's', 'e'> {};
struct none_token : sor<word<'n', 'o', 'n', 'e'>, word<'n', 'u', 'l', 'l'>> {};
struct name_token : lexeme<match_name> {};

struct comma : token<one<','>> {};
struct colon : token<one<':'>> {};
struct assign : token<one<'='>> {};

// `}}` and `%}` are one token each, which ends an island wherever it stands.
struct island_end : seq<opt<one<'-'>>, one<'}', '%'>, one<'}'>> {};

// ---- brackets ----

template <char c> struct opening : one<c> {};
template <char c> struct closing : seq<not_at<island_end>, one<c>> {};
template <char c> struct open : seq<opening<c>, check_depth, ws> {};
template <char c> struct close : token<sor<closing<c>, recover_close<c>>> {};

struct expression;
struct required_expression : expect<expression, Wanted::expression> {};

// Items between commas; behind a comma there must be another.
template <typename Item, typename Required> struct items : seq<Item, star<comma, Required>> {};

// ---- operands ----

struct list_item : seq<expression, junk> {};
struct required_item : seq<required_expression, junk> {};
struct group : seq<open<'('>, items<required_item, required_item>, close<')'>> {};
struct list : seq<open<'['>, opt<items<list_item, required_item>>, close<']'>> {};

struct bare_key : name_token {};
struct dict_key : token<sor<bare_key, string_token>> {};
struct dict_value : seq<expect<colon, Wanted::colon>, required_expression, junk> {};
struct dict_item : seq<dict_key, dict_value> {};
struct required_dict_item : seq<expect<dict_key, Wanted::dict_key>, dict_value> {};
struct dict : seq<open<'{'>, opt<items<dict_item, required_dict_item>>, close<'}'>> {};

struct literal : sor<string_token, number_token, true_token, false_token, none_token, regex_token, unterminated_token> {};
struct primary : sor<token<sor<name_token, literal>>, group, list, dict> {};

// ---- arguments ----

struct keyword_name : assign {};
struct keyword_argument : seq<keyword_name, required_expression, junk> {};
struct positional_argument : junk {};
struct argument : seq<expression, sor<keyword_argument, positional_argument>> {};
struct required_argument : seq<required_expression, sor<keyword_argument, positional_argument>> {};
struct arguments : opt<items<argument, required_argument>> {};
struct signature : seq<open<'('>, arguments, close<')'>> {};

// ---- behind an operand ----

struct call : signature {};
struct subscript : seq<open<'['>, required_expression, close<']'>> {};
struct member_name : name_token {};
struct member : seq<token<one<'.'>>, expect<token<member_name>, Wanted::member_name>> {};
struct postfix : sor<member, call, subscript> {};
struct postfixed : seq<primary, if_next<star<postfix>, '.', '(', '['>> {};

struct plain_name : lexeme<match_name> {};
struct dotted_name : seq<plain_name, star<ws, one<'.'>, ws, plain_name>> {};
struct filter_name : dotted_name {};
struct filter_arguments : signature {};
struct filter : seq<token<one<'|'>>, expect<token<filter_name>, Wanted::filter_name>, opt<filter_arguments>> {};

// ---- operators ----

struct sign : seq<not_at<island_end>, one<'+', '-'>> {};
struct signed_operand : seq<plus<token<sign>>, expect<postfixed, Wanted::expression>> {};
struct operand : seq<sor<postfixed, signed_operand>, if_next<star<filter>, '|'>> {};

// Arithmetic and comparison: ExpressionBuilder knows which of them bind tighter.
struct binary_operator : seq<not_at<island_end>, sor<
    string<'=', '=', '='>, string<'!', '=', '='>, string<'=', '='>, string<'!', '='>,
    string<'<', '='>, string<'>', '='>, string<'/', '/'>, string<'*', '*'>,
    one<'<', '>', '+', '-', '~', '*', '/', '%'>>> {};
struct binary_operands : star<token<binary_operator>, expect<operand, Wanted::expression>> {};
struct comparison : seq<operand, if_next<binary_operands, '=', '!', '<', '>', '/', '*', '+', '-', '~', '%'>> {};

struct is_token : word<'i', 's'> {};
struct is_not_token : word<'n', 'o', 't'> {};
struct test_name : word_token {};
struct test_arguments : signature {};
struct test : seq<token<is_token>, opt<token<is_not_token>>, expect<token<test_name>, Wanted::test_name>, opt<test_arguments>> {};
struct tested : seq<comparison, if_next<opt<test>, 'i'>> {};

struct in_token : word<'i', 'n'> {};
struct not_in_token : seq<word<'n', 'o', 't'>, ws, word<'i', 'n'>> {};
struct in_operands : star<token<sor<in_token, not_in_token>>, expect<tested, Wanted::expression>> {};
struct membership : seq<tested, if_next<in_operands, 'i', 'n'>> {};

struct not_token : word<'n', 'o', 't'> {};
struct negation : seq<plus<token<not_token>>, expect<membership, Wanted::expression>> {};
struct negatable : sor<negation, membership> {};

struct and_token : word<'a', 'n', 'd'> {};
struct and_operands : star<token<and_token>, expect<negatable, Wanted::expression>> {};
struct conjunction : seq<negatable, if_next<and_operands, 'a'>> {};
struct or_token : word<'o', 'r'> {};
struct or_operands : star<token<or_token>, expect<conjunction, Wanted::expression>> {};
struct disjunction : seq<conjunction, if_next<or_operands, 'o'>> {};

struct if_token : word<'i', 'f'> {};
struct condition : seq<token<if_token>, expect<disjunction, Wanted::expression>> {};
struct otherwise : seq<token<word<'e', 'l', 's', 'e'>>, expect<disjunction, Wanted::expression>> {};
struct expression : seq<disjunction, if_next<opt<condition, opt<otherwise>>, 'i'>> {};

// ---- islands; of a tag, what follows its name ----

struct variable : token<name_token> {};
struct required_variable : expect<variable, Wanted::variable> {};
struct variables : items<required_variable, required_variable> {};

struct parameter_name : name_token {};
struct default_value : seq<assign, required_expression, junk> {};
struct parameter : seq<token<parameter_name>, sor<default_value, junk>> {};
struct required_parameter : expect<parameter, Wanted::parameter> {};
struct parameters : seq<open<'('>, opt<items<parameter, required_parameter>>, close<')'>> {};

struct island_name : plain_name {};
struct island_filter : dotted_name {};
struct island_signature : signature {};
struct set_assign : assign {};
struct macro_call : postfixed {};
struct alias : variable {};
struct as : token<word<'a', 's'>> {};
struct context : seq<token<sor<word<'w', 'i', 't', 'h'>, word<'w', 'i', 't', 'h', 'o', 'u', 't'>>>,
                     expect<token<word<'c', 'o', 'n', 't', 'e', 'x', 't'>>, Wanted::context>> {};
struct imported : seq<required_variable, opt<as, expect<alias, Wanted::variable>>, opt<context>> {};

// `{{ ... }}`, and the tags with one expression: if, elif, switch, case, extends
struct expression_island : seq<ws, required_expression, expect_end> {};
// else, default and the closers
struct bare_island : seq<ws, expect_end> {};
struct end_block_island : seq<ws, opt<token<island_name>>, expect_end> {};
struct for_island : seq<ws, variables, expect<token<word<'i', 'n'>>, Wanted::in>, required_expression, expect_end> {};
struct set_island : seq<ws, variables, opt<set_assign, required_expression>, expect_end> {};
struct macro_island : seq<ws, expect<token<island_name>, Wanted::macro_name>, expect<parameters, Wanted::parameters>, expect_end> {};
struct call_island : seq<ws, opt<parameters>, expect<macro_call, Wanted::macro_call>, expect_end> {};
struct filter_island : seq<ws, expect<token<island_filter>, Wanted::filter_block_name>, opt<island_signature>, expect_end> {};
struct include_island : seq<ws, required_expression,
    opt<token<word<'i', 'g', 'n', 'o', 'r', 'e'>>, expect<token<word<'m', 'i', 's', 's', 'i', 'n', 'g'>>, Wanted::missing>>, expect_end> {};
struct import_island : seq<ws, required_expression, expect<as, Wanted::as>, required_variable, opt<context>, expect_end> {};
struct from_island : seq<ws, required_expression, expect<token<word<'i', 'm', 'p', 'o', 'r', 't'>>, Wanted::import>,
    items<imported, imported>, expect_end> {};
struct block_island : seq<ws, required_variable, expect_end> {};
// Any other tag: a signature without parentheses, or with them.
struct tag_island : seq<ws, sor<island_signature, seq<arguments>>, expect_end> {};

// clang-format on

}  // namespace keyplate::grammar::rules
