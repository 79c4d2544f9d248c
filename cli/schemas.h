#pragma once
// JSON Schemas of the documents that keyplate reads and prints. Each is committed as
// schemas/NAME.schema.json. To add one: a name here, a row in command_schema.cpp.

#include <string>
#include <string_view>

namespace keyplate::cli {

inline constexpr std::string_view schema_names[] = {"workspace", "config", "check", "plan"};

/// Of what `check --format json` prints: what report_json.cpp writes.
std::string check_report_schema();
/// Of what `plan --format json` prints: what report_plan_json.cpp writes.
std::string plan_report_schema();

}  // namespace keyplate::cli
