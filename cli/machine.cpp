#include "cli/machine.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <pwd.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <vector>

#include "cli/json_string.h"
#include "compiler/descriptor.h"
#include "compiler/files.h"

namespace keyplate::cli {
namespace {

constexpr std::uint64_t largest_kernel_file = std::uint64_t{4} << 20;

struct Architecture {
  std::string_view machine;  ///< as uname has it
  std::string_view node;
};
constexpr Architecture architectures[] = {
    {"x86_64", "x64"}, {"aarch64", "arm64"}, {"i686", "ia32"},    {"i386", "ia32"},
    {"armv7l", "arm"}, {"armv6l", "arm"},    {"ppc64le", "ppc64"}};

std::string architecture(std::string_view machine) {
  for (const Architecture& row : architectures)
    if (row.machine == machine) return std::string(row.node);
  return std::string(machine);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// A file that has no size before it is read; empty when there is none.
std::string kernel_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  if (!file || !compiler::read_stream(file.get(), path, largest_kernel_file, text)) return {};
  return text;
}

/// What stands behind the colon of a line `name : value`; nothing of another line.
std::optional<std::string_view> value_of(std::string_view line, std::string_view name) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !line.starts_with(name)) return std::nullopt;
  if (line.substr(name.size(), colon - name.size()).find_first_not_of(" \t") !=
      std::string_view::npos)
    return std::nullopt;
  const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
  return begin == std::string_view::npos ? std::string_view() : line.substr(begin);
}

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Bytes that programs can still have, which is what Node calls free.
std::string free_memory() {
  const std::string memory = kernel_file("/proc/meminfo");
  for (const std::string_view line : lines_of(memory))
    if (const auto kilobytes = value_of(line, "MemAvailable"))
      return fmt::format("{}", number_in(*kilobytes) * 1024);
  return "0";
}

struct Processor {
  std::string model = "unknown";
  std::uint64_t megahertz = 0;
};

std::vector<Processor> processors(const std::string& text) {
  std::vector<Processor> found;
  for (const std::string_view line : lines_of(text)) {
    if (value_of(line, "processor")) found.emplace_back();
    if (found.empty()) continue;
    if (const auto model = value_of(line, "model name")) found.back().model = *model;
    if (const auto speed = value_of(line, "cpu MHz")) found.back().megahertz = number_in(*speed);
  }
  return found;
}

/// The milliseconds of one processor by what it did with them, from its line of /proc/stat:
/// user, nice, system, idle, waiting, interrupts.
std::string times(std::string_view line) {
  std::array<std::uint64_t, 6> ticks{};
  for (std::uint64_t& tick : ticks) {
    line.remove_prefix(std::min(line.find(' '), line.size()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    tick = number_in(line) * 1000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  }
  return fmt::format(R"({{"user":{},"nice":{},"sys":{},"idle":{},"irq":{}}})", ticks[0], ticks[1],
                     ticks[2], ticks[3], ticks[5]);
}

std::string cpus() {
  const std::string info = kernel_file("/proc/cpuinfo");
  const std::string stat = kernel_file("/proc/stat");
  const std::vector<Processor> known = processors(info);
  std::string list;
  std::size_t index = 0;
  for (const std::string_view line : lines_of(stat)) {
    if (!line.starts_with("cpu") || line.starts_with("cpu ")) continue;
    const Processor one = index < known.size() ? known[index] : Processor();
    ++index;
    list += fmt::format(R"({}{{"model":{},"speed":{},"times":{}}})", list.empty() ? "" : ",",
                        json_string(one.model), one.megahertz, times(line));
  }
  return "[" + list + "]";
}

std::string user_info() {
  const uid_t uid = ::geteuid();
  std::array<char, 16384> buffer{};
  struct passwd entry {};
  struct passwd* found = nullptr;
  ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  const char* const home = std::getenv("HOME");
  const std::string name = found == nullptr ? std::to_string(uid) : found->pw_name;
  const std::string folder = found != nullptr ? found->pw_dir : home != nullptr ? home : "/";
  const std::string shell = found == nullptr ? "null" : json_string(found->pw_shell);
  return fmt::format(R"({{"uid":{},"gid":{},"username":{},"homedir":{},"shell":{}}})", uid,
                     ::getegid(), json_string(name), json_string(folder), shell);
}

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) std::abort();
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

evaluate::Moment now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  evaluate::Moment moment;
  moment.nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
  const auto seconds = static_cast<time_t>(moment.nanoseconds / 1'000'000'000);
  struct tm local {};
  ::tzset();
  if (::localtime_r(&seconds, &local) != nullptr)
    moment.utc_offset = static_cast<std::int32_t>(local.tm_gmtoff);
  return moment;
}

std::string machine_fact(std::string_view name) {
  struct utsname system {};
  ::uname(&system);
  if (name == "arch") return json_string(architecture(system.machine));
  if (name == "hostname") return json_string(system.nodename);
  if (name == "release") return json_string(system.release);
  if (name == "platform") return json_string("linux");
  if (name == "freemem") return free_memory();
  if (name == "cpus") return cpus();
  return user_info();
}

}  // namespace keyplate::cli
