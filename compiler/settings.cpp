#include "compiler/settings.h"

#include <algorithm>

#include "compiler/glob.h"
#include "compiler/names.h"

namespace keyplate::compiler {
namespace {

// clang-format off
using T = FieldType;

constexpr std::string_view dialects[] = {"nunjucks"};
constexpr std::string_view undefined[] = {"error", "empty"};
constexpr std::string_view engines[] = {"insomnia-13"};
constexpr std::string_view providers_of_insomnia[] = {"aws", "gcp", "hashicorp", "azure"};
// `dotenv` alone is `dotenv:portable`.
constexpr std::string_view formats[] = {
    "text", "json", "jsonc", "yaml", "toml", "http", "xml", "ini", "properties",
    "dotenv", "dotenv:portable", "dotenv:docker", "dotenv:sh"};

constexpr FieldSpec workspace[] = {
    {"name", T::string, "The workspace's name; absent means the folder's."},
    {"templates", T::glob_list, "The files that are templates."},
    {"exclude", T::glob_list, "Files and folders that are none."},
    {"dialect", T::choice, "The surface grammar of the templates.", {}, "nunjucks", dialects},
    {"undefined", T::choice, "What printing an undefined variable does: an error, or nothing.", {}, "error", undefined},
    {"inputs", T::string_list, "Variables that only the command line gives."},
    {"default_environment", T::string, "The environment where `--env` names none.", {}, {}, {}, plain_name_problem},
    {"data_folders", T::string_list, "Folders beside the workspace that data files may be read from."},
};
constexpr FieldSpec outputs[] = {
    {"from", T::glob, "The templates to render.", needed},
    {"to", T::path, "Where to; `{name}` is the template's file name without its template suffix.", needed},
};
constexpr FieldSpec cache[] = {
    {"ttl", T::duration, "How long a secret that was read may be used again; `0` disables, `12h` is the most.", {}, "30m"},
};
constexpr FieldSpec environments[] = {
    {"extends", T::string, "The environment whose variables and aliases this one starts from.", {}, {}, {}, plain_name_problem},
    {"vaults", T::string_map, "Aliases: the name that templates use, and the vault that it means here."},
    {"variables", T::table, "Variables; their strings are templates."},
};
constexpr FieldSpec limits[] = {
    {"references", T::integer, "How many secrets a render may refer to.", {}, "5000", {}, {}, {}, 1, 50'000},
    {"requests", T::integer, "How many requests a render may send.", {}, "10000", {}, {}, {}, 1, 100'000},
    {"output", T::integer, "How many bytes one output may have.", {}, "67108864", {}, {}, {}, 1, 671'088'640},
    {"template", T::integer, "How many bytes one template may have.", {}, "16777216", {}, {}, {}, 1, 167'772'160},
    {"nesting", T::integer, "How deep brackets and blocks may nest.", {}, "64", {}, {}, {}, 1, 640},
    {"steps", T::integer, "How many steps a render may take.", {}, "100000000", {}, {}, {}, 1, 1'000'000'000},
    {"regex", T::integer, "How many steps one regular expression may take.", {}, "10000000", {}, {}, {}, 1, 100'000'000},
};
constexpr FieldSpec check[] = {
    {"ignore", T::string_list, "Codes of diagnostics that `check` does not report."},
    {"portable_to", T::choice, "What templates must render alike in, beside Insomnia up to 12: `not-portable` says what doesn't.", {}, {}, engines},
};
constexpr FieldSpec insomnia[] = {
    {"credentials", T::string_map, "The vault that each of Insomnia's cloud credential ids means."},
    {"ambient", T::string_list, "Providers whose ambient chain serves ids that have no vault.", {}, {}, providers_of_insomnia},
};
/// Every key is a glob, every value one of the choices.
constexpr FieldSpec format_values[] = {
    {"GLOB", T::choice, "The host format of the files that match.", {}, {}, formats},
};

constexpr SectionSpec section_rows[] = {
    {"workspace", "[workspace]", "The workspace itself.", workspace},
    {"outputs", "[[outputs]]", "What a bare `keyplate render` writes.", outputs, SectionShape::list},
    {"cache", "[cache]", "How long secrets are kept in memory.", cache},
    {"vaults", "[vaults.NAME]", "Named connections to where secrets are kept.", {}, SectionShape::named},
    {"environments", "[environments.NAME]", "Named sets of variables and vault aliases.", environments, SectionShape::named},
    {"formats", "[formats]", "Host formats of files whose names don't tell; the first glob that matches rules, and one without `/` matches in every folder.", format_values, SectionShape::map},
    {"limits", "[limits]", "How much a check or render may use.", limits},
    {"check", "[check]", "What `keyplate check` reports.", check},
    {"insomnia", "[insomnia]", "How Insomnia's own tags find their vaults.", insomnia},
};
// clang-format on

}  // namespace

std::span<const SectionSpec> sections() {
  return section_rows;
}

const SectionSpec& section(std::string_view name) {
  return *std::find_if(std::begin(section_rows), std::end(section_rows),
                       [&](const SectionSpec& row) { return row.name == name; });
}

}  // namespace keyplate::compiler
