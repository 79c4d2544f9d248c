#pragma once
// The JSON of Insomnia's `vault` tag: one row for each key that its forms write, with the rule of
// the provider's own name for it.

#include <span>
#include <string>
#include <string_view>

#include "compiler/result.h"
#include "compiler/tables.h"

namespace keyplate::compiler {

struct InsomniaSpec {
  ProviderId provider;
  std::span<const FieldSpec> keys;
  /// The keys that are a reference's name, version and stage; empty where there is none.
  std::string_view name;
  std::string_view version;
  std::string_view stage;
};

/// Of a provider by the name that the tag gives it; null for another.
const InsomniaSpec* find_insomnia(std::string_view provider);

/// Keys of HCP Vault Secrets, a service that HashiCorp has ended.
std::span<const std::string_view> retired_keys();

/// The text of an argument as Insomnia reads it: `b64::...::46b` is decoded, anything else is as it
/// is. Nothing where the wrapped text is no base64.
Result<std::string> unwrapped_argument(std::string_view text);

}  // namespace keyplate::compiler
