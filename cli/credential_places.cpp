#include "cli/credential_places.h"

#include <algorithm>
#include <optional>

#include "compiler/tables.h"

namespace keyplate::cli {
namespace {

using compiler::SettingKind;

constexpr std::string_view blanks = " \t";
constexpr std::string_view word_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

/// The rest of a line, read as `key = value` pairs, however broken.
class LineReader {
 public:
  LineReader(std::string_view text, std::uint32_t begin, std::uint32_t end)
      : text_(text.substr(0, end)), at_(begin) {}

  std::vector<Span> read() {
    if (text_.find('=', at_) == std::string_view::npos) without_pairs();
    while (next_pair()) hide_value();
    return std::move(hidden_);
  }

 private:
  std::string_view word_before(std::size_t end) const {
    const std::size_t last = text_.find_last_not_of(" \t\"'", end == 0 ? 0 : end - 1);
    if (last == std::string_view::npos || last < at_) return {};
    const std::size_t before = text_.find_last_not_of(word_characters, last);
    const std::size_t first = before == std::string_view::npos ? 0 : before + 1;
    return text_.substr(std::max<std::size_t>(first, at_),
                        last + 1 - std::max<std::size_t>(first, at_));
  }

  /// To the value of the next pair.
  bool next_pair() {
    const std::size_t equals = text_.find('=', at_);
    if (equals == std::string_view::npos) return false;
    key_ = word_before(equals);
    at_ = std::min(text_.find_first_not_of(blanks, equals + 1), text_.size());
    return at_ < text_.size();
  }

  std::size_t value_end() const {
    const char quote = text_[at_];
    if (quote != '"' && quote != '\'')
      return std::min(text_.find_first_of(",]} \t", at_), text_.size());
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote)
      end += quote == '"' && text_[end] == '\\' ? 2u : 1u;
    return std::min(end + 1, text_.size());
  }

  /// Whether a value of `key_` that begins as this one does can be shown.
  bool is_plain(std::string_view value) const {
    if (compiler::setting_kind(key_) != SettingKind::plain) return false;
    const char first = value.empty() ? ' ' : value.front();
    if (first == '"' || first == '\'') return key_ != "command";
    return (first >= '0' && first <= '9') || value == "true" || value == "false";
  }

  void hide_value() {
    const char first = text_[at_];
    const bool credential = compiler::setting_kind(key_) == SettingKind::credential;
    if (first == '{' || (first == '[' && !credential)) {
      ++at_;
      return;
    }
    const std::size_t end = first == '[' ? text_.size() : value_end();
    if (!is_plain(text_.substr(at_, end - at_))) hide(at_, end);
    at_ = end;
  }

  /// A header or a comment, or something that nobody can read.
  void without_pairs() {
    const std::size_t first = text_.find_first_not_of(blanks, at_);
    if (first == std::string_view::npos || text_[first] == '[' || text_[first] == '#') return;
    const std::size_t word =
        std::min(text_.find_first_not_of(word_characters, first), text_.size());
    const bool known =
        compiler::setting_kind(text_.substr(first, word - first)) != SettingKind::unknown;
    hide(known ? word : first, text_.size());
  }

  void hide(std::size_t begin, std::size_t end) {
    if (begin < end)
      hidden_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }

  std::string_view text_;
  std::size_t at_;
  std::string_view key_;
  std::vector<Span> hidden_;
};

bool names_vaults(std::string_view text) {
  return text.find("vaults") != std::string_view::npos ||
         text.find("auth") != std::string_view::npos;
}

/// Whether the header above a line, or what stands there without one, is of a vault or of how to
/// authenticate.
bool in_vaults(std::string_view text, std::size_t line_end) {
  for (std::size_t end = line_end;;) {
    const std::size_t before = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    std::string_view line = text.substr(begin, end - begin);
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (line.starts_with('[')) return names_vaults(line);
    if (before == std::string_view::npos) return names_vaults(text.substr(0, line_end));
    end = before;
  }
}

bool names_credential(std::string_view line) {
  for (std::size_t at = 0;
       (at = line.find_first_of(word_characters, at)) != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_not_of(word_characters, at), line.size());
    if (compiler::setting_kind(line.substr(at, end - at)) == SettingKind::credential) return true;
    at = end;
  }
  return false;
}

}  // namespace

std::vector<Span> credentials_on_line(std::string_view text, std::uint32_t offset) {
  const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const auto begin = static_cast<std::uint32_t>(before + 1);
  const auto end =
      static_cast<std::uint32_t>(std::min(text.find_first_of("\r\n", begin), text.size()));
  if (!names_credential(text.substr(begin, end - begin)) && !in_vaults(text, end)) return {};
  return LineReader(text, begin, end).read();
}

}  // namespace keyplate::cli
