#pragma once
// Where a line is the boundary of multipart data (RFC 2046, 5.1.1).

#include <cstddef>
#include <string>
#include <string_view>

namespace keyplate::evaluate {

/// Compares a line with a boundary while it grows.
class Boundary {
 public:
  Boundary() = default;
  /// Of a Content-Type; none if it isn't one of multipart data.
  static Boundary of(std::string_view content_type);

  bool any() const { return !delimiter_.empty(); }
  void begin_line();
  void add(std::string_view text, bool printed);
  /// Whether the line so far is a boundary, the last one or any.
  bool complete() const { return matched_ == delimiter_.size() && any() && !other_; }
  bool closes() const { return complete() && dashes_ == 2; }
  /// Whether a value is a part of it.
  bool printed() const { return printed_; }

 private:
  std::string delimiter_;  ///< with the dashes before it
  std::size_t matched_ = 0;
  std::size_t dashes_ = 0;  ///< behind it
  bool other_ = false;
  bool printed_ = false;
};

}  // namespace keyplate::evaluate
