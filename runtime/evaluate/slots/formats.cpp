#include "runtime/evaluate/slots/formats.h"

#include <array>

#include "compiler/glob.h"
#include "runtime/evaluate/slots/slot_dotenv.h"
#include "runtime/evaluate/slots/slot_http.h"
#include "runtime/evaluate/slots/slot_ini.h"
#include "runtime/evaluate/slots/slot_json.h"
#include "runtime/evaluate/slots/slot_properties.h"
#include "runtime/evaluate/slots/slot_sh.h"
#include "runtime/evaluate/slots/slot_text.h"
#include "runtime/evaluate/slots/slot_toml.h"
#include "runtime/evaluate/slots/slot_xml.h"
#include "runtime/evaluate/slots/slot_yaml.h"

namespace keyplate::evaluate {
namespace {

template <typename Lexer>
std::unique_ptr<HostLexer> make() {
  return std::make_unique<Lexer>();
}

std::unique_ptr<HostLexer> make_jsonc() {
  return std::make_unique<JsonLexer>(JsonComments::allowed);
}

struct Format {
  std::string_view name;
  std::unique_ptr<HostLexer> (*make)();
};

constexpr Format formats[] = {
    {"text", make<TextLexer>},
    {"json", make<JsonLexer>},
    {"jsonc", make_jsonc},
    {"yaml", make<YamlLexer>},
    {"toml", make<TomlLexer>},
    {"ini", make<IniLexer>},
    {"dotenv", make<PortableDotenvLexer>},
    {"dotenv:portable", make<PortableDotenvLexer>},
    {"dotenv:docker", make<DockerDotenvLexer>},
    {"dotenv:sh", make<ShLexer>},
    {"properties", make<PropertiesLexer>},
    {"http", make<HttpLexer>},
    {"xml", make<XmlLexer>},
    {unknown_format, make<CautiousLexer>},
};

struct Extension {
  std::string_view suffix;
  std::string_view format;
};

constexpr Extension extensions[] = {
    {".txt", "text"},   {".text", "text"},   {".md", "text"},
    {".json", "json"},  {".yaml", "yaml"},   {".yml", "yaml"},
    {".toml", "toml"},  {".ini", "ini"},     {".properties", "properties"},
    {".env", "dotenv"}, {".http", "http"},   {".rest", "http"},
    {".xml", "xml"},    {".jsonc", "jsonc"}, {".svg", "xml"},
    {".xhtml", "xml"},  {".xsd", "xml"},     {".xsl", "xml"},
    {".xslt", "xml"},   {".wsdl", "xml"},    {".plist", "xml"},
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
    if (row.name == format) return row.make();
  }
  return std::make_unique<CautiousLexer>();
}

}  // namespace keyplate::evaluate
