#pragma once
// Amazon Resource Names, as far as a reference or role may be one.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

#include <string_view>
#include <tl/expected.hpp>

#include "compiler/field.h"

namespace keyplate::compiler {

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; views into the text that was read.
struct Arn {
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;
};

/// Six parts, a partition of AWS and the service's name. `example` ends every message.
tl::expected<Arn, NameProblem> read_arn(std::string_view value, std::string_view service,
                                        std::string_view example);

/// The full ARN of a secret: region, account, and a name with the six characters that AWS put
/// behind it.
tl::expected<Arn, NameProblem> read_secret_arn(std::string_view value);

inline bool is_arn(std::string_view value) {
  return value.substr(0, 4) == "arn:";
}

}  // namespace keyplate::compiler
