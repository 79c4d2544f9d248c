#include <fmt/core.h>

#include <algorithm>

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/schemas.h"
#include "compiler/schema.h"

namespace keyplate::cli {
namespace {

struct SchemaRow {
  std::string_view name;
  std::string_view doc;
  std::string (*text)();
};

constexpr SchemaRow schema_rows[] = {
    {"workspace", "the workspace file, keyplate.toml", compiler::workspace_schema},
    {"config", "your own configuration, ~/.config/keyplate/config.toml", compiler::config_schema},
    {"check", "what `keyplate check --format json` prints", check_report_schema},
    {"plan", "what `keyplate plan --format json` prints", plan_report_schema},
};
static_assert(std::equal(std::begin(schema_rows), std::end(schema_rows), std::begin(schema_names),
                         std::end(schema_names), [](const SchemaRow& row, std::string_view name) {
                           return row.name == name;
                         }));

}  // namespace

ExitCode run_schema(const Arguments& arguments, Console& console) {
  const auto name = arguments.operand(0);
  for (const SchemaRow& row : schema_rows) {
    if (!name) console.out.write(fmt::format("{:<12}{}\n", row.name, row.doc));
    if (name == row.name) console.out.write(row.text());
  }
  return ExitCode::ok;
}

}  // namespace keyplate::cli
