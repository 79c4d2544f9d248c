#include "cli/arguments.h"

#include <catch2/catch.hpp>

using namespace keyplate::cli;

namespace {

struct WrongUse {
  std::vector<const char*> words;
  std::string message;
};

}  // namespace

TEST_CASE("options stand anywhere and take their value in each form") {
  const std::vector<std::vector<const char*>> same = {
      {"explain", "--color", "never", "-q", "nul-byte"},
      {"--color=never", "--quiet", "explain", "nul-byte"},
      {"explain", "nul-byte", "--color=never", "-q"},
      {"-q", "explain", "--color", "never", "--", "nul-byte"},
  };
  for (const auto& words : same) {
    const auto arguments = parse_arguments(words);
    REQUIRE(arguments);
    CHECK(arguments->command()->name == "explain");
    CHECK(arguments->has("quiet"));
    CHECK_FALSE(arguments->has("verbose"));
    CHECK(arguments->value("color") == "never");
    CHECK(arguments->operand(0) == "nul-byte");
    CHECK_FALSE(arguments->operand(1));
  }
}

TEST_CASE("an absent option has its row's fallback") {
  const std::vector<const char*> words = {"explain", "nul-byte"};
  const auto arguments = parse_arguments(words);
  REQUIRE(arguments);
  CHECK(arguments->value("color") == "auto");
  CHECK_FALSE(arguments->value("env"));
}

TEST_CASE("help wins over what is missing") {
  for (const std::vector<const char*>& words :
       {std::vector<const char*>{"--help"}, {"-h"}, {"explain", "--help"}}) {
    const auto arguments = parse_arguments(words);
    REQUIRE(arguments);
    CHECK(arguments->help());
  }
}

TEST_CASE("wrong use is said in one sentence") {
  const std::vector<WrongUse> cases = {
      {{}, "which command?"},
      {{"explian"}, "unknown command `explian`; did you mean `explain`?"},
      {{"explain"}, "`CODE` is missing: the code of a diagnostic, such as `unknown-tag`"},
      {{"explain", "a", "b"}, "one `CODE` only; found a second, `b`"},
      {{"explain", "--colour", "never"}, "unknown option `--colour`; did you mean `--color`?"},
      {{"explain", "--xyzzy"}, "unknown option `--xyzzy`"},
      {{"explain", "-x"}, "unknown option `-x`"},
      {{"explain", "-qv"}, "`-q` takes no value"},
      {{"explain", "--quiet=yes"}, "`--quiet` takes no value"},
      {{"explain", "--env"}, "`--env` needs a value: `--env NAME`"},
      {{"explain", "--env", "--quiet"}, "`--env` needs a value: `--env NAME`"},
      {{"explain", "--env", "a", "--env=b"}, "`--env` is given twice"},
      {{"explain", "--timeout", "soon"},
       "`--timeout` takes a duration such as `30s` or `1h30m`, not `soon`"},
      {{"explain", "--color=red"}, "`--color` takes `auto`, `always` or `never`, not `red`"},
  };
  for (const WrongUse& wrong : cases) {
    const auto arguments = parse_arguments(wrong.words);
    REQUIRE_FALSE(arguments);
    CHECK(arguments.error().message == wrong.message);
  }
}

TEST_CASE("every row of the table is complete and fits the others") {
  for (const CommandSpec& command : commands()) {
    INFO(command.name);
    CHECK(command.run != nullptr);
    CHECK_FALSE(command.doc.empty());
    CHECK_FALSE(help_text(command).empty());
    for (const auto group : command.options) {
      for (const OptionSpec& option : group) {
        INFO(option.field.name);
        const bool flag = option.field.type == keyplate::compiler::FieldType::boolean;
        CHECK(option.placeholder.empty() == flag);
        CHECK(find_option(&command, option.field.name) == &option);
        CHECK((option.needs.empty() || find_option(&command, option.needs) != nullptr));
      }
    }
    for (const OperandSpec& operand : command.operands)
      CHECK((!operand.repeatable || &operand == &command.operands.back()));
  }
}
