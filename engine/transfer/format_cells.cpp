#include "agora/format.h"

namespace agora {

namespace {

/// What a cell holds before any quoting: containers as JSON, everything else as a person reads it.
std::string cell_text(const Value& value) {
  switch (value.type()) {
    case ValueType::Null:
      return "";
    case ValueType::List:
    case ValueType::Map:
    case ValueType::Node:
    case ValueType::Relationship:
    case ValueType::Path:
      return to_json(value, JsonStyle::Plain);
    default:
      return to_string(value);
  }
}

}  // namespace

std::string to_csv_cell(const Value& value) {
  if (value.is(ValueType::String) && value.as_string().empty()) return "\"\"";
  const std::string text = cell_text(value);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string to_markdown_cell(const Value& value) {
  std::string result;
  for (char c : cell_text(value)) {
    switch (c) {
      case '|': result += "\\|"; break;
      case '\\': result += "\\\\"; break;
      case '\n': result += "<br>"; break;
      case '\r': break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '&': result += "&amp;"; break;
      default: result += c;
    }
  }
  return result;
}

}  // namespace agora
