#include "lsp/encode.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "grammar/unicode.h"

namespace keyplate::lsp {
namespace {

/// What is past all that a text can have is clamped there, and later to the text.
std::optional<std::uint32_t> read_count(const Json& json) {
  const auto* const number = json.as<std::int64_t>();
  if (number == nullptr || *number < 0) return std::nullopt;
  return static_cast<std::uint32_t>(std::min<std::int64_t>(*number, UINT32_MAX));
}

std::optional<TextPosition> read_position(const Json& json) {
  const auto line = read_count(json["line"]);
  const auto character = read_count(json["character"]);
  if (!line || !character) return std::nullopt;
  return TextPosition{*line, *character};
}

Json written(TextPosition at) {
  return Json::object({{"line", at.line}, {"character", at.character}});
}

std::string message_of(const Diagnostic& diagnostic) {
  std::string message = visible_sentence(diagnostic.message);
  const std::vector<std::string>& environments = diagnostic.environments;
  if (environments.empty()) return message;
  message += environments.size() == 1 ? " (in environment " : " (in environments ";
  for (const std::string& environment : environments)
    message += fmt::format("{}`{}`", &environment == environments.data() ? "" : ", ",
                           visible(environment));
  return message + ")";
}

}  // namespace

std::optional<TextRange> read_range(const Json& json) {
  const auto start = read_position(json["start"]);
  const auto end = read_position(json["end"]);
  if (!start || !end) return std::nullopt;
  return TextRange{*start, *end};
}

const TextLines& Encoder::lines_of(const SourcePtr& source) {
  if (document_ != nullptr && source == document_->source()) return document_->lines();
  const auto known = std::find_if(known_.begin(), known_.end(),
                                  [&](const Known& entry) { return entry.source == source; });
  if (known != known_.end()) return known->lines;
  return known_.emplace_back(Known{source, TextLines(source->text())}).lines;
}

Json Encoder::range(const SourcePtr& source, Span span) {
  const TextRange range = lines_of(source).range(source->text(), span, encoding_);
  return Json::object({{"start", written(range.start)}, {"end", written(range.end)}});
}

Json Encoder::diagnostic(const Diagnostic& diagnostic,
                         const std::function<std::string(const std::string&)>& uri_of_file) {
  const bool placed = diagnostic.source && diagnostic.span;
  const Json top = Json::object({{"start", written({})}, {"end", written({})}});
  Json json = Json::object({
      {"range", placed ? range(diagnostic.source, *diagnostic.span) : top},
      {"severity", static_cast<int>(diagnostic.severity) + 1},
      {"code", info(diagnostic.code).slug},
      {"source", "keyplate"},
      {"message", message_of(diagnostic)},
  });
  Json::List related;
  for (const Related& told : diagnostic.related) {
    const Location where = Source::outermost(told.location.source, told.location.span);
    if (!uri_of_file || !where.source) continue;
    related.push_back(
        Json::object({{"location", Json::object({{"uri", uri_of_file(where.source->name())},
                                                 {"range", range(where.source, where.span)}})},
                      {"message", visible_sentence(told.message)}}));
  }
  if (!related.empty()) json.add("relatedInformation", std::move(related));
  return json;
}

Json Encoder::edits(const std::vector<TextEdit>& edits) {
  Json::List list;
  for (const TextEdit& edit : edits)
    list.push_back(
        Json::object({{"range", range(document_->source(), edit.span)}, {"newText", edit.text}}));
  return list;
}

}  // namespace keyplate::lsp
