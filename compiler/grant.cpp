#include <fmt/core.h>

#include <algorithm>

#include "compiler/names.h"
#include "compiler/workspace.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

/// A JSON string in printable ASCII, so that no value can end its line, hide in it, or be spelled
/// in two ways.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto code_point = decode_utf8(text, i);
    const char32_t c = code_point ? code_point->value : 0xFFFD;
    i += code_point ? code_point->size : std::size_t{1};
    if (c == '"' || c == '\\')
      out += {'\\', static_cast<char>(c)};
    else if (c >= 0x20 && c < 0x7F)
      out += static_cast<char>(c);
    else if (c < 0x10000)
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    else
      out += fmt::format("\\u{:04x}\\u{:04x}",
                         0xD800 + ((static_cast<std::uint32_t>(c) - 0x10000) >> 10),
                         0xDC00 + ((static_cast<std::uint32_t>(c) - 0x10000) & 0x3FF));
  }
  return out + "\"";
}

std::string segment(std::string_view key) {
  return plain_name_problem(key) ? quoted(key) : std::string(key);
}

/// A dotted key, each part as it must be written.
std::string dotted(std::string_view key) {
  std::string out;
  for (std::size_t dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.')) {
    out += segment(key.substr(0, dot)) + ".";
    key.remove_prefix(dot + 1);
  }
  return out + segment(key);
}

std::string values(const std::vector<std::string>& values, bool list) {
  if (!list) return quoted(values.empty() ? std::string_view() : values.front());
  std::string out = "[";
  for (const std::string& value : values) out += (out.size() > 1 ? ", " : "") + quoted(value);
  return out + "]";
}

bool is_granted(const Setting& setting) {
  return setting.key != "timeout" && setting.key != "concurrency";
}

void add_vault(const Vault& vault, std::vector<std::string>& lines) {
  const std::string name = "vaults." + segment(vault.name);
  if (vault.provider)
    lines.push_back(fmt::format("{}.provider = {}", name, quoted(spec(*vault.provider).name)));
  for (const Setting& setting : vault.settings)
    if (is_granted(setting))
      lines.push_back(fmt::format("{}.{} = {}", name, dotted(setting.key),
                                  values(setting.values, setting.list)));
}

/// `credentials.ID`: the author chose the id, and it may hold anything.
std::string insomnia_key(std::string_view key) {
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos) return segment(key);
  return fmt::format("{}.{}", segment(key.substr(0, dot)), segment(key.substr(dot + 1)));
}

}  // namespace

std::string grant_text(const Workspace& workspace) {
  std::vector<std::string> lines;
  for (const Vault& vault : workspace.vaults) add_vault(vault, lines);
  for (const Setting& setting : workspace.insomnia)
    lines.push_back(fmt::format("insomnia.{} = {}", insomnia_key(setting.key),
                                values(setting.values, setting.list)));
  if (!workspace.data_folders.empty())
    lines.push_back("data_folders = " + values(workspace.data_folders, true));
  std::sort(lines.begin(), lines.end());
  std::string text = "keyplate-grant 1\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace keyplate::compiler
