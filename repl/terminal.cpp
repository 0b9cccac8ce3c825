#include "terminal.h"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace agora::repl {

namespace {

/// The next code point of `text` and where it ends. Bytes that are no UTF-8 count as one character
/// each.
UChar32 next_code_point(std::string_view text, std::size_t& at) {
  UChar32 character = 0;
  auto offset = static_cast<std::int32_t>(at);
  U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), offset,
          static_cast<std::int32_t>(text.size()), character);
  at = static_cast<std::size_t>(offset);
  return character;
}

std::size_t columns_of(UChar32 character) {
  if (character < 0) return 1;
  if (character >= 0x20 && character < 0x7f) return 1;
  switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  switch (u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_WIDE:
    case U_EA_FULLWIDTH:
      return 2;
    default:
      return 1;
  }
}

bool is_control(UChar32 character) {
  // Format characters too: the bidirectional overrides among them reorder what a person reads.
  return (character >= 0 && character < 0x20) || (character >= 0x7f && character < 0xa0) ||
         (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

/// Wraps one line without line ends of its own.
void wrap_line(std::string_view line, std::size_t width, std::vector<std::string>& out) {
  std::size_t begin = 0;     // of the output line
  std::size_t columns = 0;   // that it has so far
  std::size_t break_at = 0;  // after the last space seen, or 0
  for (std::size_t at = 0; at < line.size();) {
    std::size_t next = at;
    const UChar32 character = next_code_point(line, next);
    const std::size_t wide = columns_of(character);
    if (columns + wide > width && at > begin) {
      const std::size_t end = break_at > begin ? break_at : at;
      std::string_view part = line.substr(begin, end - begin);
      while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
      out.emplace_back(part);
      begin = end;
      at = end;
      columns = 0;
      break_at = 0;
      // The space that a line was broken at begins no other.
      while (begin < line.size() && line[begin] == ' ') at = ++begin;
      continue;
    }
    columns += wide;
    if (character == ' ') break_at = next;
    at = next;
  }
  if (begin < line.size() || line.empty()) out.emplace_back(line.substr(begin));
}

}  // namespace

bool input_is_terminal() { return isatty(STDIN_FILENO) == 1; }
bool output_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool error_is_terminal() { return isatty(STDERR_FILENO) == 1; }

std::size_t terminal_width() {
  if (!output_is_terminal()) return 0;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += columns_of(next_code_point(text, at));
  return width;
}

std::string harmless(std::string_view text, bool keep_lines) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const UChar32 character = next_code_point(text, at);
    if (character < 0) {
      out += "\uFFFD";  // Bytes that are no UTF-8.
    } else if (!is_control(character) || (keep_lines && character == '\n')) {
      out.append(text, begin, at - begin);
    } else if (character == '\n') {
      out += "\\n";
    } else if (character == '\t') {
      out += keep_lines ? "    " : "\\t";
    } else {
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(character >> shift) & 15];
    }
  }
  return out;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    wrap_line(text.substr(0, end), width == 0 ? SIZE_MAX : width, lines);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace agora::repl
