#pragma once
// Rules for values whose right form is known without asking anybody: one file names_*.cpp each.
// A rule names the first offending character and says what the value may hold.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/field.h"

namespace keyplate::compiler {

/// A vault, an alias, an environment: letters, digits, `-` and `_`.
std::optional<NameProblem> plain_name_problem(std::string_view value);

/// A secret in any vault: text of 1 to 512 bytes without control characters.
std::optional<NameProblem> secret_name_problem(std::string_view value);

/// What a variable's name begins with: anything but nothing.
std::optional<NameProblem> prefix_problem(std::string_view value);

/// The name of an SSO session in ~/.aws/config.
std::optional<NameProblem> sso_session_name_problem(std::string_view value);

/// One of the four scopes that a sign-in to a Key Vault asks for, or its URL form.
std::optional<NameProblem> azure_scope_problem(std::string_view value);

/// The scopes that `written` lacks, each with what it is for: "`openid`, which ...".
std::vector<std::string> missing_azure_scopes(const std::vector<std::string_view>& written);

/// "has a space", "has `$`": the first character that is no letter, digit, `-` or `_`.
std::optional<NameProblem> first_unplain(std::string_view value, std::string_view what_it_may_hold);

}  // namespace keyplate::compiler
