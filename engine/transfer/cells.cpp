// Values as cells of CSV and Markdown tables, as agora/format.h states it.

#include <cctype>

#include "agora/format.h"

namespace agora {
namespace {

bool is_composite(const Value& value) {
  switch (value.type()) {
    case ValueType::List:
    case ValueType::Map:
    case ValueType::Node:
    case ValueType::Relationship:
    case ValueType::Path:
      return true;
    default:
      return false;
  }
}

}  // namespace

namespace {

std::string csv_cell(const std::string& text) {
  // An empty field means null, so an empty string needs its quotes. White space at an edge would
  // not survive every reader.
  const bool quote = text.empty() || text.find_first_of(",\"\r\n") != std::string::npos ||
                     text.front() == ' ' || text.back() == ' ' || text.front() == '\t' ||
                     text.back() == '\t';
  if (!quote) return text;
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

std::string cell_text(const Value& value) {
  return is_composite(value) ? to_json(value, JsonStyle::Plain) : to_string(value);
}

}  // namespace

std::string to_csv_cell(const Value& value) {
  return value.is_null() ? std::string() : csv_cell(cell_text(value));
}

std::string to_spreadsheet_cell(const Value& value) {
  if (value.is_null()) return {};
  const std::string text = cell_text(value);
  const bool formula = !value.is_number() && !text.empty() &&
                       std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return csv_cell(formula ? "'" + text : text);
}

std::string to_markdown_cell(const Value& value) {
  if (value.is_null()) return {};
  std::string cell;
  const std::string text = to_string(value);
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (const char c = text[i]) {
      case '|':
        cell += "\\|";
        break;
      case '\\':
        cell += "\\\\";
        break;
      case '<':
        cell += "&lt;";
        break;
      case '>':
        cell += "&gt;";
        break;
      case '&':
        cell += "&amp;";
        break;
      case '`':
        cell += "\\`";
        break;
      case '*':
        cell += "\\*";
        break;
      case '[':
        cell += "\\[";
        break;
      case ']':
        cell += "\\]";
        break;
      case '_': {
        // Within a word it means nothing to Markdown, and names are full of it.
        const auto word = [&](std::size_t at) {
          return at < text.size() && (static_cast<unsigned char>(text[at]) >= 0x80 ||
                                      std::isalnum(static_cast<unsigned char>(text[at])));
        };
        cell += i > 0 && word(i - 1) && word(i + 1) ? "_" : "\\_";
        break;
      }
      case '\r':
        if (i + 1 < text.size() && text[i + 1] == '\n') break;
        [[fallthrough]];
      case '\n':
        cell += "<br>";
        break;
      default:
        cell += c;
    }
  }
  return cell;
}

}  // namespace agora
