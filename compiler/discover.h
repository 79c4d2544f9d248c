#pragma once
// The workspace that rules a file: the nearest keyplate.toml upwards from its folder. The search
// stops after the folder that holds a `.git`, after the home folder and at a file-system boundary,
// so that nothing outside of a repository can rule it. One thread; remembers every folder it saw.

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace keyplate::compiler {

/// The absolute path of `path`, links resolved; of one that does not exist, as much as exists with
/// the rest behind it. Nothing where even the root can't be read.
std::string real_path(const std::string& path);

/// `a/b` of `a/b/c`, `.` of `c`, `/` of `/c`.
std::string folder_of(std::string_view path);

/// A folder as asked for, and who rules the files in it.
struct RuledFolder {
  std::string real;                      ///< absolute, links resolved
  std::optional<std::string> workspace;  ///< the real folder of the workspace file, if there is one
};

class WorkspaceFinder {
 public:
  /// `home`: the home folder; empty: none.
  explicit WorkspaceFinder(const std::string& home);

  /// Whatever is called keyplate.toml counts, be it a folder or a broken link: reading it says so.
  /// The reference stays good.
  const RuledFolder& find(const std::string& folder);

 private:
  struct Identity {
    dev_t device = 0;
    ino_t inode = 0;
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  static std::optional<Identity> identify(const std::string& folder);
  std::optional<std::string> search(const std::string& real_folder);

  std::optional<Identity> home_;
  std::unordered_map<std::string, RuledFolder> by_name_;  ///< as asked
  std::unordered_map<std::string, std::optional<std::string>> by_real_;
};

}  // namespace keyplate::compiler
