#include "cli/write.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/unit/cli/temporary_folder.h"

using namespace keyplate;
using namespace keyplate::cli;
using tests::TemporaryFolder;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

Result<void> put(const TemporaryFolder& folder, const std::string& path, const std::string& text,
                 bool secret = false) {
  auto target = resolve_target(folder.path(), folder.path(), path, NamedBy::person);
  if (!target) return tl::unexpected(target.error());
  std::vector<Output> outputs;
  outputs.push_back({std::move(*target), text, secret});
  return write_outputs(outputs);
}

}  // namespace

TEST_CASE("a new file is 0600 whatever the umask says") {
  const TemporaryFolder folder;
  for (const mode_t mask : {mode_t{0}, mode_t{0777}}) {
    const mode_t before = ::umask(mask);
    const auto done = put(folder, "new", "text");
    ::umask(before);
    REQUIRE(done);
    CHECK(mode_of(folder / "new") == 0600);
    ::unlink((folder / "new").c_str());
  }
}

TEST_CASE("an existing file keeps its mode, less what a secret takes from it") {
  const TemporaryFolder folder;
  for (const auto& [before, secret, after] : std::vector<std::tuple<mode_t, bool, mode_t>>{
           {0644, false, 0644}, {0644, true, 0600}, {0750, true, 0700}, {0664, false, 0664}}) {
    folder.write("file", "old");
    ::chmod((folder / "file").c_str(), before);
    REQUIRE(put(folder, "file", "new", secret));
    CHECK(mode_of(folder / "file") == after);
    CHECK(folder.read("file") == "new");
  }
  CHECK(folder.count() == 1);
}

TEST_CASE("a file that is no longer what it was stays") {
  const TemporaryFolder folder;
  for (const auto& [now, replaced] : std::vector<std::pair<std::string, bool>>{
           {"old", true}, {"odd", false}, {"older", false}, {"ol", false}, {"", false}}) {
    folder.write("file", now);
    auto target = resolve_target(folder.path(), folder.path(), "file", NamedBy::person);
    REQUIRE(target);
    std::vector<Output> outputs;
    outputs.push_back({std::move(*target), "new", false, "old"});
    CHECK(write_outputs(outputs).has_value() == replaced);
    CHECK(folder.read("file") == (replaced ? "new" : now));
    CHECK(folder.count() == 1);
  }
}

TEST_CASE("missing folders are made, and taken away again when writing fails") {
  const TemporaryFolder folder;
  REQUIRE(put(folder, "a/b/file", "text"));
  CHECK(folder.read("a/b/file") == "text");

  std::vector<Output> outputs;
  for (const std::string path : {"c/d/file", "e/file"}) {
    auto target = resolve_target(folder.path(), folder.path(), path, NamedBy::person);
    outputs.push_back({std::move(*target), "x", false});
  }
  folder.write("e", "a file where a folder was to be made");
  CHECK_FALSE(write_outputs(outputs));
  CHECK_FALSE(folder.has("c"));
  CHECK(folder.count() == 2);
}

TEST_CASE("a link is followed, and stays, while it leads to a file of the workspace") {
  const TemporaryFolder folder;
  folder.folder("ws/sub");
  folder.write("ws/sub/file", "old");
  folder.link("sub/file", "ws/link");
  folder.link("../outside", "ws/leaving");
  const std::string ws = folder / "ws";
  const auto inside = resolve_target(ws, ws, "link", NamedBy::workspace);
  REQUIRE(inside);
  CHECK(inside->located.real == ws + "/sub/file");
  for (const NamedBy by : {NamedBy::person, NamedBy::workspace})
    CHECK_FALSE(resolve_target(ws, ws, "leaving", by));
  CHECK_FALSE(resolve_target(ws, ws, "../outside", NamedBy::workspace));
  CHECK(resolve_target(ws, ws, "../outside", NamedBy::person));
}

TEST_CASE("only a person may name what is no regular file") {
  const TemporaryFolder folder;
  ::mkfifo((folder / "fifo").c_str(), 0600);
  const std::string ws = folder.path();
  CHECK(resolve_target(ws, ws, "fifo", NamedBy::person)->kind == TargetKind::stream);
  CHECK(resolve_target(ws, ws, "/dev/null", NamedBy::person)->kind == TargetKind::stream);
  CHECK(resolve_target(ws, ws, "-", NamedBy::person)->descriptor == STDOUT_FILENO);
  CHECK(resolve_target(ws, ws, "/dev/fd/7", NamedBy::person)->descriptor == 7);
  CHECK_FALSE(resolve_target(ws, ws, "fifo", NamedBy::workspace));
  CHECK_FALSE(resolve_target(ws, ws, "/dev/stdout", NamedBy::workspace));
  CHECK_FALSE(resolve_target(ws, ws, ".", NamedBy::person));
  REQUIRE(put(folder, "/dev/null", "text"));
}
