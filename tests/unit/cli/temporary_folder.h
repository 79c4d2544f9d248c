#pragma once
// A folder of a test's own, by its real path, removed with all that is in it.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace keyplate::tests {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "keyplate-unit-XXXXXX";
    path_ = std::filesystem::canonical(::mkdtemp(pattern.data()));
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ / name; }
  void folder(const std::string& name) const { std::filesystem::create_directories(path_ / name); }
  void link(const std::string& target, const std::string& name) const {
    std::filesystem::create_symlink(target, path_ / name);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path_ / name, std::ios::binary).rdbuf();
    return text.str();
  }
  bool has(const std::string& name) const {
    return std::filesystem::symlink_status(path_ / name).type() !=
           std::filesystem::file_type::not_found;
  }
  std::size_t count(const std::string& name = ".") const {
    const std::filesystem::directory_iterator entries(path_ / name);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }

 private:
  std::filesystem::path path_;
};

}  // namespace keyplate::tests
