#pragma once
// The words of the protocol that every part of the resolver speaks in.

#include "compiler/result.h"
#include "runtime/protocol/message.h"

namespace keyplate::resolve {

using protocol::ErrorKind;
using protocol::fail;
using protocol::Failure;
using protocol::Outcome;
using protocol::Reference;
using protocol::Secret;
using protocol::Setting;
using protocol::VaultSettings;

/// What the disk said, told by another layer.
inline Failure disk_error(const Error& error) {
  return {ErrorKind::io, error.message, {}};
}

}  // namespace keyplate::resolve
