#include "runtime/protocol/masker.h"

#include <algorithm>
#include <array>
#include <bit>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "grammar/unicode.h"
#include "runtime/protocol/masked_values.h"

namespace keyplate::protocol {
namespace masking {

using Offset = std::uint64_t;  ///< in the stream

struct Range {
  Offset begin;
  Offset end;
};

/// Disjoint, apart and in order.
class Ranges {
 public:
  void add(Range added) {
    const auto first =
        std::lower_bound(ranges_.begin(), ranges_.end(), added.begin,
                         [](const Range& range, Offset at) { return range.end < at; });
    auto last = first;
    if (last != ranges_.end() && last->begin <= added.begin && last->end >= added.end) return;
    for (; last != ranges_.end() && last->begin <= added.end; ++last)
      added = {std::min(added.begin, last->begin), std::max(added.end, last->end)};
    ranges_.insert(ranges_.erase(first, last), added);
  }
  /// The first one that begins before `end`.
  const Range* before(Offset end) const {
    return ranges_.empty() || ranges_.front().begin >= end ? nullptr : &ranges_.front();
  }
  void drop_first() { ranges_.pop_front(); }

 private:
  std::deque<Range> ranges_;
};

using Digits = std::array<signed char, 256>;

constexpr Digits digits_of(std::string_view alphabet) {
  Digits digits{};
  for (signed char& digit : digits) digit = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    digits[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
  return digits;
}

constexpr Digits hex_digits = [] {
  Digits digits = digits_of("0123456789abcdef");
  for (char c = 'A'; c <= 'F'; ++c)
    digits[static_cast<unsigned char>(c)] = static_cast<signed char>(c - 'A' + 10);
  return digits;
}();

/// Of either alphabet.
constexpr Digits base64_digits = [] {
  Digits digits = digits_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  digits['-'] = 62;
  digits['_'] = 63;
  return digits;
}();

int hex_digit(char c) {
  return hex_digits[static_cast<unsigned char>(c)];
}

int base64_digit(char c) {
  return base64_digits[static_cast<unsigned char>(c)];
}

enum class Spelling : std::uint8_t { plain, percent, form, json, hex, base64 };

/// What an escape that begins a text comes to.
struct Escape {
  enum State : std::uint8_t { unfinished, none, done };
  State state = none;
  std::string bytes = {};
};

Escape read_percent(std::string_view text) {
  if (text.size() < 2) return {Escape::unfinished};
  const int high = hex_digit(text[1]);
  if (high < 0) return {Escape::none};
  if (text.size() < 3) return {Escape::unfinished};
  const int low = hex_digit(text[2]);
  if (low < 0) return {Escape::none};
  return {Escape::done, std::string(1, static_cast<char>(high * 16 + low))};
}

/// `\uXXXX`; nothing: it is none, or none yet.
struct CodeUnit {
  Escape::State state = Escape::none;
  std::uint32_t unit = 0;
};
CodeUnit read_code_unit(std::string_view text) {
  CodeUnit result;
  for (std::size_t i = 0; i < 6; ++i) {
    if (i == text.size()) return {Escape::unfinished};
    const int digit = hex_digit(text[i]);
    const bool fits = i == 0 ? text[i] == '\\' : i == 1 ? text[i] == 'u' : digit >= 0;
    if (!fits) return {};
    if (i > 1) result.unit = result.unit * 16 + static_cast<std::uint32_t>(digit);
  }
  result.state = Escape::done;
  return result;
}

Escape read_unicode(std::string_view text) {
  const CodeUnit first = read_code_unit(text);
  if (first.state != Escape::done) return {first.state};
  char32_t point = first.unit;
  if (point >= 0xD800 && point < 0xDC00) {
    const CodeUnit second = read_code_unit(text.substr(6));
    if (second.state != Escape::done) return {second.state};
    if (second.unit < 0xDC00 || second.unit > 0xDFFF) return {Escape::none};
    point = 0x10000 + ((point - 0xD800) << 10) + (second.unit - 0xDC00);
  }
  Escape escape{Escape::done};
  append_utf8(escape.bytes, point);
  return escape;
}

Escape read_backslash(std::string_view text) {
  if (text.size() < 2) return {Escape::unfinished};
  if (text[1] == 'u') return read_unicode(text);
  constexpr std::string_view letters = "\"\\/'bfnrt";
  constexpr std::string_view meanings = "\"\\/'\b\f\n\r\t";
  const std::size_t at = letters.find(text[1]);
  if (at == std::string_view::npos) return {Escape::none};
  return {Escape::done, std::string(1, meanings[at])};
}

/// One way to read the stream: undoes a spelling and follows the values in what it finds.
class Reading {
 public:
  Reading(Spelling spelling, unsigned phase, const MaskedValues& values)
      : values_(values.automaton()),
        begins_(std::bit_ceil(std::size_t{values_.longest()} + 1)),
        spelling_(spelling),
        phase_(phase),
        skip_(phase) {}

  void read(std::string_view bytes, Offset at, Ranges& found) {
    switch (spelling_) {
      case Spelling::plain:
        for (const char byte : bytes) {
          take(byte, {at, at + 1}, found);
          ++at;
        }
        break;
      case Spelling::hex:
        for (const char byte : bytes) read_digit(hex_digit(byte), byte, at++, found);
        break;
      case Spelling::base64:
        for (const char byte : bytes) read_digit(base64_digit(byte), byte, at++, found);
        break;
      default:
        for (const char byte : bytes) read_escaped(byte, at++, found);
    }
  }

  /// Where that begins which may still become a value; nothing: it is none.
  std::optional<Offset> open_since() const {
    if (node_ != Automaton::root) return begins_[(taken_ - values_.depth(node_)) % begins_.size()];
    if (!escape_.empty()) return escape_at_;
    const unsigned bits = spelling_ == Spelling::hex ? 4 : 6;
    if (digits_ == 1 && values_.begins_with_bits(bits_, bits)) return first_digit_;
    return std::nullopt;
  }

 private:
  using Automaton = MaskedValues::Automaton;
  /// Of line breaks within base64, of carriage returns within a value.
  static constexpr unsigned most_skipped = 2;

  /// A byte as it is meant, and the bytes that spell it.
  void take(char byte, Range spelled, Ranges& found) {
    if (byte == '\r') {
      if (++returns_ > most_skipped) node_ = Automaton::root;
      return;
    }
    returns_ = 0;
    if (node_ == Automaton::root && !values_.begins_with(byte)) return;
    begins_[taken_ % begins_.size()] = spelled.begin;
    ++taken_;
    const Automaton::Step step = values_.step(node_, byte);
    node_ = step.node;
    if (step.found != 0) found.add({begins_[(taken_ - step.found) % begins_.size()], spelled.end});
  }

  void read_escaped(char byte, Offset at, Ranges& found) {
    const char opener = spelling_ == Spelling::json ? '\\' : '%';
    if (escape_.empty() && byte != opener)
      return take(spelling_ == Spelling::form && byte == '+' ? ' ' : byte, {at, at + 1}, found);
    if (escape_.empty()) escape_at_ = at;
    escape_ += byte;
    const Escape escape =
        spelling_ == Spelling::json ? read_backslash(escape_) : read_percent(escape_);
    if (escape.state == Escape::unfinished) return;
    if (escape.state == Escape::none) return read_as_plain(found);
    escape_.clear();
    for (const char meant : escape.bytes) take(meant, {escape_at_, at + 1}, found);
  }

  /// What looked like an escape is none: its opener means itself, and what follows is read again.
  void read_as_plain(Ranges& found) {
    const std::string text = std::exchange(escape_, {});
    const Offset begin = escape_at_;
    take(text.front(), {begin, begin + 1}, found);
    for (std::size_t i = 1; i < text.size(); ++i) read_escaped(text[i], begin + i, found);
  }

  void read_digit(int digit, char byte, Offset at, Ranges& found) {
    if (digit < 0) {
      const bool wraps = byte == '\n' || byte == '\r';
      if (!wraps || ++breaks_ > most_skipped) start_over();
      return;
    }
    breaks_ = 0;
    if (skip_ > 0) {
      --skip_;
      return;
    }
    const bool hex = spelling_ == Spelling::hex;
    if (digits_ == 0) first_digit_ = at;
    bits_ = bits_ << (hex ? 4 : 6) | static_cast<unsigned>(digit);
    if (++digits_ > 1) take_digits(hex ? 0 : 2 * (4 - digits_), at, found);
    if (digits_ == (hex ? 2 : 4)) digits_ = 0;
  }

  /// The byte above the last `left` bits. One that begins within a digit counts from the next.
  void take_digits(unsigned left, Offset at, Ranges& found) {
    take(static_cast<char>(bits_ >> left), {digits_ == 2 ? first_digit_ : at, at + 1}, found);
    bits_ &= (1u << left) - 1;
  }

  void start_over() {
    node_ = Automaton::root;
    digits_ = bits_ = breaks_ = returns_ = 0;
    skip_ = phase_;
  }

  const Automaton& values_;
  std::vector<Offset> begins_;  ///< of the last bytes, a ring
  Spelling spelling_;
  unsigned phase_;  ///< how many digits of a run to skip
  Automaton::NodeId node_ = Automaton::root;
  std::size_t taken_ = 0;
  unsigned returns_ = 0;
  std::string escape_;
  Offset escape_at_ = 0;
  unsigned skip_;
  unsigned digits_ = 0;
  unsigned bits_ = 0;
  unsigned breaks_ = 0;
  Offset first_digit_ = 0;
};

}  // namespace masking

struct Masker::State {
  /// So that what one reading finds is not far from the end of what the others have found.
  static constexpr std::size_t most_at_once = 4096;

