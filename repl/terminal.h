// repl/terminal.h
//
// What stands at the other end of standard input, output and error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agora::repl {

bool input_is_terminal();
bool output_is_terminal();
bool error_is_terminal();

/// Columns of the terminal on standard output; 0 if it is none (or does not say).
std::size_t terminal_width();

/// Columns that a UTF-8 text takes on a terminal: 2 for wide characters, 0 for combining ones.
std::size_t display_width(std::string_view text);

/// The text without what could steer a terminal: control characters become visible escapes, bytes
/// that are no UTF-8 a replacement character. Line ends stay if `keep_lines`.
std::string harmless(std::string_view text, bool keep_lines = false);

/// Cuts a text into lines of at most `width` columns, at white space where there is any, at each of
/// its own line ends in any case. Never empty.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace agora::repl
