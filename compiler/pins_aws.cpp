#include <fmt/core.h>

#include "compiler/names_aws_arn.h"
#include "compiler/names_text.h"
#include "compiler/pins.h"

namespace keyplate::compiler {
namespace {

/// One account that is written somewhere against the one that the answers must come from.
void compare_account(const Vault& vault, std::string_view field, std::string_view whole,
                     std::string_view account, std::vector<PinProblem>& problems) {
  const auto pinned = setting_text(vault, "account");
  if (!pinned || account.empty() || account == *pinned) return;
  problems.push_back({field, problem_of(whole, account,
                                        fmt::format("is of account `{}`, and the vault's is `{}`",
                                                    account, *pinned))});
}

/// A role's account is left alone: a role of another account may well read this one's secrets.
void check_aws_settings(const Vault& vault, std::vector<PinProblem>& problems) {
  if (const auto account = setting_text(vault, "auth.account"))
    compare_account(vault, "auth.account", *account, *account, problems);
}

void check_aws_reference(const Vault& vault, const ReferenceText& reference,
                         std::vector<PinProblem>& problems) {
  if (!reference.name || !is_arn(*reference.name)) return;
  const std::string_view name = *reference.name;
  const auto arn = read_secret_arn(name);
  if (!arn) return;
  compare_account(vault, "name", name, arn->account, problems);
  const auto region = setting_text(vault, "region");
  if (!region || *region == arn->region) return;
  problems.push_back({"name", problem_of(name, arn->region,
                                         fmt::format("is of region `{}`, and the vault's is `{}`",
                                                     arn->region, *region))});
}

}  // namespace

const PinRules aws_pins{check_aws_settings, check_aws_reference};

}  // namespace keyplate::compiler
