#include "compiler/beneath.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/unit/cli/temporary_folder.h"

using namespace keyplate;
using tests::TemporaryFolder;

namespace {

struct Tree : TemporaryFolder {
  Tree() {
    folder("ws/a/b");
    folder("ws/.git");
    folder("ws-twin");
    folder("outside");
    write("outside/file", "out");
    write("ws/a/file", "in");
    write("ws/.git/config", "git");
    link("../a/file", "ws/a/inner");
    link("../../outside/file", "ws/a/leaving");
    link("../outside", "ws/door");
    link(*this / "ws/a/file", "ws/absolute");
    link(".git", "ws/to-git");
    link("loop", "ws/loop");
    link("a/gone", "ws/dangling");
    ::mkfifo((*this / "ws/fifo").c_str(), 0600);
  }
  std::string root() const { return *this / "ws"; }
};

}  // namespace

TEST_CASE("a path beneath the root is followed to what it means") {
  const Tree tree;
  const std::string root = tree.root();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a/file", "/a/file"},   {"./a//b/../file", "/a/file"},     {"a/inner", "/a/file"},
      {"a/b/new", "/a/b/new"}, {"new/deeper/x", "/new/deeper/x"}, {"new/../x", "/x"},
      {"dangling", "/a/gone"}, {root + "/a/file", "/a/file"},
  };
  for (const auto& [path, real] : cases) {
    CAPTURE(path);
    const auto found = locate_beneath(root, path);
    REQUIRE(found);
    CHECK(found->real == root + real);
  }
  CHECK(locate_beneath(root, "new/deeper/x")->missing == std::vector<std::string>{"new", "deeper"});
  CHECK(read_located(*locate_beneath(root, "a/inner"), 100).value() == "in");
}

TEST_CASE("a path that leaves the root is refused") {
  const Tree tree;
  const std::string root = tree.root();
  for (const std::string path :
       {"../outside/file", "a/../../outside/file", "a/leaving", "door/file", "absolute",
        "/etc/passwd", "a/b/../../../ws/a/file", "new/../../x"}) {
    CAPTURE(path);
    const auto found = locate_beneath(root, path);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::denied);
  }
  CHECK_FALSE(locate_beneath(root, tree / "ws-twin/file"));
  CHECK_FALSE(locate_beneath(root, root + "/../outside/file"));
}

TEST_CASE("nothing under .git is ever reached") {
  const Tree tree;
  for (const std::string path :
       {".git/config", ".GIT/config", "to-git/config", "a/.git/x", ".git"}) {
    CAPTURE(path);
    CHECK_FALSE(locate_beneath(tree.root(), path));
    CHECK_FALSE(locate_anywhere(tree.root(), path));
  }
}

TEST_CASE("folders, loops and nothing at all are no files") {
  const Tree tree;
  for (const std::string path :
       {"a", "a/", ".", "", "a/b/..", "loop", "a/file/x", "a/file/", "new/"}) {
    CAPTURE(path);
    CHECK_FALSE(locate_beneath(tree.root(), path));
  }
}

TEST_CASE("a person may name a path anywhere") {
  const Tree tree;
  const std::string root = tree.root();
  CHECK(locate_anywhere(root, "a/leaving")->real == tree / "outside/file");
  CHECK(locate_anywhere(root, "../outside/new")->real == tree / "outside/new");
  CHECK(locate_anywhere(root, "absolute")->real == root + "/a/file");
  CHECK(locate_anywhere(root, "/../../etc/passwd")->real == "/etc/passwd");
}

TEST_CASE("only regular files within the limit are read") {
  const Tree tree;
  const std::string root = tree.root();
  CHECK(read_located(*locate_beneath(root, "a/file"), 2).value() == "in");
  CHECK(read_located(*locate_beneath(root, "a/file"), 1).error().code == ErrorCode::too_large);
  CHECK(read_located(*locate_beneath(root, "fifo"), 9).error().code == ErrorCode::not_regular);
  CHECK(read_located(*locate_beneath(root, "gone"), 9).error().code == ErrorCode::not_found);
  CHECK(read_located(*locate_beneath(root, "new/x"), 9).error().code == ErrorCode::not_found);
}

TEST_CASE("paths are made normal without a look at the disk") {
  CHECK(normal_path("/a/b", "../c/./d//e") == "/a/c/d/e");
  CHECK(normal_path("/a", "/x/../y/") == "/y");
  CHECK(normal_path("/", "../..") == "/");
  CHECK(is_beneath("/a/b", "/a"));
  CHECK(is_beneath("/a", "/a"));
  CHECK(is_beneath("/a", "/"));
  CHECK_FALSE(is_beneath("/ab", "/a"));
}
