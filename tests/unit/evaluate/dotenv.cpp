#include <catch2/catch.hpp>

#include "runtime/evaluate/slots/dotenv_syntax.h"

using namespace keyplate::evaluate;

namespace {

constexpr auto portable = DotenvDialect::portable;
constexpr auto docker = DotenvDialect::docker;
constexpr auto sh = DotenvDialect::sh;

/// `NAME=<value>` a line, and `!offset reason` for errors.
std::string read(DotenvDialect dialect, std::string_view text) {
  const DotenvFile file = read_dotenv(text, dialect);
  std::string out;
  for (const DotenvAssignment& one : file.assignments)
    out += one.name + "=<" + std::string(one.value.reveal()) + ">";
  for (const HostError& error : file.errors)
    out += "!" + std::to_string(error.offset) + (error.ends ? "." : "");
  return out;
}

std::string reason(DotenvDialect dialect, std::string_view text) {
  const DotenvFile file = read_dotenv(text, dialect);
  REQUIRE(file.errors.size() == 1);
  return file.errors.front().reason;
}

}  // namespace

TEST_CASE("portable is what every reader reads alike") {
  CHECK(read(portable, "A=1\n# B=2\n\n  C='x y'\nD=\"it's\" \nE=") == "A=<1>C=<x y>D=<it's>E=<>");
  CHECK(read(portable, "A='a\n#b\n\"c\\d'\n") == "A=<a\n#b\n\"c\\d>");
  CHECK(read(portable, "A='$b `c` \xC3\xA9'") == "A=<$b `c` \xC3\xA9>");
  CHECK(read(portable, "export A=1\nB=2") == "B=<2>!0");
  CHECK(read(portable, "A=a b\nB=2") == "B=<2>!4");
  CHECK(read(portable, "A=$b\nB=\"$b\"\nC='${b}'\nD=\"\\n\"") == "!2!8!15!24");
  CHECK(read(portable, "A='a\\\\b'\nB='a\\'\nC=1") == "C=<1>!4!13");
  CHECK(read(portable, "A=1 # no\nB=1\r\nC='\r'\nD='\x01'\nE='\xFF'\nF='\xEF\xBF\xBF'") ==
        "!4!12!17!23!29!35");
  CHECK(read(portable, "# more \\\nA=1") == "A=<1>!7");
  CHECK(read(portable, "A='b\nC=1\n") == "!2.");
  CHECK(read(portable, "1A=1\nA-B=1\nA =1\nA\n=1") == "!0!6!12!17!18");
  CHECK(read(portable, std::string_view("A=1\nB=\0", 7)) == "A=<1>B=<>!6.");
}

TEST_CASE("docker takes a line as it is") {
  CHECK(read(docker, "A= 'x' # y \n#z\n \tB=$b\\\n\nC=") == "A=< 'x' # y >B=<$b\\>C=<>");
  CHECK(read(docker,
             "\xEF\xBB\xBF"
             "A=1\n") == "A=<1>");
  CHECK(read(docker, "A\nB =1\nC=\xFF\nD=1\r\nE=1") == "E=<1>!1!3!9!14");
  CHECK(read(docker, "A=" + std::string((64 << 10) - 3, 'a')).size() == (64 << 10) + 1);
  CHECK(read(docker, "A=" + std::string((64 << 10) - 2, 'a')) == "!0");
}

TEST_CASE("sh is read without being run") {
  CHECK(read(sh, "export  A=1\n B='a'\\''b'\"c \\$d\\\\ \\e\"f\\ g # h") ==
        "A=<1>B=<a'bc $d\\ \\ef g>");
  CHECK(read(sh, "A=a\\\nb\nB=\"c\\\nd\"\nC='e\nf'\nD=x#y") == "A=<ab>B=<cd>C=<e\nf>D=<x#y>");
  CHECK(read(sh, "A=\xFF\x01'\r'") == "A=<\xFF\x01\r>");
  for (const char* bad : {"$b", "`b`", "*", "a?", "[a]", "{a,b}", "~", "a:~", "a;b", "a&", "a|b",
                          "a>b", "a<b", "(a)", "a\r", "\"$b\"", "\"`b`\""}) {
    CAPTURE(bad);
    CHECK(read(sh, "A=" + std::string(bad) + "\nB=1").starts_with("B=<1>!"));
  }
  CHECK(read(sh, "A=a b\necho\nB=1") == "B=<1>!4!10");
  CHECK(read(sh, "A=\"$(x)\\\"\n\"'b\nC=1'\nB=1") == "B=<1>!3");
  CHECK(read(sh, "A=\"$b\nB=1") == "!3.");
  CHECK(read(sh, "A=\"b\nB=1") == "!2.");
  CHECK(read(sh, "A='b\nB=1") == "!2.");
  CHECK(read(sh, "A=b\\") == "!3.");
  CHECK(read(sh, "A=1 \\\n# it's\nB='1'") == "!4.");
  CHECK(read(sh, "\\\n# it's\nB='1'") == "!0.");
  CHECK(read(sh, "A=a b \\\n# it's\nB='1'") == "!4!6.");
  CHECK(read(sh, "A=1;# it's\nB='1'") == "B=<1>!3");
}

TEST_CASE("errors say what a reader would do") {
  CHECK(reason(sh, "A=$(id)") == "`$` is expanded by a shell");
  CHECK(reason(portable, "A=1 B") == "expected the end of the line");
  const DotenvFile file = read_dotenv("# x\n A='b' \n", portable);
  REQUIRE(file.assignments.size() == 1);
  CHECK(file.assignments[0].begin == 5);
  CHECK(file.assignments[0].value_begin == 7);
  CHECK(file.assignments[0].value_end == 10);
}

TEST_CASE("dialects have the names of their formats") {
  CHECK(dotenv_dialect("dotenv") == portable);
  CHECK(dotenv_dialect("dotenv:docker") == docker);
  CHECK(dotenv_dialect("dotenv:sh") == sh);
  CHECK(!dotenv_dialect("dotenv:fish"));
  CHECK(is_variable_name("_A1"));
  CHECK(!is_variable_name("1A"));
  CHECK(!is_variable_name(""));
}
