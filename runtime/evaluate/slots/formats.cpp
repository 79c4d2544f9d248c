#include "runtime/evaluate/slots/formats.h"

#include <array>

#include "compiler/glob.h"
#include "runtime/evaluate/slots/slot_dotenv.h"
#include "runtime/evaluate/slots/slot_json.h"
#include "runtime/evaluate/slots/slot_properties.h"
#include "runtime/evaluate/slots/slot_sh.h"
#include "runtime/evaluate/slots/slot_text.h"
#include "runtime/evaluate/slots/slot_toml.h"

namespace keyplate::evaluate {
namespace {

std::unique_ptr<HostLexer> make_text() {
  return std::make_unique<TextLexer>();
}
std::unique_ptr<HostLexer> make_json() {
  return std::make_unique<JsonLexer>();
}
std::unique_ptr<HostLexer> make_toml() {
  return std::make_unique<TomlLexer>();
}
std::unique_ptr<HostLexer> make_dotenv() {
  return std::make_unique<PortableDotenvLexer>();
}
std::unique_ptr<HostLexer> make_docker_dotenv() {
  return std::make_unique<DockerDotenvLexer>();
}
std::unique_ptr<HostLexer> make_sh_dotenv() {
  return std::make_unique<ShLexer>();
}
std::unique_ptr<HostLexer> make_properties() {
  return std::make_unique<PropertiesLexer>();
}

struct Format {
  std::string_view name;
  std::unique_ptr<HostLexer> (*make)();  ///< null: no lexer yet
};

constexpr Format formats[] = {
    {"text", make_text},
    {"json", make_json},
    {"yaml", nullptr},
    {"toml", make_toml},
    {"ini", nullptr},
    {"dotenv", make_dotenv},
    {"dotenv:portable", make_dotenv},
    {"dotenv:docker", make_docker_dotenv},
    {"dotenv:sh", make_sh_dotenv},
    {"properties", make_properties},
    {"http", nullptr},
    {"xml", nullptr},
    {unknown_format, nullptr},
};

struct Extension {
  std::string_view suffix;
  std::string_view format;
};

constexpr Extension extensions[] = {
    {".txt", "text"},   {".text", "text"}, {".md", "text"},
    {".json", "json"},  {".yaml", "yaml"}, {".yml", "yaml"},
    {".toml", "toml"},  {".ini", "ini"},   {".properties", "properties"},
    {".env", "dotenv"}, {".http", "http"}, {".rest", "http"},
    {".xml", "xml"},
};

constexpr std::array<std::string_view, 4> template_suffixes = {".tmpl", ".tpl", ".njk", ".j2"};

std::string_view strip_template_suffix(std::string_view path) {
  for (const std::string_view suffix : template_suffixes) {
    if (path.ends_with(suffix)) return path.substr(0, path.size() - suffix.size());
  }
  return path;
}

/// `path` itself and its file name match a glob without a slash, as in a .gitignore.
bool matches(const std::string& pattern, std::string_view path, std::string_view name) {
  const auto glob = compiler::Glob::compile(pattern);
  if (!glob) return false;
  const bool anywhere = pattern.find('/') == std::string::npos;
  return glob->matches(path) || (anywhere && glob->matches(name));
}

}  // namespace

std::string format_of(std::string_view path, std::span<const compiler::FormatRule> rules) {
  path = strip_template_suffix(path);
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (const compiler::FormatRule& rule : rules) {
    if (matches(rule.glob, path, name)) return rule.format;
  }
  for (const Extension& extension : extensions) {
    if (name.ends_with(extension.suffix)) return std::string(extension.format);
  }
  if (name.starts_with(".env.")) return "dotenv";
  return std::string(unknown_format);
}

bool is_format(std::string_view format) {
  for (const Format& row : formats) {
    if (row.name == format) return true;
  }
  return false;
}

std::unique_ptr<HostLexer> make_lexer(std::string_view format) {
  for (const Format& row : formats) {
    if (row.name == format && row.make != nullptr) return row.make();
  }
  return std::make_unique<CautiousLexer>(format);
}

}  // namespace keyplate::evaluate
