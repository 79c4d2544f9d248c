#include "cli/trust.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "cli/ownership.h"
#include "tests/unit/cli/temporary_folder.h"

using namespace keyplate;
using namespace keyplate::cli;
using tests::TemporaryFolder;

TEST_CASE("a digest is the SHA-256 of the grant's text") {
  const std::string digest = grant_digest("abc");
  CHECK(digest == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(is_grant_digest(digest));
  const std::string others[] = {"", "sha256:", "sha256:abc", digest.substr(1), digest + "0"};
  for (const std::string& text : others) {
    CAPTURE(text);
    CHECK_FALSE(is_grant_digest(text));
  }
}

TEST_CASE("the store keeps a grant for each workspace") {
  const TemporaryFolder folder;
  const TrustStore store(folder / "state/keyplate");
  const std::string digest = grant_digest("a");
  const std::string odd = "/line\nbreak/sha256:x";
  CHECK(store.find("/ws").value() == std::nullopt);
  CHECK(store.list()->empty());
  CHECK_FALSE(store.revoke("/ws").value());
  REQUIRE(store.grant({"/ws", grant_digest("old")}));
  REQUIRE(store.grant({"/ws", digest}));
  REQUIRE(store.grant({odd, digest}));
  CHECK(store.find("/ws").value() == digest);
  CHECK(store.find(odd).value() == digest);
  REQUIRE(store.list()->size() == 2);
  CHECK((*store.list())[0].folder == odd);
  CHECK(store.revoke("/ws").value());
  CHECK(store.find("/ws").value() == std::nullopt);
}

TEST_CASE("the store is its owner's alone") {
  const TemporaryFolder folder;
  const std::string path = folder / "state/keyplate";
  const TrustStore store(path);
  REQUIRE(store.grant({"/ws", grant_digest("a")}));
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  for (const auto& entry : std::filesystem::directory_iterator(path + "/grants")) {
    REQUIRE(::stat(entry.path().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
  ::chmod(path.c_str(), 0777);
  CHECK(store.find("/ws").error().code == ErrorCode::denied);
  CHECK(store.grant({"/ws", grant_digest("b")}).error().code == ErrorCode::denied);
}

TEST_CASE("a damaged entry is an error, not a grant") {
  const TemporaryFolder folder;
  const TrustStore store(folder / "keyplate");
  REQUIRE(store.grant({"/ws", grant_digest("a")}));
  for (const auto& entry : std::filesystem::directory_iterator(folder / "keyplate/grants"))
    std::ofstream(entry.path()) << "keyplate-trust 1\nsha256:short\n/ws\n";
  CHECK(store.find("/ws").error().code == ErrorCode::invalid);
  CHECK_FALSE(store.list());
}

TEST_CASE("others must not be able to write a workspace") {
  const TemporaryFolder folder;
  folder.folder("ws");
  folder.write("ws/keyplate.toml", "");
  const std::string file = folder / "ws/keyplate.toml";
  ::chmod(file.c_str(), 0644);
  ::chmod((folder / "ws").c_str(), 0755);
  CHECK(ownership_problem(file) == std::nullopt);
  ::chmod(file.c_str(), 0646);
  CHECK(ownership_problem(file)->find("written by everybody (mode 0646)") != std::string::npos);
  ::chmod(file.c_str(), 0644);
  ::chmod((folder / "ws").c_str(), 01777);
  CHECK(ownership_problem(file)->find("written by everybody (mode 1777)") != std::string::npos);
}

TEST_CASE("a linked workspace file is judged by what it leads to") {
  const TemporaryFolder folder;
  folder.folder("ws");
  folder.folder("open");
  folder.write("open/real.toml", "");
  folder.link("../open/real.toml", "ws/keyplate.toml");
  CHECK(ownership_problem(folder / "ws/keyplate.toml") == std::nullopt);
  ::chmod((folder / "open").c_str(), 0777);
  CHECK(ownership_problem(folder / "ws/keyplate.toml") != std::nullopt);
  folder.link("gone", "ws/dangling");
  CHECK(ownership_problem(folder / "ws/dangling") != std::nullopt);
}
