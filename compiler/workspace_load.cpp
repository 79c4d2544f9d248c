#include "compiler/workspace_load.h"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/duration.h"
#include "compiler/settings.h"
#include "compiler/suggest.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::chrono::hours longest_ttl{12};

std::string_view base_name(std::string_view folder) {
  return folder.substr(folder.rfind('/') + 1);
}

void load_section(const TomlTable& table, Loading& loading) {
  Workspace& workspace = loading.workspace;
  if (auto name = string(table, "name")) workspace.name = *std::move(name);
  workspace.templates = strings(table, "templates");
  workspace.exclude = strings(table, "exclude");
  workspace.inputs = strings(table, "inputs");
  workspace.data_folders = strings(table, "data_folders");
  workspace.default_environment = string(table, "default_environment");
  if (string(table, "undefined") == "empty") workspace.undefined = Undefined::empty;
  for (const std::string_view key : {"templates", "exclude"}) {
    const TomlValue* globs = find(table, key);
    if (globs == nullptr || globs->as<TomlArray>() == nullptr) continue;
    for (const TomlValue& glob : *globs->as<TomlArray>()) check_workspace_path(glob, loading);
  }
}

void load_cache(const TomlTable& table, Loading& loading) {
  const TomlValue* ttl = find(table, "ttl");
  if (ttl == nullptr) return;
  const auto* text = ttl->as<TomlString>();
  const auto duration = parse_duration(text != nullptr ? text->text : "0");
  if (!duration) return;
  loading.workspace.cache_ttl = *duration;
  if (*duration > longest_ttl)
    loading.reader.sink().report(loading.reader.source(), ttl->span, diag::out_of_range, "ttl",
                                 text->text, "12h is the most");
}

void load_limits(const TomlTable& table, Loading& loading) {
  constexpr std::pair<std::string_view, std::uint64_t Limits::*> members[] = {
      {"references", &Limits::references},
      {"requests", &Limits::requests},
      {"output", &Limits::output},
      {"template", &Limits::template_size},
      {"nesting", &Limits::nesting},
      {"steps", &Limits::steps},
      {"regex", &Limits::regex}};
  for (const auto& [key, member] : members) {
    const TomlValue* value = find(table, key);
    const auto* integer = value == nullptr ? nullptr : value->as<TomlInteger>();
    if (integer != nullptr && integer->value > 0)
      loading.workspace.limits.*member = static_cast<std::uint64_t>(integer->value);
  }
}

void load_check(const TomlTable& table, Loading& loading) {
  loading.workspace.portable_to_insomnia_13 = string(table, "portable_to") == "insomnia-13";
  loading.workspace.ignored_codes = strings(table, "ignore");
  const TomlValue* list = find(table, "ignore");
  if (list == nullptr || list->as<TomlArray>() == nullptr) return;
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < code_count(); ++i) known.push_back(info(static_cast<Code>(i)).slug);
  for (const TomlValue& value : *list->as<TomlArray>()) {
    const auto* code = value.as<TomlString>();
    if (code == nullptr || find_code(code->text)) continue;
    const SourcePtr& source = loading.reader.source();
    loading.reader.sink()
        .report(source, value.span, diag::unknown_code, visible(code->text),
                hint(code->text, known))
        .fix = replacement(source, value.span, code->text, known, ChosenBy::us);
  }
}

void load_insomnia(const TomlTable& table, Loading& loading) {
  flatten("", table, loading.workspace.insomnia);
}

void load_formats(const TomlTable& table, Loading& loading) {
  const FieldSpec& format = section("formats").fields.front();
  FieldSpec glob = format;
  glob.type = FieldType::glob;
  for (const TomlEntry& entry : table) {
    TomlString key{entry.key, {}};
    const TomlValue key_value{entry.key_span, std::move(key)};
    const bool right = loading.reader.check_value(entry.key, key_value, glob);
    if (!loading.reader.check_value(entry.key, entry.value, format) || !right) continue;
    loading.workspace.formats.push_back({entry.key, entry.value.as<TomlString>()->text});
  }
}

