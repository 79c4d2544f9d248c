#include "runtime/evaluate/slots/yaml_syntax.h"

#include <yaml.h>

#include <algorithm>
#include <optional>
#include <string>

#include "runtime/evaluate/slots/yaml_memory.h"

namespace keyplate::evaluate {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
/// As in JSON. libyaml looks at all that is open for each event, and at most 1,024 characters
/// ahead.
constexpr std::size_t deepest_yaml = 1000;

/// The byte where the character `index` begins.
std::size_t byte_of(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && index-- == 0) break;
    ++at;
  }
  return at;
}

class YamlParser {
 public:
  /// libyaml wants a pointer even to an empty text.
  explicit YamlParser(std::string_view text) : text_(text.empty() ? "" : text) {
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    skipped_ = text.size() - text_.size();
    made_ = yaml_parser_initialize(&parser_) == 1;
    if (!made_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text_.data()),
                                 text_.size());
  }
  YamlParser(const YamlParser&) = delete;
  YamlParser& operator=(const YamlParser&) = delete;
  ~YamlParser() {
    if (made_) yaml_parser_delete(&parser_);
  }

  /// Whether it is YAML to its end.
  bool read() {
    if (!made_) return false;
    for (bool ended = false; !ended && !too_deep_;) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser_, &event) == 0) return false;
      ended = event.type == YAML_STREAM_END_EVENT;
      count(event);
      yaml_event_delete(&event);
    }
    return !too_deep_;
  }

  HostError error() const {
    HostError error;
    error.ends = true;
    if (too_deep_) {
      error.reason = "nested too deep";
      error.offset = skipped_ + byte_of(text_, *too_deep_);
      return error;
    }
    error.reason = parser_.problem != nullptr ? parser_.problem : "this can't be read";
    if (parser_.error == YAML_READER_ERROR) {
      error.offset = skipped_ + std::min(parser_.problem_offset, text_.size());
      return error;
    }
    error.offset = skipped_ + byte_of(text_, parser_.problem_mark.index);
    if (parser_.context != nullptr) {
      error.reason = std::string(parser_.context) + ": " + error.reason;
      error.begin = skipped_ + byte_of(text_, parser_.context_mark.index);
    }
    return error;
  }

 private:
  void count(const yaml_event_t& event) {
    const bool begins =
        event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
    if (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT) --depth_;
    if (begins && ++depth_ > deepest_yaml) too_deep_ = event.start_mark.index;
  }

  YamlMemory memory_;
  std::string_view text_;
  std::size_t skipped_ = 0;
  yaml_parser_t parser_{};
  bool made_ = false;  ///< unless there is no memory for it
  std::size_t depth_ = 0;
  std::optional<std::size_t> too_deep_;  ///< the character that begins it
};

}  // namespace

std::vector<HostError> find_yaml_errors(std::string_view text) {
  YamlParser parser(text);
  if (parser.read()) return {};
  return {parser.error()};
}

}  // namespace keyplate::evaluate
