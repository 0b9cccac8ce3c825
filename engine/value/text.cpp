#include "value/text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace agora {
namespace value {

std::string float_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  const double size = std::abs(number);
  const bool positional = size == 0 || (size >= 1e-4 && size < 1e16);
  char buffer[64];
  const auto format = positional ? std::chars_format::fixed : std::chars_format::scientific;
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, number, format);
  std::string text(buffer, result.ptr);
  // An exponent is padded to two digits; the language does not.
  const std::size_t digits = positional ? 0 : text.find('e') + 2;
  if (!positional && text[digits] == '0') text.erase(digits, 1);
  if (positional && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    switch (c) {
      case '\'':
        out += "\\'";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  return out + "'";
}

std::string name_text(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  bool plain = !name.empty() && is_letter(name.front());
  for (const char c : name) plain = plain && (is_letter(c) || (c >= '0' && c <= '9'));
  if (plain) return std::string(name);
  std::string out = "`";
  for (const char c : name) out.append(c == '`' ? 2 : 1, c);
  return out + "`";
}

namespace {

void append(std::string& out, const Value& value, bool nested);

void append_list(std::string& out, const List& list) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ", ";
    append(out, list[i], true);
  }
  out += ']';
}

void append_map(std::string& out, const Map& map) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : map) {
    if (!first) out += ", ";
    first = false;
    out += name_text(key) + ": ";
    append(out, value, true);
  }
  out += '}';
}

void append_node(std::string& out, const Value& value) {
  if (!value.has_contents()) {
    out += fmt::format("(#{})", value.id());
    return;
  }
  const Node& node = value.as_node();
  out += '(';
  for (const std::string& label : node.labels) out += ":" + name_text(label);
  if (!node.properties.empty()) {
    if (!node.labels.empty()) out += ' ';
    append_map(out, node.properties);
  }
  out += ')';
}

void append_relationship(std::string& out, const Value& value) {
  if (!value.has_contents()) {
    out += fmt::format("[#{}]", value.id());
    return;
  }
  const Relationship& relationship = value.as_relationship();
  out += "[:" + name_text(relationship.type);
  if (!relationship.properties.empty()) {
    out += ' ';
    append_map(out, relationship.properties);
  }
  out += ']';
}

void append_path(std::string& out, const Path& path) {
  for (std::size_t i = 0; i < path.nodes.size(); ++i) {
    append_node(out, path.nodes[i]);
    if (i >= path.relationships.size()) break;
    const Value& relationship = path.relationships[i];
    // Without contents the direction is not known, and none is drawn.
    const bool known = relationship.has_contents() && i + 1 < path.nodes.size();
    const bool forwards = known && relationship.as_relationship().start == path.nodes[i].id();
    out += known && !forwards ? "<-" : "-";
    append_relationship(out, relationship);
    out += forwards ? "->" : "-";
  }
}

void append(std::string& out, const Value& value, bool nested) {
  switch (value.type()) {
    case ValueType::Null:
      out += "null";
      break;
    case ValueType::Boolean:
      out += value.as_bool() ? "true" : "false";
      break;
    case ValueType::Integer:
      out += std::to_string(value.as_int());
      break;
    case ValueType::Float:
      out += float_text(value.as_float());
      break;
    case ValueType::String:
    case ValueType::Enumerated:
      if (nested) {
        out += quoted(value.as_string());
      } else {
        out += value.as_string();
      }
      break;
    case ValueType::List:
      append_list(out, value.as_list());
      break;
    case ValueType::Map:
      append_map(out, value.as_map());
      break;
    case ValueType::Node:
      append_node(out, value);
      break;
    case ValueType::Relationship:
      append_relationship(out, value);
      break;
    case ValueType::Path:
      append_path(out, value.as_path());
      break;
    case ValueType::Date:
      out += date_text(value.as_date());
      break;
    case ValueType::Time:
      out += time_text(value.as_time());
      break;
    case ValueType::LocalTime:
      out += local_time_text(value.as_local_time());
      break;
    case ValueType::DateTime:
      out += datetime_text(value.as_datetime());
      break;
    case ValueType::LocalDateTime:
      out += local_datetime_text(value.as_local_datetime());
      break;
    case ValueType::Duration:
      out += duration_text(value.as_duration());
      break;
  }
}

}  // namespace
}  // namespace value

std::string to_string(const Value& value) {
  std::string out;
  value::append(out, value, false);
  return out;
}

}  // namespace agora
