// No exception leaves toml++ in this mode: a failed parse is a value.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wnull-dereference"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "compiler/toml.h"
#include "compiler/toml_text.h"
#include "grammar/unicode.h"

namespace keyplate::compiler {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Lines and code-point columns, as toml++ counts them, back to byte offsets in constant time.
class Columns {
 public:
  explicit Columns(std::string_view text) : text_(text) {
    std::uint32_t code_points = 0;
    lines_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0u) == 0x80u) continue;
      if (code_points % stride == 0) marks_.push_back(static_cast<std::uint32_t>(i));
      ++code_points;
      if (text[i] == '\n') lines_.push_back(code_points);
    }
    marks_.push_back(static_cast<std::uint32_t>(text.size()));
  }

  std::uint32_t offset(const toml::source_position& position) const {
    const auto size = static_cast<std::uint32_t>(text_.size());
    if (position.line == 0 || position.line > lines_.size()) return size;
    const std::uint32_t wanted = lines_[position.line - 1] + std::max(position.column, 1u) - 1;
    if (wanted / stride >= marks_.size()) return size;
    std::uint32_t at = marks_[wanted / stride];
    for (std::uint32_t left = wanted % stride; left > 0 && at < size; --left) at = next(at);
    return at;
  }

 private:
  static constexpr std::uint32_t stride = 64;
  std::uint32_t next(std::uint32_t at) const {
    do {
      ++at;
    } while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0u) == 0x80u);
    return at;
  }

  std::string_view text_;
  std::vector<std::uint32_t> lines_;  // code points before each line
  std::vector<std::uint32_t> marks_;  // offset of every 64th code point
};

/// toml++'s tree as ours. Its depth is bounded by find_deep_nesting.
class Converter {
 public:
  Converter(const SourcePtr& source, std::uint32_t skipped, DiagnosticSink& sink)
      : source_(source),
        text_(source->text()),
        skipped_(skipped),
        columns_(text_.substr(skipped)),
        sink_(sink) {}

  std::uint32_t offset(const toml::source_position& position) const {
    return skipped_ + columns_.offset(position);
  }

  TomlTable table(const toml::table& table) {
    TomlTable entries;
    entries.reserve(table.size());
    for (const auto& [key, node] : table) {
      const Span key_span = span(key.source());
      entries.push_back({std::string(key.str()), key_span, value(node, key_span)});
    }
    std::sort(entries.begin(), entries.end(), [](const TomlEntry& a, const TomlEntry& b) {
      return a.key_span.begin < b.key_span.begin;
    });
    return entries;
  }

 private:
  Span span(const toml::source_region& region) const {
    const std::uint32_t begin = offset(region.begin);
    return {begin, std::max(begin, offset(region.end))};
  }
  std::string spelling(Span span) const { return std::string(source_->text(span)); }

  TomlValue value(const toml::node& node, Span key_span) {
    TomlValue converted{span(node.source()), false};
    if (const auto* table_node = node.as_table()) {
      converted.span = table_span(*table_node, converted.span, key_span);
      converted.value = table(*table_node);
    } else if (const auto* array = node.as_array()) {
      if (array->is_array_of_tables() && !is_written_array(converted.span))
        converted.span = header(converted.span.begin);
      converted.value = list(*array, key_span);
    } else {
      scalar(node, converted);
    }
    return converted;
  }

  TomlArray list(const toml::array& array, Span key_span) {
    TomlArray values;
    values.reserve(array.size());
    for (const toml::node& node : array) values.push_back(value(node, key_span));
    return values;
  }

  void scalar(const toml::node& node, TomlValue& converted) {
    if (node.is_string()) {
      DecodedString decoded = decode_toml_string(text_, converted.span.begin);
      converted.span.end = decoded.end;
      converted.value = std::move(decoded.string);
    } else if (const auto* integer = node.as_integer()) {
      converted.value = TomlInteger{integer->get(), spelling(converted.span)};
    } else if (const auto* number = node.as_floating_point()) {
      converted.value = finite(number->get(), converted.span);
    } else if (const auto* boolean = node.as_boolean()) {
      converted.value = boolean->get();
    } else {
      converted.value = TomlDate{spelling(converted.span)};
    }
  }

  TomlFloat finite(double number, Span span) {
    if (std::isfinite(number)) return {number, spelling(span)};
    sink_.report(source_, span, diag::non_finite_number, spelling(span));
    return {0, "0"};
  }

