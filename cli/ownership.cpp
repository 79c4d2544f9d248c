#include "cli/ownership.h"

#include <fmt/core.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string_view>
#include <vector>

#include "compiler/beneath.h"
#include "grammar/unicode.h"

namespace keyplate::cli {
namespace {

/// The group that has the caller's name and nobody else in it.
bool is_private_group(gid_t group) {
  std::array<char, 16384> user_buffer{};
  std::array<char, 16384> group_buffer{};
  struct passwd user_entry {};
  struct group group_entry {};
  struct passwd* user = nullptr;
  struct group* found = nullptr;
  if (::getpwuid_r(::geteuid(), &user_entry, user_buffer.data(), user_buffer.size(), &user) != 0 ||
      user == nullptr || user->pw_gid != group)
    return false;
  if (::getgrgid_r(group, &group_entry, group_buffer.data(), group_buffer.size(), &found) != 0 ||
      found == nullptr || std::strcmp(found->gr_name, user->pw_name) != 0)
    return false;
  for (char** member = found->gr_mem; *member != nullptr; ++member) {
    if (std::strcmp(*member, user->pw_name) != 0) return false;
  }
  return true;
}

std::optional<std::string> problem_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    return fmt::format("`{}`: {}", visible(path), std::strerror(errno));
  if (status.st_uid != ::geteuid() && status.st_uid != 0)
    return fmt::format("`{}` belongs to user {}, who is neither you nor root", visible(path),
                       status.st_uid);
  const bool others = (status.st_mode & S_IWOTH) != 0;
  const bool group = (status.st_mode & S_IWGRP) != 0 && !is_private_group(status.st_gid);
  if (others || group)
    return fmt::format("`{}` can be written by {} (mode {:04o}); `chmod {}-w` it", visible(path),
                       others ? "everybody" : "its group", status.st_mode & 07777,
                       others ? "go" : "g");
  return std::nullopt;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

}  // namespace

std::optional<std::string> ownership_problem(const std::string& path) {
  // A workspace file may be a link: then what it leads to counts, and where that lies.
  std::set<std::string> looked_at = {path, folder_of(path)};
  if (const std::string real = real_path(path); !real.empty()) {
    looked_at.insert(real);
    looked_at.insert(folder_of(real));
  }
  for (const std::string& each : looked_at) {
    if (auto problem = problem_of(each)) return problem;
  }
  return std::nullopt;
}

}  // namespace keyplate::cli
