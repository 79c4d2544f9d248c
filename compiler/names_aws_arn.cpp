#include "compiler/names_aws_arn.h"

#include <fmt/core.h>

#include <array>
#include <optional>

#include "compiler/names.h"
#include "compiler/names_text.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view secret_example =
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:NAME-AbCdEf";
constexpr std::string_view resource_type = "secret:";
constexpr std::size_t suffix_size = 7;  // `-` and six characters

bool is_of_partition(char c) {
  return is_lower(c) || is_digit(c) || c == '-';
}

tl::unexpected<NameProblem> wrong(std::string_view value, std::string_view part,
                                  std::string_view what, std::string_view example) {
  return tl::unexpected(
      problem_of(value, part, fmt::format("has {}; a full ARN looks like `{}`", what, example)));
}

/// The same problem, seen from the whole of which `part` is a part.
NameProblem within(std::string_view value, std::string_view part, NameProblem problem) {
  problem.offset += static_cast<std::size_t>(part.data() - value.data());
  if (problem.size == 0) problem.size = part.size();
  return problem;
}

bool has_suffix(std::string_view name) {
  return name.size() > suffix_size && name[name.size() - suffix_size] == '-' &&
         all_of(name.substr(name.size() - suffix_size + 1), is_alphanumeric);
}

}  // namespace

tl::expected<Arn, NameProblem> read_arn(std::string_view value, std::string_view service,
                                        std::string_view example) {
  std::array<std::string_view, 6> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t colon = i + 1 == parts.size() ? value.size() : value.find(':', begin);
    if (colon == std::string_view::npos || begin > value.size())
      return wrong(value, value, "too few parts", example);
    parts[i] = value.substr(begin, colon - begin);
    begin = colon + 1;
  }
  const Arn arn{parts[1], parts[2], parts[3], parts[4], parts[5]};
  if (parts[0] != "arn") return wrong(value, value, "no `arn:` before it", example);
  if (arn.partition.substr(0, 3) != "aws" || !all_of(arn.partition, is_of_partition))
    return wrong(value, arn.partition, fmt::format("the partition `{}`", visible(arn.partition)),
                 example);
  if (arn.service != service)
    return wrong(value, arn.service, fmt::format("the service `{}`", visible(arn.service)),
                 example);
  return arn;
}

tl::expected<Arn, NameProblem> read_secret_arn(std::string_view value) {
  auto arn = read_arn(value, "secretsmanager", secret_example);
  if (!arn) return arn;
  if (auto problem = aws_region_problem(arn->region))
    return tl::unexpected(within(value, arn->region, *std::move(problem)));
  if (auto problem = aws_account_problem(arn->account))
    return tl::unexpected(within(value, arn->account, *std::move(problem)));
  if (arn->resource.substr(0, resource_type.size()) != resource_type)
    return wrong(value, arn->resource, "another resource than a secret", secret_example);
  const std::string_view name = arn->resource.substr(resource_type.size());
  if (!has_suffix(name))
    return tl::unexpected(
        problem_of(value, name,
                   "lacks the `-` and six characters that AWS put behind the name; write the whole "
                   "ARN, or only the name"));
  if (auto problem = aws_plain_secret_problem(name.substr(0, name.size() - suffix_size)))
    return tl::unexpected(within(value, name, *std::move(problem)));
  return arn;
}

}  // namespace keyplate::compiler
