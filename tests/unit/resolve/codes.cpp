// Every kind of failure that this version can meet is a diagnostic of the same name.
#include <algorithm>
#include <catch2/catch.hpp>

#include "grammar/diagnostic.h"
#include "runtime/protocol/message.h"

namespace keyplate::resolve {
namespace {

using protocol::ErrorKind;

/// What nobody is left to read. One that gains a row here fails until it leaves this list.
constexpr ErrorKind without_row[] = {ErrorKind::cancelled};

TEST_CASE("a failure's kind is a diagnostic") {
  for (std::size_t i = 0; i < protocol::error_kind_count; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const bool exempt =
        std::find(std::begin(without_row), std::end(without_row), kind) != std::end(without_row);
    INFO(name(kind));
    CHECK(find_code(name(kind)).has_value() != exempt);
  }
}

}  // namespace
}  // namespace keyplate::resolve
