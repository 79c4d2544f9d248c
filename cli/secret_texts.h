#pragma once
// The texts that a secret consists of, for who must know them to keep them out of sight.

#include <functional>
#include <string_view>

#include "compiler/variables.h"
#include "runtime/protocol/message.h"

namespace keyplate::cli {

/// Is told a text; it is gone when the call returns.
using SecretListener = std::function<void(std::string_view)>;

/// A text or number as it is spelled; of a document each one in it, but for the keys.
void tell_texts(const protocol::Answer& answer, const SecretListener& listener);

/// What `--set-file` and `--set-env` gave.
void tell_texts(const compiler::VariableTable& variables, const SecretListener& listener);

}  // namespace keyplate::cli
