#pragma once
// What is wrong with a reference on the command line before anything is read: the same that
// `check` says of one in a template.

#include <string_view>

#include "cli/failure.h"
#include "compiler/workspace.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

/// A name that no secret can have.
Expected<void> check_secret_name(std::string_view name);

/// A name that the vault doesn't permit, a field that its provider doesn't know, a path without
/// meaning.
Expected<void> check_reference(const compiler::Vault& vault, const protocol::Reference& reference);

}  // namespace keyplate::cli