  /// Of a `[table]`, its header; of one that dotted keys made, the key.
  Span table_span(const toml::table& table, Span whole, Span key_span) const {
    if (table.is_inline()) return whole;
    if (whole.begin < text_.size() && text_[whole.begin] == '[') return header(whole.begin);
    return key_span;
  }
  /// Whether a list of tables was written as `[{ ... }]` and not as `[[headers]]`.
  bool is_written_array(Span span) const {
    return !(source_->text(span).substr(0, 2) == "[[" && header_is_line(span.begin));
  }
  bool header_is_line(std::uint32_t begin) const {
    while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
    return begin == skipped_ || text_[begin - 1] == '\n';
  }
  /// The `[a.b]` or `[[a.b]]` that starts at `begin`.
  Span header(std::uint32_t begin) const {
    std::size_t at = begin;
    while (at < text_.size() && text_[at] != ']' && text_[at] != '\n')
      at = text_[at] == '"' || text_[at] == '\'' ? skip_toml_string(text_, at) : at + 1;
    while (at < text_.size() && text_[at] == ']') ++at;
    return {begin, static_cast<std::uint32_t>(at)};
  }

  SourcePtr source_;
  std::string_view text_;
  std::uint32_t skipped_;
  Columns columns_;
  DiagnosticSink& sink_;
};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// toml++'s words as ours. Its longer quotations are dropped: they may be a credential.
std::string wording(std::string_view description) {
  constexpr std::string_view prefix = "Error while parsing ";
  if (description.substr(0, prefix.size()) == prefix) {
    const std::size_t colon = description.find(": ");
    if (colon != std::string_view::npos) description.remove_prefix(colon + 2);
  }
  if (has(description, "not representable")) return "this number does not fit in 64 bits";
  if (has(description, "interpret")) return "this is no number";
  if (has(description, "into existing inline table"))
    return "an inline table is complete as it is written";
  if (has(description, "could not determine value type"))
    return "this is no TOML value; a string needs quotes";
  const std::size_t saw = description.find(", saw '");
  if (saw == std::string_view::npos) return std::string(description);
  return fmt::format("{} here", description.substr(0, saw));
}

/// The key that toml++ refused because it is there already, given where it noticed.
Span duplicate(std::string_view text, std::uint32_t noticed) {
  std::size_t line = text.rfind('\n', noticed == 0 ? 0 : noticed - 1);
  line = line == std::string_view::npos ? 0 : line + 1;
  std::size_t end = text.rfind('=', noticed);
  if (end == std::string_view::npos || end < line)
    end = std::min(text.find('\n', noticed), text.size());
  std::size_t begin =
      std::min<std::size_t>(text.find_last_of("{,\n", end == 0 ? 0 : end - 1) + 1, end);
  begin = std::max(begin, line);
  const auto blank = [&](std::size_t i) {
    return std::strchr(" \t\r", text[i]) != nullptr;
  };
  while (begin < end && blank(begin)) ++begin;
  while (end > begin && blank(end - 1)) --end;
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

void report(const toml::parse_error& error, const SourcePtr& source, std::uint32_t at,
            DiagnosticSink& sink) {
  const std::string_view text = source->text();
  if (has(error.description(), "cannot redefine")) {
    const Span span = duplicate(text, at);
    sink.report(source, span, diag::duplicate_key, visible(source->text(span)));
    return;
  }
  std::uint32_t end = at;
  while (end < text.size() && end < at + 4 &&
         (end == at || (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u))
    ++end;
  sink.report(source, {at, end}, diag::toml_syntax, wording(error.description()));
}

/// What would keep toml++ from seeing the document at all.
bool is_parsable(const SourcePtr& source, DiagnosticSink& sink) {
  const std::string_view text = source->text();
  if (const auto invalid = find_invalid_utf8(text)) {
    const auto at = static_cast<std::uint32_t>(*invalid);
    sink.report(source, {at, at + 1}, diag::toml_syntax,
                "this byte is not UTF-8; a workspace file is UTF-8 text");
    return false;
  }
  if (auto deep = find_deep_nesting(text)) {
    sink.report(source, deep->span, diag::toml_syntax, std::move(deep->message));
    return false;
  }
  return true;
}

}  // namespace

const TomlValue* find(const TomlTable& table, std::string_view key) {
  for (const TomlEntry& entry : table)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

TomlTable parse_toml(const SourcePtr& source, DiagnosticSink& sink) {
  if (!is_parsable(source, sink)) return {};
  std::string_view text = source->text();
  const bool marked = text.substr(0, byte_order_mark.size()) == byte_order_mark;
  const auto skipped = static_cast<std::uint32_t>(marked ? byte_order_mark.size() : 0);
  const toml::parse_result result = toml::parse(text.substr(skipped));
  Converter converter(source, skipped, sink);
  if (result) return converter.table(result.table());
  report(result.error(), source, converter.offset(result.error().source().begin), sink);
  return {};
}

}  // namespace keyplate::compiler
