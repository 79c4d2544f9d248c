#include "compiler/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "compiler/descriptor.h"
#include "compiler/discover.h"
#include "compiler/walk.h"
#include "tests/unit/cli/temporary_folder.h"

using namespace keyplate;
using namespace keyplate::compiler;
using keyplate::tests::TemporaryFolder;

TEST_CASE("only regular files within the limit are read") {
  TemporaryFolder root;
  root.write("a.txt", "hello");
  root.write("empty", "");
  root.folder("folder");
  root.link("a.txt", "link");
  root.link("loop", "loop");
  REQUIRE(::mkfifo((root / "fifo").c_str(), 0600) == 0);
  std::string buffer = "what was there before";

  REQUIRE(read_file(root / "a.txt", 5, buffer));
  CHECK(buffer == "hello");
  REQUIRE(read_file(root / "link", 5, buffer));
  REQUIRE(read_file(root / "empty", 0, buffer));
  CHECK(buffer.empty());

  const auto code = [&](const std::string& name) {
    const auto read = read_file(root / name, 4, buffer);
    REQUIRE_FALSE(read);
    return read.error().code;
  };
  CHECK(code("a.txt") == ErrorCode::too_large);
  CHECK(code("missing") == ErrorCode::not_found);
  CHECK(code("folder") == ErrorCode::not_regular);
  CHECK(code("fifo") == ErrorCode::not_regular);  // and doesn't wait for a writer
  CHECK(code("loop") == ErrorCode::io);
  CHECK(read_file("/dev/null", 4, buffer).error().code == ErrorCode::not_regular);
}

TEST_CASE("a stream is read to its end, in whatever pieces it comes") {
  TemporaryFolder root;
  const std::string text(200'000, 'x');
  root.write("text", text);
  const Descriptor file(::open((root / "text").c_str(), O_RDONLY | O_CLOEXEC));
  std::string buffer;
  REQUIRE(read_stream(file.get(), "standard input", text.size(), buffer));
  CHECK(buffer == text);
  ::lseek(file.get(), 0, SEEK_SET);
  CHECK(read_stream(file.get(), "standard input", text.size() - 1, buffer).error().code ==
        ErrorCode::too_large);
}

TEST_CASE("the nearest workspace upwards rules, up to the folder with .git") {
  TemporaryFolder root;
  root.folder("repository/.git");
  root.folder("repository/a/b");
  root.folder("repository/a/own/deep");
  root.write("keyplate.toml", "");  // outside of the repository: never found
  root.write("repository/a/own/keyplate.toml", "");
  WorkspaceFinder finder("");
  CHECK_FALSE(finder.find(root / "repository/a/b").workspace);
  CHECK(finder.find(root / "repository/a/own/deep").workspace == root / "repository/a/own");
  CHECK(finder.find(root / "repository/a/own").workspace == root / "repository/a/own");
  CHECK(finder.find(root / "repository/a/own/not/there").workspace == root / "repository/a/own");
  CHECK(finder.find(root.path()).workspace == root.path());

  root.write("repository/keyplate.toml", "");
  CHECK(WorkspaceFinder("").find(root / "repository/a/b").workspace == root / "repository");
}

TEST_CASE("the search stops after the home folder") {
  TemporaryFolder root;
  root.folder("home/project");
  root.write("keyplate.toml", "");
  CHECK_FALSE(WorkspaceFinder(root / "home").find(root / "home/project").workspace);
  root.write("home/keyplate.toml", "");
  CHECK(WorkspaceFinder(root / "home").find(root / "home/project").workspace == root / "home");
}

TEST_CASE("a folder reached by a link is ruled where it really is") {
  TemporaryFolder root;
  root.folder("a/in");
  root.folder("b");
  root.folder("b/.git");
  root.write("a/keyplate.toml", "");
  root.link("../a/in", "b/link");
  CHECK(WorkspaceFinder("").find(root / "b/link").workspace == root / "a");
}

TEST_CASE("a walk gives what the globs match, sorted, without following links") {
  TemporaryFolder root;
  for (const char* const folder : {"b", "a/deep", "node_modules/x", "other", ".git", "nested"})
    root.folder(folder);
  for (const char* const file :
       {"z.txt", "b/1.txt", "a/deep/2.txt", "a/skip.md", "node_modules/x/3.txt", "other/4.txt",
        ".git/5.txt", "nested/keyplate.toml", "nested/6.txt"})
    root.write(file, "");
  root.link("z.txt", "link.txt");
  root.link("..", "a/up");
  REQUIRE(::mkfifo((root / "fifo.txt").c_str(), 0600) == 0);

  const TemplateGlobs globs({"**/*.txt"}, {"**/node_modules/**", "other/**"});
  const auto walked = walk(root.path(), "", globs);
  REQUIRE(walked);
  CHECK(walked->files == std::vector<std::string>{"a/deep/2.txt", "b/1.txt", "z.txt"});
  REQUIRE(walked->skipped.size() == 2);
  CHECK(walked->skipped[0].path == "fifo.txt");
  CHECK(walked->skipped[1].path == "link.txt");

  CHECK(walk(root.path(), "a", globs)->files == std::vector<std::string>{"a/deep/2.txt"});
  CHECK_FALSE(walk(root / "missing", "", globs));
}