/// In a target `{name}` is the only thing in braces.
void check_placeholders(const TomlValue& to, Loading& loading) {
  const auto& text = *to.as<TomlString>();
  for (std::size_t at = text.text.find('{'); at != std::string::npos;
       at = text.text.find('{', at + 1)) {
    const std::size_t end = std::min(text.text.find('}', at), text.text.size() - 1) + 1;
    const std::string_view placeholder = std::string_view(text.text).substr(at, end - at);
    if (placeholder == "{name}") continue;
    loading.reader.sink().report(loading.reader.source(), {text.offsets[at], text.offsets[end]},
                                 diag::unknown_placeholder, visible(placeholder));
  }
}

void load_output(const TomlValue& value, Loading& loading) {
  FieldReader& reader = loading.reader;
  const auto* table = reader.expect<TomlTable>("outputs[...]", value, name(FieldType::table));
  if (table == nullptr) return;
  reader.check(*table, section("outputs").fields, {"`[[outputs]]`", value.span});
  const TomlValue* from = find(*table, "from");
  const TomlValue* to = find(*table, "to");
  if (from != nullptr) check_workspace_path(*from, loading);
  if (to != nullptr) check_workspace_path(*to, loading);
  if (to != nullptr && to->as<TomlString>() != nullptr) check_placeholders(*to, loading);
  if (string(*table, "from") && string(*table, "to"))
    loading.workspace.outputs.push_back(
        {*string(*table, "from"), *string(*table, "to"), value.span});
}

void load_outputs(const TomlValue& value, Loading& loading) {
  const auto* list = loading.reader.expect<TomlArray>("outputs", value, "a list of `[[outputs]]`");
  if (list == nullptr) return;
  for (const TomlValue& output : *list) load_output(output, loading);
}

struct Section {
  std::string_view name;
  void (*load)(const TomlTable& table, Loading& loading);
  bool fixed = true;  ///< its keys are those of the rows
};
constexpr Section loaders[] = {{"workspace", load_section},
                               {"cache", load_cache},
                               {"vaults", load_vaults, false},
                               {"environments", load_environments, false},
                               {"formats", load_formats, false},
                               {"limits", load_limits},
                               {"check", load_check},
                               {"insomnia", load_insomnia}};

void report_unknown(const TomlEntry& entry, Loading& loading) {
  std::vector<std::string_view> known;
  for (const SectionSpec& row : sections()) known.push_back(row.name);
  DiagnosticSink& sink = loading.reader.sink();
  if (entry.value.as<TomlTable>() == nullptr &&
      find(section("workspace").fields, entry.key) != nullptr) {
    sink.report(loading.reader.source(), entry.key_span, diag::unknown_setting,
                "the top of the file", visible(entry.key), "; it belongs in `[workspace]`");
    return;
  }
  const SourcePtr& source = loading.reader.source();
  sink.report(source, entry.key_span, diag::unknown_table, visible(entry.key),
              hint(entry.key, known))
      .fix = replacement(source, entry.key_span, entry.key, known, ChosenBy::us);
}

void load_entry(const TomlEntry& entry, Loading& loading) {
  if (entry.key == "outputs") return load_outputs(entry.value, loading);
  const auto* loader = std::find_if(std::begin(loaders), std::end(loaders),
                                    [&](const Section& row) { return row.name == entry.key; });
  if (loader == std::end(loaders)) return report_unknown(entry, loading);
  const auto* table =
      loading.reader.expect<TomlTable>(entry.key, entry.value, name(FieldType::table));
  if (table == nullptr) return;
  if (loader->fixed)
    loading.reader.check(*table, section(entry.key).fields,
                         {fmt::format("`[{}]`", entry.key), entry.value.span});
  loader->load(*table, loading);
}

}  // namespace

Workspace load_workspace(const SourcePtr& source, std::string folder, DiagnosticSink& sink) {
  Workspace workspace;
  workspace.source = source;
  workspace.name = base_name(folder);
  workspace.folder = std::move(folder);
  Loading loading{workspace, FieldReader(source, sink)};
  const TomlTable document = parse_toml(source, sink);
  // Others refer to data folders, so they come first wherever they stand.
  for (const TomlEntry& entry : document)
    if (entry.key == "workspace") load_entry(entry, loading);
  for (const TomlEntry& entry : document)
    if (entry.key != "workspace") load_entry(entry, loading);
  check_references(document, loading);
  check_outputs(document, loading);
  return workspace;
}

}  // namespace keyplate::compiler
