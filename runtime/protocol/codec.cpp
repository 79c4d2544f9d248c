#include "runtime/protocol/codec.h"

#include <concepts>
#include <cstring>
#include <type_traits>

#include "runtime/protocol/members.h"

namespace keyplate::protocol {
namespace {

constexpr std::size_t length_size = 4;
/// No list of a message is longer: a workspace may ask for 50,000 references at most. It keeps a
/// frame of tiny elements from growing a hundredfold in memory.
constexpr std::uint32_t max_elements = 1u << 17;

template <typename T>
concept Struct = !std::same_as<std::remove_cv_t<decltype(members<T>)>, bool>;
template <typename T>
concept Enumeration = std::is_enum_v<T>;

class Writer {
 public:
  explicit Writer(WipedString& out) : out_(out) {}

  void put(bool value) { out_.push_back(value ? 1 : 0); }
  template <std::unsigned_integral T>
  void put(T value) {
    for (std::size_t i = 0; i < sizeof value; ++i) {
      out_.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    }
  }
  template <Enumeration T>
  void put(T value) {
    put(static_cast<std::uint8_t>(value));
  }
  void put(const std::string& text) { put_bytes(text); }
  void put(const Secret& secret) { put_bytes(secret.reveal()); }
  template <typename T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <typename T>
  void put(const std::vector<T>& list) {
    put(static_cast<std::uint32_t>(list.size()));
    for (const T& element : list) put(element);
  }
  template <typename... Ts>
  void put(const std::variant<Ts...>& value) {
    put(static_cast<std::uint8_t>(value.index()));
    std::visit([this](const auto& alternative) { this->put(alternative); }, value);
  }
  template <Struct T>
  void put(const T& message) {
    std::apply([&](auto... member) { (put(message.*member), ...); }, members<T>);
  }

 private:
  void put_bytes(std::string_view bytes) {
    put(static_cast<std::uint32_t>(bytes.size()));
    out_.append(bytes);
  }
  WipedString& out_;
};

/// Every `get` is true when the bytes were there and meant something.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool at_end() const { return rest_.empty(); }

  bool get(bool& value) {
    std::uint8_t byte = 0;
    if (!get(byte) || byte > 1) return false;
    value = byte == 1;
    return true;
  }
  template <std::unsigned_integral T>
  bool get(T& value) {
    if (rest_.size() < sizeof value) return false;
    value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) {
      value = static_cast<T>(
          value | static_cast<T>(static_cast<T>(static_cast<unsigned char>(rest_[i])) << (8 * i)));
    }
    rest_.remove_prefix(sizeof value);
    return true;
  }
  template <Enumeration T>
  bool get(T& value) {
    std::uint8_t byte = 0;
    if (!get(byte) || byte >= enumerators<T>) return false;
    value = static_cast<T>(byte);
    return true;
  }
  bool get(std::string& text) {
    std::string_view bytes;
    if (!get_bytes(bytes)) return false;
    text = bytes;
    return true;
  }
  bool get(Secret& secret) {
    std::string_view bytes;
    if (!get_bytes(bytes)) return false;
    secret = Secret(bytes);
    return true;
  }
  template <typename T>
  bool get(std::optional<T>& value) {
    bool present = false;
    if (!get(present)) return false;
    return !present || get(value.emplace());
  }
  template <typename T>
  bool get(std::vector<T>& list) {
    std::uint32_t size = 0;
    if (!get(size) || size > max_elements) return false;
    for (std::uint32_t i = 0; i < size; ++i) {
      if (!get(list.emplace_back())) return false;
    }
    return true;
  }
  template <typename... Ts>
  bool get(std::variant<Ts...>& value) {
    std::uint8_t kind = 0;
    return get(kind) && get_alternative(value, kind, std::index_sequence_for<Ts...>());
  }
  template <Struct T>
  bool get(T& message) {
    return std::apply([&](auto... member) { return (get(message.*member) && ...); }, members<T>);
  }

 private:
  bool get_bytes(std::string_view& bytes) {
    std::uint32_t size = 0;
    if (!get(size) || size > rest_.size()) return false;
    bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }
  template <typename Variant, std::size_t... I>
  bool get_alternative(Variant& value, std::size_t kind, std::index_sequence<I...>) {
    return ((kind == I && get(value.template emplace<I>())) || ...);
  }
  std::string_view rest_;
};

template <typename Message>
WipedString encode_message(const Message& message) {
  WipedString frame;
  frame.reserve(beyond_small_string);
  Writer writer(frame);
  writer.put(std::uint32_t{0});
  writer.put(version);
  writer.put(message);
  const std::size_t size = frame.size() - length_size;
  if (size > max_frame) return {};
  for (std::size_t i = 0; i < length_size; ++i)
    frame[i] = static_cast<char>(size >> (8 * i) & 0xff);
  return frame;
}

template <typename Message>
tl::expected<Message, DecodeError> decode_message(std::string_view frame) {
  Reader reader(frame);
  std::uint16_t their_version = 0;
  Message message;
  if (!reader.get(their_version)) return tl::unexpected(DecodeError{"shorter than a header"});
  // The first alternative is the greeting, whose bytes are the same in every version.
  const bool greeting = frame.size() > sizeof their_version && frame[sizeof their_version] == 0;
  if (their_version != version && !greeting) {
    return tl::unexpected(DecodeError{"of another protocol version"});
  }
  if (!reader.get(message)) return tl::unexpected(DecodeError{"not a message"});
  if (!reader.at_end()) return tl::unexpected(DecodeError{"longer than its message"});
  return message;
}

}  // namespace

WipedString encode(const Request& request) {
  return encode_message(request);
}
WipedString encode(const Response& response) {
  return encode_message(response);
}

tl::expected<Request, DecodeError> decode_request(std::string_view frame) {
  return decode_message<Request>(frame);
}
tl::expected<Response, DecodeError> decode_response(std::string_view frame) {
  return decode_message<Response>(frame);
}

}  // namespace keyplate::protocol
