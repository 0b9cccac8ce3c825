#include "transfer/cell_writer.h"

#include "agora/format.h"

namespace agora::transfer {
namespace {

/// An element of a list; the empty list has no element and is an empty text in quotes.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == ';' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string text_of(const Value& value) {
  if (!value.is(ValueType::List)) return to_string(value);
  std::string text;
  bool first = true;
  for (const Value& element : value.as_list()) {
    if (!first) text += ';';
    first = false;
    text += escaped(to_string(element));
  }
  return text;
}

/// The very same, types and all. That a text is an enumeration's value is the schema's to say.
bool identical(const Value& left, const Value& right) {
  const auto is_text = [](const Value& value) {
    return value.is(ValueType::String) || value.is(ValueType::Enumerated);
  };
  if (is_text(left) && is_text(right)) return left.as_string() == right.as_string();
  if (left.type() != right.type()) return false;
  return to_json(left) == to_json(right);
}

}  // namespace

CellWriter::CellWriter(const ColumnSpec& column, const catalog::Enumeration* enumeration)
    : column_(column), reader_(column, enumeration) {}

std::optional<std::string> CellWriter::write(const Value& value) const {
  if (value.is_null()) return std::string();
  const std::string text = column_.json ? to_json(value) : text_of(value);
  try {
    if (identical(reader_.read(text, /*quoted=*/true), value)) return csv_field(text);
  } catch (const std::string&) {
    // The reader's reason why it does not fit.
  }
  return std::nullopt;
}

std::optional<std::string> CellWriter::write_json(const Value& value) const {
  const std::string text = to_json(value, column_.json ? JsonStyle::Tagged : JsonStyle::Plain);
  try {
    if (identical(reader_.from_json(from_json(text)), value)) return text;
  } catch (const std::string&) {
    // As above.
  }
  return std::nullopt;
}

std::string csv_field(std::string_view text) {
  if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

}  // namespace agora::transfer
