#pragma once
// A TOML document as the workspace loader wants it: in source order, every key and value with its
// span, numbers as spelled, strings with the way back to the bytes they were written as.
// toml++ is included by toml.cpp alone.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "grammar/diagnostic.h"

namespace keyplate::compiler {

struct TomlValue;

struct TomlString {
  std::string text;
  /// Offsets in the file of each byte of `text`, and of its end; see Source::derived.
  std::vector<std::uint32_t> offsets;
};
struct TomlInteger {
  std::int64_t value = 0;
  std::string spelling;
};
struct TomlFloat {
  double value = 0;
  std::string spelling;
};
/// A date, time or date-time, as spelled.
struct TomlDate {
  std::string spelling;
};
struct TomlEntry;
using TomlArray = std::vector<TomlValue>;
using TomlTable = std::vector<TomlEntry>;

struct TomlValue {
  Span span;  ///< the value as written; of a `[table]`, its header
  std::variant<TomlString, TomlInteger, TomlFloat, bool, TomlDate, TomlArray, TomlTable> value;

  template <typename T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
};

struct TomlEntry {
  std::string key;
  Span key_span;
  TomlValue value;
};

const TomlValue* find(const TomlTable& table, std::string_view key);

struct TomlError {
  std::size_t offset = 0;
  std::string reason;  ///< shows nothing of the document
};

/// The first thing that makes `text` no TOML 1.0, whatever a workspace may hold beyond it.
std::optional<TomlError> find_toml_error(std::string_view text);

/// The document, or an empty table after a `toml-syntax` diagnostic. Also refuses inf and nan.
TomlTable parse_toml(const SourcePtr& source, DiagnosticSink& sink);

}  // namespace keyplate::compiler
