#pragma once
// What request files hold as plain text: comments, variables, names of files, bodies.

#include <optional>
#include <string>
#include <string_view>

namespace keyplate::evaluate {

// Each says why `text` can't stand there, half a sentence, or nothing.
std::optional<std::string> find_not_line(std::string_view text);
/// In a body, of as many lines as there are.
std::optional<std::string> find_not_text(std::string_view text);
/// `first`: nothing but blanks stands between the `=` and it.
std::optional<std::string> find_not_variable(std::string_view text, bool first);
std::optional<std::string> find_not_file(std::string_view text, bool secret);

/// Whether `text`, up to where its line ends, begins with a space that is neither a blank nor a
/// tab: clients skip it, as JavaScript does, where they look for what a line is.
bool begins_with_other_space(std::string_view text);

/// Whether what stands from `begin` on, with the byte before it, opens an expression or a script of
/// the clients.
bool opens_expression(std::string_view output, std::size_t begin);

}  // namespace keyplate::evaluate
