#include "cli/invocation.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace keyplate::cli {
namespace {

using protocol::WipedString;

bool opens_vaults(std::string_view entry) {
  const std::string_view name = entry.substr(0, entry.find('='));
  return name == "KEYPLATE_PASSPHRASE" || name == "KEYPLATE_NEW_PASSPHRASE" ||
         name == "KEYPLATE_TRUST" || name.starts_with("KEYPLATE_AUTH_");
}

bool is_of(std::string_view entry, std::string_view name) {
  return entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name);
}

WipedString wiped(std::string_view name, std::string_view separator, std::string_view value) {
  WipedString entry;
  entry.reserve(name.size() + value.size() + protocol::beyond_small_string);
  entry.append(name).append(separator).append(value);
  return entry;
}

/// What stands for PATH where there is none.
constexpr std::string_view usual_path = "/bin:/usr/bin";

std::vector<std::string> candidates(const std::string& program, const char* path) {
  if (program.find('/') != std::string::npos) return {program};
  std::vector<std::string> found;
  if (program.empty()) return found;
  std::string_view rest = path == nullptr ? usual_path : path;
  for (;;) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string_view folder = rest.substr(0, end);
    found.push_back(folder.empty() ? "./" + program : std::string(folder) + "/" + program);
    if (end == rest.size()) return found;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

ChildEnvironment::ChildEnvironment() {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    if (!opens_vaults(*entry)) entries_.push_back(wiped(*entry, "", ""));
}

void ChildEnvironment::set(std::string_view name, std::string_view value) {
  const auto known = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const WipedString& entry) { return is_of(entry, name); });
  if (known == entries_.end())
    entries_.push_back(wiped(name, "=", value));
  else
    *known = wiped(name, "=", value);
}

const char* ChildEnvironment::find(std::string_view name) const {
  for (const WipedString& entry : entries_)
    if (is_of(entry, name)) return entry.c_str() + name.size() + 1;
  return nullptr;
}

Invocation::Invocation(std::vector<std::string> words, ChildEnvironment environment)
    : words_(std::move(words)),
      environment_(std::move(environment)),
      candidates_(candidates(words_.front(), environment_.find("PATH"))) {
  for (std::string& word : words_) arguments_.push_back(word.data());
  for (const WipedString& entry : environment_.entries())
    variables_.push_back(const_cast<char*>(entry.c_str()));  // exec's type; it changes nothing
  arguments_.push_back(nullptr);
  variables_.push_back(nullptr);
}

int Invocation::execute() const {
  int error = ENOENT;
  for (const std::string& candidate : candidates_) {
    ::execve(candidate.c_str(), arguments_.data(), variables_.data());
    if (errno == ENOENT || errno == ENOTDIR) continue;
    error = errno;
    if (error != EACCES) break;  // another folder may have one that we may execute
  }
  return error;
}

}  // namespace keyplate::cli