  explicit State(const MaskedValues& values) {
    held.reserve(beyond_small_string);
    if (values.empty()) return;
    using masking::Spelling;
    for (const Spelling spelling :
         {Spelling::plain, Spelling::percent, Spelling::form, Spelling::json})
      readings.emplace_back(spelling, 0, values);
    for (unsigned phase = 0; phase < 2; ++phase)
      readings.emplace_back(Spelling::hex, phase, values);
    for (unsigned phase = 0; phase < 4; ++phase)
      readings.emplace_back(Spelling::base64, phase, values);
  }

  void read(std::string_view bytes) {
    held.append(bytes);
    while (!bytes.empty()) {
      const std::string_view piece = bytes.substr(0, most_at_once);
      for (masking::Reading& reading : readings) reading.read(piece, read_until, found);
      read_until += piece.size();
      bytes.remove_prefix(piece.size());
    }
  }

  /// Up to where nothing can become part of a value any more.
  masking::Offset settled() const {
    masking::Offset until = read_until;
    for (const masking::Reading& reading : readings)
      until = std::min(until, reading.open_since().value_or(until));
    return std::max(until, released);
  }

  std::string release(masking::Offset until) {
    const masking::Offset begin = released;
    std::string out;
    const auto copy = [&](masking::Offset end) {
      if (end == released) return;
      out.append(std::string_view(held).substr(released - begin, end - released));
      released = end;
      covering = false;
    };
    while (const masking::Range* range = found.before(until)) {
      copy(std::max(range->begin, released));
      if (!std::exchange(covering, true)) out += masked_text;
      released = std::max(released, std::min(range->end, until));
      if (range->end > until) break;
      found.drop_first();
    }
    copy(std::max(until, released));
    held.erase(0, released - begin);
    return out;
  }

  std::vector<masking::Reading> readings;
  masking::Ranges found;
  WipedString held;  ///< from `released` to `read_until`
  masking::Offset released = 0;
  masking::Offset read_until = 0;
  bool covering = false;  ///< what was released last stands for a value
};

Masker::Masker(const MaskedValues& values) : state_(std::make_unique<State>(values)) {}
Masker::~Masker() = default;

std::string Masker::feed(std::string_view bytes) {
  state_->read(bytes);
  return state_->release(state_->settled());
}

std::string Masker::flush() {
  return state_->release(state_->read_until);
}

std::size_t Masker::held() const {
  return state_->held.size();
}

std::string mask(const MaskedValues& values, std::string_view text) {
  Masker masker(values);
  std::string out = masker.feed(text);
  return out + masker.flush();
}

}  // namespace keyplate::protocol
