#pragma once
// One row for anything that a user may write: an argument of a tag or filter, a setting of a vault,
// a key of the workspace file. Checks, help, documentation and schemas all read the same rows.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "grammar/diagnostic.h"

namespace keyplate::compiler {

enum class FieldType : std::uint8_t {
  any,  ///< a value of any type (tag and filter arguments)
  string,
  integer,
  number,
  boolean,
  duration,  ///< `30m`, `1h30m`, `0`
  choice,    ///< one of `choices`
  string_list,
  string_map,       ///< a table of strings
  path,             ///< a data path: beneath the workspace or a granted data folder
  credential_path,  ///< may be absolute or start with `~`; part of the grant
  credential,       ///< `{ env = ... }`, `{ file = ... }` or `{ command = [...] }`
  jwt,              ///< a credential that may also be `{ github_oidc = "AUDIENCE" }`
  auth,             ///< one of the provider's ways to authenticate, by its `type`
  glob,             ///< see compiler/glob.h
  glob_list,
  url,
  table,  ///< has rows of its own
};

std::string_view name(FieldType type);

/// What a name rule found: the offending byte (or the whole value) and why, as half a sentence.
struct NameProblem {
  std::size_t offset = 0;
  std::size_t size = 0;  ///< 0: the whole value
  std::string reason;
  Severity severity = Severity::error;
};
/// A rule for a value whose form is known without network: nothing when the value is right.
using NameRule = std::optional<NameProblem> (*)(std::string_view value);

struct FieldSpec {
  std::string_view name;
  FieldType type = FieldType::string;
  std::string_view doc;  ///< one sentence, for `explain`, hover and the schema
  bool required = false;
  std::string_view fallback = {};  ///< what an absent one means, as written; empty: nothing
  std::span<const std::string_view> choices = {};
  NameRule rule = nullptr;  ///< of the string, or of each in a list
  /// What a broken rule is reported as: the value, then the reason.
  const Message<std::string, std::string>* rule_message = &diag::invalid_name;
  std::int64_t least = INT64_MIN;  ///< of an integer, or of a duration in seconds
  std::int64_t most = INT64_MAX;
  bool any_case = false;  ///< the choices may be written in capitals too
};

/// What a row of a setting that must be there says.
inline constexpr bool needed = true;

/// The row of that name, or null.
const FieldSpec* find(std::span<const FieldSpec> fields, std::string_view name);

}  // namespace keyplate::compiler
