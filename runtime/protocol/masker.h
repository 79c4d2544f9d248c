#pragma once
// Keeps secret values out of a stream of bytes, however it is cut into writes. A value is found as
// it is, and as JSON strings, percent-encoding (with `+` for a space too), base64 (either alphabet,
// at any alignment, wrapped or not) and hexadecimal spell it. Everything that any of them covers is
// replaced, so overlapping values leave nothing of each other. Time is linear in the stream, memory
// in the values. The values are wiped with the objects that hold them.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace keyplate::protocol {

/// What stands for a secret: six bullets.
inline constexpr std::string_view masked_text =
    "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2";

/// Shorter values would cover half of what a program says.
inline constexpr std::size_t shortest_masked = 4;

/// The values that no stream may show. Carriage returns in them and line breaks at their end don't
/// count, for terminals and shells add and drop them. Of a value with several lines each line that
/// is at least 8 bytes long, without the blanks around it, and has at least 4 different ones is
/// covered by itself too; not so the `-----BEGIN ...-----` lines of PEM.
class MaskedValues {
 public:
  MaskedValues();
  ~MaskedValues();
  MaskedValues(const MaskedValues&) = delete;
  MaskedValues& operator=(const MaskedValues&) = delete;

  enum class Added : std::uint8_t {
    covered,
    too_short,  ///< less than `shortest_masked`
    too_much,   ///< 4 MiB of values are all that can be covered
  };
  /// REQUIRES: not ready.
  Added add(std::string_view value);
  /// Takes no more values. To be called before the first Masker.
  void ready();
  bool empty() const;

  class Automaton;
  const Automaton& automaton() const { return *automaton_; }

 private:
  std::unique_ptr<Automaton> automaton_;
};

/// One stream. REQUIRES: the values are ready and outlive it.
class Masker {
 public:
  explicit Masker(const MaskedValues& values);
  ~Masker();
  Masker(const Masker&) = delete;
  Masker& operator=(const Masker&) = delete;

  /// What may go out now. What may still turn out to be the begin of a value is held back.
  std::string feed(std::string_view bytes);
  /// Lets go of what is held back. What follows may complete a value; then the rest is covered.
  std::string flush();
  /// How many bytes are held back.
  std::size_t held() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A whole text.
std::string mask(const MaskedValues& values, std::string_view text);

}  // namespace keyplate::protocol
