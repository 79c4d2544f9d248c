#include "cli/git.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/own_folders.h"
#include "compiler/beneath.h"

namespace keyplate::cli {
namespace {

constexpr std::chrono::seconds patience{10};

/// A `.git` file points to a repository; a folder is one when it has a HEAD.
bool is_repository(const std::string& folder) {
  struct stat status {};
  if (::lstat((folder + "/.git").c_str(), &status) != 0) return false;
  return !S_ISDIR(status.st_mode) || ::lstat((folder + "/.git/HEAD").c_str(), &status) == 0;
}

/// The nearest folder upwards that is a working tree, or nothing.
std::optional<std::string> repository_of(const std::string& path) {
  std::string folder = path;
  while (true) {
    const std::size_t slash = folder.rfind('/');
    if (slash == std::string::npos) return std::nullopt;
    folder.resize(slash);
    if (is_repository(folder)) return folder.empty() ? "/" : folder;
  }
}

std::optional<std::string> find_git(const std::string& repository) {
  const std::string path = environment_variable("PATH").value_or("/usr/bin:/bin");
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    const std::string folder = path.substr(at, end - at);
    at = end + 1;
    if (folder.empty() || folder.front() != '/') continue;
    if (is_beneath(normal_path("/", folder), repository)) continue;
    std::string program = folder + "/git";
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

/// Only what git needs to find the caller's own configuration, and what keeps it from the network,
/// from prompts, from what a hook's environment would point it to, and from a repository further
/// up when it can't read this one.
std::vector<std::string> bare_environment(const std::string& repository) {
  const std::string above = repository.substr(0, repository.rfind('/'));
  std::vector<std::string> variables = {"LC_ALL=C",
                                        "GIT_ALLOW_PROTOCOL=none",
                                        "GIT_NO_LAZY_FETCH=1",
                                        "GIT_TERMINAL_PROMPT=0",
                                        "GIT_OPTIONAL_LOCKS=0",
                                        "GIT_CEILING_DIRECTORIES=" + (above.empty() ? "/" : above)};
  for (const char* const name : {"HOME", "XDG_CONFIG_HOME"}) {
    if (const auto value = environment_variable(name))
      variables.push_back(std::string(name) + "=" + *value);
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

/// Waits until the child has closed its end of the pipe, reading what it prints.
bool drain(int pipe) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    struct pollfd waiting = {pipe, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    char unused[4096];
    const ssize_t got = ::read(pipe, unused, sizeof unused);
    if (got == 0) return true;
    if (got < 0 && errno != EINTR) return false;
  }
}

/// Its exit status, or nothing when it could not be run, was killed or took too long.
std::optional<int> run(const std::string& program, std::vector<std::string> words,
                       std::vector<std::string> variables) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, program.c_str(), &actions, nullptr,
                                   pointers(words).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return std::nullopt;
  writing = Descriptor();
  if (!drain(reading.get())) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  if (!WIFEXITED(status)) return std::nullopt;
  return WEXITSTATUS(status);
}

std::vector<std::string> command(const std::string& program, const std::string& repository) {
  return {program,
          "-C",
          repository,
          "-c",
          "core.fsmonitor=false",
          "-c",
          "core.hooksPath=/dev/null",
          "-c",
          "safe.bareRepository=explicit",
          "-c",
          "protocol.allow=never",
          "--work-tree=" + repository,  // or the repository's own core.worktree would say where
          "--no-pager"};
}

}  // namespace

GitAnswer ask_git(const std::string& path) {
  const auto repository = repository_of(path);
  if (!repository) return GitAnswer::outside;
  const auto program = find_git(*repository);
  if (!program) return GitAnswer::missing;
  const auto ask = [&](std::initializer_list<std::string> question) {
    std::vector<std::string> words = command(*program, *repository);
    words.insert(words.end(), question);
    words.push_back(path);
    return run(*program, std::move(words), bare_environment(*repository));
  };
  const auto listed = ask({"--literal-pathspecs", "ls-files", "--error-unmatch", "--"});
  if (listed == 0) return GitAnswer::tracked;
  if (listed != 1) return GitAnswer::unknown;
  // check-ignore takes its paths literally, and refuses to be told so.
  const auto ignored = ask({"check-ignore", "--quiet", "--"});
  if (ignored == 0) return GitAnswer::ignored;
  return ignored == 1 ? GitAnswer::untracked : GitAnswer::unknown;
}

}  // namespace keyplate::cli
