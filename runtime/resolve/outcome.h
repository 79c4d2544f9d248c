#pragma once
// The words of the protocol that every part of the resolver speaks in.

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

}  // namespace keyplate::resolve
