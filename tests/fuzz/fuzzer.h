// What a fuzzer NAME.cpp defines: `FUZZER(NAME) { ... }` over `data` and `size`, all within a
// namespace of its own, since one program replays the corpora of all fuzzers. With libFuzzer each
// is a program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef KEYPLATE_LIBFUZZER
#define FUZZER(name) \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
#else
#define FUZZER(name)                                            \
  int run_##name(const std::uint8_t* data, std::size_t size);   \
  const keyplate::fuzz::Fuzzer entry_##name(#name, run_##name); \
  int run_##name(const std::uint8_t* data, std::size_t size)
#endif

namespace keyplate::fuzz {

/// Takes its place in a list, in which replay.cpp looks a name up.
struct Fuzzer {
  using Run = int (*)(const std::uint8_t* data, std::size_t size);
  Fuzzer(std::string_view name, Run run);

  std::string_view name;
  Run run;
  const Fuzzer* next;
};

}  // namespace keyplate::fuzz
