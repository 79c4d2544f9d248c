// What must not compile: each CASE is one way to show a Secret or a Value. CASE 0 shows that the
// rest does, and that there is none of what can be asked about without an error.
#include <fmt/core.h>
#include <fmt/format.h>

#include <concepts>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <version>
#ifdef __cpp_lib_format
#include <format>
#endif

#include "runtime/evaluate/value.h"
#include "runtime/protocol/secret.h"

using keyplate::evaluate::Value;
using keyplate::protocol::Secret;

// No way to text but the one that says so; a stream of any kind takes neither.
template <typename T>
concept Converts =
    std::convertible_to<T, std::string> || std::convertible_to<T, std::string_view> ||
    std::convertible_to<T, const char*> || std::convertible_to<T, bool>;
template <typename T>
concept Concatenates = requires(T& t, std::string text, std::ostringstream stream) {
  { text + t } -> std::convertible_to<std::string>;
}
|| requires(T& t, std::string text) {
  text += t;
}
|| requires(T& t, std::string text) {
  text.append(t);
};
template <typename T>
concept Streams = requires(T& t, std::ostream& stream) {
  stream << t;
}
|| requires(T& t, std::ostringstream stream) {
  stream << t;
};
// A comparison that stops at the first difference tells how much was right.
template <typename T>
concept Orders = requires(T& a, T& b) {
  a < b;
}
|| requires(T& a, T& b) {
  a <=> b;
};
template <typename T>
concept ComparesToText = requires(T& t, std::string_view text) {
  t == text;
}
|| requires(T& t) {
  t == "text";
}
|| requires(T& t, std::string text) {
  t == text;
};

static_assert(!Converts<Secret> && !Concatenates<Secret> && !Streams<Secret>);
static_assert(!Orders<Secret> && !ComparesToText<Secret> && std::equality_comparable<Secret>);
static_assert(!Converts<Value> && !Concatenates<Value> && !Streams<Value>);
static_assert(!Orders<Value> && !ComparesToText<Value> && !std::equality_comparable<Value>);
static_assert(!fmt::is_formattable<Secret>::value && !fmt::is_formattable<Value>::value);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::convertible_to<std::string, Secret>, "text becomes a secret only on purpose");
// The questions can be answered with yes.
static_assert(Converts<std::string> && Concatenates<std::string> && Streams<std::string>);
static_assert(Orders<std::string> && ComparesToText<std::string>);

std::string show([[maybe_unused]] Secret& secret, [[maybe_unused]] Value& value) {
#if CASE == 0
  Secret moved = std::move(secret);
  return fmt::format("{} bytes", moved.size());
#elif CASE == 1
  return fmt::format("{}", secret);
#elif CASE == 2
  fmt::print("{}", secret);
  return {};
#elif CASE == 3
  return fmt::to_string(secret);
#elif CASE == 4
#ifdef __cpp_lib_format
  return std::format("{}", secret);
#else
  return fmt::vformat("{}", fmt::make_format_args(secret));  // as the sinks of diagnostics do
#endif
#elif CASE == 5
  std::cout << secret;
  return {};
#elif CASE == 6
  return fmt::format("{}", value);
#endif
}
