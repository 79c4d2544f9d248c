#include "runtime/evaluate/slots/http_multipart.h"

namespace keyplate::evaluate {
namespace {

/// Where a parameter's value begins, whatever the case of its name.
std::size_t find_boundary(std::string_view type) {
  constexpr std::string_view name = "boundary=";
  for (std::size_t i = 0; i + name.size() <= type.size(); ++i) {
    std::size_t same = 0;
    while (same < name.size() && (type[i + same] | 0x20) == (name[same] | 0x20)) ++same;
    if (same == name.size()) return i + same;
  }
  return std::string_view::npos;
}

}  // namespace

Boundary Boundary::of(std::string_view content_type) {
  Boundary boundary;
  const std::size_t begin = find_boundary(content_type);
  if (begin == std::string_view::npos) return boundary;
  std::string_view value = content_type.substr(begin);
  if (value.starts_with('"')) {
    value = value.substr(1, value.find('"', 1) - 1);
  } else {
    value = value.substr(0, value.find_first_of("; \t"));
  }
  if (!value.empty()) boundary.delimiter_ = "--" + std::string(value);
  return boundary;
}

void Boundary::begin_line() {
  matched_ = dashes_ = 0;
  other_ = printed_ = false;
}

void Boundary::add(std::string_view text, bool printed) {
  printed_ = printed_ || (printed && any() && !other_);
  for (const char c : text) {
    if (other_ || !any()) return;
    if (matched_ < delimiter_.size()) {
      other_ = c != delimiter_[matched_++];
    } else if (c == '-' && dashes_ < 2) {
      ++dashes_;
    } else {
      other_ = c != ' ' && c != '\t' && c != '\r';
    }
  }
}

}  // namespace keyplate::evaluate
