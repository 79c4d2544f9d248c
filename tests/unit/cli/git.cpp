#include "cli/git.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/unit/cli/temporary_folder.h"

using namespace keyplate::cli;
using keyplate::tests::TemporaryFolder;

namespace {

/// A repository that tracks `tracked` and `od[d]`, and ignores `build/`.
struct Repository : TemporaryFolder {
  Repository() {
    folder("r/sub");
    write("r/tracked", "x");
    write("r/od[d]", "x");
    write("r/.gitignore", "build/\n");
    git("init -q");
    git("add -f tracked 'od[d]'");
  }
  void git(const std::string& words) const {
    const std::string line = "git -C '" + *this / "r" + "' " + words;
    REQUIRE(std::system(line.c_str()) == 0);  // NOLINT(cert-env33-c): a test's own words
  }
};

bool have_git() {
  return std::system("git --version >/dev/null 2>&1") == 0;
}

}  // namespace

TEST_CASE("git says what it thinks of a path") {
  if (!have_git()) return;
  const Repository repository;
  CHECK(ask_git(repository / "r/tracked") == GitAnswer::tracked);
  CHECK(ask_git(repository / "r/od[d]") == GitAnswer::tracked);
  CHECK(ask_git(repository / "r/odd") == GitAnswer::untracked);
  CHECK(ask_git(repository / "r/sub/new") == GitAnswer::untracked);
  CHECK(ask_git(repository / "r/:(top)tracked") == GitAnswer::untracked);
  CHECK(ask_git(repository / "r/build/deep/new") == GitAnswer::ignored);
  CHECK(ask_git(repository / "outside") == GitAnswer::outside);
}

TEST_CASE("nothing that a repository configures is run") {
  if (!have_git()) return;
  const Repository repository;
  const std::string trap = repository / "trap";
  repository.write("trap", "#!/bin/sh\ntouch '" + repository / "sprung" + "'\n");
  ::chmod(trap.c_str(), 0755);
  for (const std::string key : {"core.fsmonitor", "core.hooksPath", "core.sshCommand", "core.pager",
                                "core.editor", "core.askPass", "uploadpack.packObjectsHook",
                                "core.alternateRefsCommand", "credential.helper", "alias.ls-files"})
    repository.git("config " + key + " " + trap);
  repository.git("config core.fsmonitorHookVersion 2");
  CHECK(ask_git(repository / "r/tracked") == GitAnswer::tracked);
  CHECK(ask_git(repository / "r/new") == GitAnswer::untracked);
  CHECK_FALSE(repository.has("sprung"));
  // The same trap does spring when git is called without our precautions.
  repository.git("status >/dev/null 2>&1");
  CHECK(repository.has("sprung"));
}

TEST_CASE("a broken repository is unknown, not untracked") {
  if (!have_git()) return;
  const Repository repository;
  repository.write("r/.git/HEAD", "nonsense");
  CHECK(ask_git(repository / "r/tracked") == GitAnswer::unknown);
}
