#pragma once
// How the world fails: a file that can't be read, a program that can't be started. What is wrong
// with a text that the user wrote goes to a DiagnosticSink instead; the two never mix.

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace keyplate {

enum class ErrorCode : std::uint8_t {
  not_found,    ///< no such file
  not_regular,  ///< a folder, FIFO, device or socket where a file was meant
  denied,       ///< permission, ownership or a path rule
  too_large,    ///< over the limit that the caller gave
  io,           ///< any other failure of a system call
  unavailable,  ///< a program or service that is missing or has ended
  invalid,      ///< bytes that are not what they should be
};

struct Error {
  ErrorCode code = ErrorCode::io;
  std::string message;  ///< names the thing and the cause; never a secret
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// What TRY yields: the value, or nothing of a Result<void>.
template <typename T, typename E>
T take_value(tl::expected<T, E>&& result) {
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace keyplate

/// `auto x = TRY(f());` returns the error of `f()` from the calling function.
#define TRY(...)                                                           \
  __extension__({                                                          \
    auto try_result = (__VA_ARGS__);                                       \
    if (!try_result) return tl::unexpected(std::move(try_result).error()); \
    ::keyplate::take_value(std::move(try_result));                         \
  })
