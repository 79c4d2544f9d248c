#include "grammar/parse_island.h"

#include "grammar/rules.h"

namespace keyplate::grammar {
namespace {

namespace pegtl = tao::pegtl;

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*>;

/// Calls a method of the builder with the span of what matched.
template <auto method>
struct with_span {
  template <typename ActionInput>
  static void apply(const ActionInput& in, ExpressionBuilder& builder) {
    (builder.*method)({builder.offset_of(in.begin()), builder.offset_of(in.end())});
  }
};

/// Calls methods of the builder, in order.
template <auto... methods>
struct then {
  static void apply0(ExpressionBuilder& builder) { ((builder.*methods)(), ...); }
};

template <BinaryOperator op>
struct with_operator {
  template <typename ActionInput>
  static void apply(const ActionInput& in, ExpressionBuilder& builder) {
    builder.binary(op, {builder.offset_of(in.begin()), builder.offset_of(in.end())});
  }
};

using B = ExpressionBuilder;

template <typename Rule>
struct action : pegtl::nothing<Rule> {};

// clang-format off
template <> struct action<rules::string_token> : with_span<&B::string> {};
template <> struct action<rules::number_token> : with_span<&B::number> {};
template <> struct action<rules::true_token> : with_span<&B::true_literal> {};
template <> struct action<rules::false_token> : with_span<&B::false_literal> {};
template <> struct action<rules::none_token> : with_span<&B::none> {};
template <> struct action<rules::regex_token> : with_span<&B::regex> {};
template <> struct action<rules::unterminated_token> : with_span<&B::unterminated> {};
template <> struct action<rules::name_token> : with_span<&B::name> {};
template <> struct action<rules::bare_key> : with_span<&B::bare_key> {};

template <char c> struct action<rules::opening<c>> : with_span<&B::open> {};
template <char c> struct action<rules::closing<c>> : with_span<&B::close> {};
template <> struct action<rules::group> : then<&B::group> {};
template <> struct action<rules::list> : then<&B::list> {};
template <> struct action<rules::dict> : then<&B::dict> {};
template <> struct action<rules::call> : then<&B::call> {};
template <> struct action<rules::subscript> : then<&B::subscript> {};
template <> struct action<rules::member_name> : with_span<&B::member> {};
template <> struct action<rules::filter_name> : with_span<&B::filter> {};
template <> struct action<rules::filter_arguments> : then<&B::filter_arguments> {};
template <> struct action<rules::test_name> : with_span<&B::test> {};
template <> struct action<rules::test_arguments> : then<&B::test_arguments> {};

template <> struct action<rules::keyword_name> : then<&B::keyword> {};
template <> struct action<rules::keyword_argument> : then<&B::keyword_value> {};
template <> struct action<rules::positional_argument> : then<&B::argument> {};
template <> struct action<rules::parameter_name> : with_span<&B::parameter> {};
template <> struct action<rules::default_value> : then<&B::keyword_value> {};

template <> struct action<rules::sign> : with_span<&B::sign> {};
template <> struct action<rules::signed_operand> : then<&B::signed_operand> {};
template <> struct action<rules::binary_operator> : with_span<&B::operator_token> {};
template <> struct action<rules::is_token> : then<&B::comparison> {};
template <> struct action<rules::is_not_token> : then<&B::negate_test> {};
template <> struct action<rules::in_token> : with_operator<BinaryOperator::in> {};
template <> struct action<rules::not_in_token> : with_operator<BinaryOperator::not_in> {};
template <> struct action<rules::not_token> : with_span<&B::logical_not> {};
template <> struct action<rules::and_token> : with_operator<BinaryOperator::logical_and> {};
template <> struct action<rules::or_token> : with_operator<BinaryOperator::logical_or> {};
template <> struct action<rules::if_token> : then<&B::expression> {};
template <> struct action<rules::condition> : then<&B::expression, &B::inline_if> {};
template <> struct action<rules::otherwise> : then<&B::expression, &B::inline_else> {};
template <> struct action<rules::expression> : then<&B::expression> {};

template <> struct action<rules::island_name> : with_span<&B::island_name> {};
template <> struct action<rules::island_filter> : with_span<&B::island_name> {};
template <> struct action<rules::island_signature> : then<&B::island_arguments> {};
template <> struct action<rules::parameters> : then<&B::island_arguments> {};
template <> struct action<rules::set_assign> : then<&B::assigned> {};
template <> struct action<rules::macro_call> : then<&B::require_call> {};
template <> struct action<rules::alias> : then<&B::alias> {};
// clang-format on

template <typename Rule>
bool parse_as(ExpressionBuilder& builder, Input& in) {
  return pegtl::parse<Rule, action>(in, builder);
}

bool parse_form(ExpressionBuilder& builder, Input& in, IslandForm form) {
  switch (form) {
    case IslandForm::expression:
      return parse_as<rules::expression_island>(builder, in);
    case IslandForm::bare:
      return parse_as<rules::bare_island>(builder, in);
    case IslandForm::end_block:
      return parse_as<rules::end_block_island>(builder, in);
    case IslandForm::loop:
      return parse_as<rules::for_island>(builder, in);
    case IslandForm::set:
      return parse_as<rules::set_island>(builder, in);
    case IslandForm::macro:
      return parse_as<rules::macro_island>(builder, in);
    case IslandForm::call:
      return parse_as<rules::call_island>(builder, in);
    case IslandForm::filter:
      return parse_as<rules::filter_island>(builder, in);
    case IslandForm::include:
      return parse_as<rules::include_island>(builder, in);
    case IslandForm::import:
      return parse_as<rules::import_island>(builder, in);
    case IslandForm::from:
      return parse_as<rules::from_island>(builder, in);
    case IslandForm::block:
      return parse_as<rules::block_island>(builder, in);
    case IslandForm::tag:
      return parse_as<rules::tag_island>(builder, in);
  }
  return false;
}

}  // namespace

const IslandParts& parse_island(ExpressionBuilder& builder, std::string_view text, Span content,
                                IslandForm form) {
  builder.begin_island(content);
  Input in(text.data() + content.begin, text.data() + content.end, "");
  // Every start rule is made of rules that report instead of failing.
  parse_form(builder, in, form);
  return builder.finish_island();
}

}  // namespace keyplate::grammar
