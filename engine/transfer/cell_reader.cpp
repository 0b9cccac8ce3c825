#include "transfer/cell_reader.h"

#include <charconv>
#include <cmath>

#include "agora/error.h"
#include "agora/format.h"
#include "value/calendar.h"

namespace agora::transfer {
namespace {

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size() && !text.empty();
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "true" || text == "TRUE" || text == "True") return true;
  if (text == "false" || text == "FALSE" || text == "False") return false;
  return std::nullopt;
}

/// `2015-07-21`.
std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int parts[3];
  constexpr std::pair<std::size_t, std::size_t> kPlaces[] = {{0, 4}, {5, 2}, {8, 2}};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string_view digits = text.substr(kPlaces[i].first, kPlaces[i].second);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::from_chars(digits.data(), digits.data() + digits.size(), parts[i]);
  }
  if (parts[1] < 1 || parts[1] > 12 || parts[2] < 1 ||
      parts[2] > value::days_in_month(parts[0], parts[1])) {
    return std::nullopt;
  }
  return Date{value::days_from_civil(parts[0], parts[1], parts[2])};
}

/// The cell as a person should see it in a message.
std::string shown(std::string_view cell) {
  constexpr std::size_t kShown = 60;
  // A cut in the middle of a character is moved to its front.
  std::size_t size = std::min(cell.size(), kShown);
  while (size > 0 && size < cell.size() && (static_cast<unsigned char>(cell[size]) & 0xC0) == 0x80)
    --size;
  return "'" + std::string(cell.substr(0, size)) + (size < cell.size() ? "…'" : "'");
}

[[noreturn]] void misfit(std::string_view cell, std::string_view what) {
  throw shown(cell) + " is not " + std::string(what);
}

}  // namespace

CellReader::CellReader(const ColumnSpec& column, const catalog::Enumeration* enumeration)
    : type_(column.type), json_(column.json), enumeration_(enumeration) {
  if (!enumeration_) return;
  for (std::size_t i = 0; i < enumeration_->values.size(); ++i) {
    enumerated_.emplace_back(Enumerated{enumeration_->name, enumeration_->values[i],
                                        static_cast<std::int32_t>(i), enumeration_->ordered});
  }
}

Value CellReader::read(std::string_view cell, bool quoted) const {
  if (cell.empty() && !quoted) return {};
  if (json_) {
    try {
      return from_json(agora::from_json(cell));
    } catch (const Error& error) {
      throw shown(cell) + " is not JSON: " + error.message();
    }
  }
  if (cell.find('\0') != std::string_view::npos)
    throw std::string("it has a character of code 0; is the file really text in UTF-8?");
  return type_.list ? list(cell) : element(cell);
}

Value CellReader::from_json(const Value& json) const {
  if (json.is_null()) return {};
  if (json_) {
    if (json.is(ValueType::Map) || json.is(ValueType::Node) || json.is(ValueType::Relationship) ||
        json.is(ValueType::Path)) {
      misfit(to_json(json), "a value that a property can have");
    }
    return json;
  }
  if (!type_.list) return element_from_json(json);
  if (!json.is(ValueType::List)) misfit(to_json(json), "a list");
  List list;
  for (const Value& each : json.as_list()) list.push_back(element_from_json(each));
  return list;
}

Value CellReader::element_from_json(const Value& json) const {
  switch (type_.type) {
    case ValueType::Integer:
      if (json.is(ValueType::Integer)) return json;
      misfit(to_json(json), "an integer");
    case ValueType::Float:
      if (json.is(ValueType::Integer)) return static_cast<double>(json.as_int());
      if (json.is(ValueType::Float)) return json;
      misfit(to_json(json), "a number");
    case ValueType::Boolean:
      if (json.is(ValueType::Boolean)) return json;
      misfit(to_json(json), "true or false");
    default:
      if (json.is(ValueType::String)) return element(json.as_string());
      if (json.type() == type_.type) return json;
      misfit(to_json(json), "a text");
  }
}

Value CellReader::element(std::string_view text) const {
  switch (type_.type) {
    case ValueType::Integer: {
      std::int64_t number = 0;
      if (!parse_number(text, number)) misfit(text, "an integer");
      return number;
    }
    case ValueType::Float: {
      double number = 0;
      if (!parse_number(text, number)) misfit(text, "a number");
      return number;
    }
    case ValueType::Boolean: {
      const auto truth = parse_boolean(text);
      if (!truth) misfit(text, "true or false");
      return *truth;
    }
    case ValueType::Date: {
      const auto date = parse_date(text);
      if (!date) misfit(text, "a date such as 2015-07-21");
      return *date;
    }
    case ValueType::Enumerated: {
      const auto position = enumeration_->position(text);
      if (position) return enumerated_[static_cast<std::size_t>(*position)];
      std::string allowed;
      for (const std::string& value : enumeration_->values)
        allowed += (allowed.empty() ? "" : ", ") + value;
      misfit(text, "one of the values of " + enumeration_->name + ": " + allowed);
    }
    default:
      return Value(text);
  }
}

Value CellReader::list(std::string_view cell) const {
  List list;
  if (cell.empty()) return list;
  std::string part;
  for (std::size_t i = 0; i <= cell.size(); ++i) {
    if (i == cell.size() || cell[i] == ';') {
      list.push_back(element(part));
      part.clear();
    } else if (cell[i] == '\\' && i + 1 < cell.size() &&
               (cell[i + 1] == ';' || cell[i + 1] == '\\')) {
      part += cell[++i];
    } else {
      part += cell[i];
    }
  }
  return list;
}

void TypeGuess::see(std::string_view cell, bool quoted) {
  if (cell.empty() && !quoted) return;
  any_ = true;
  if (integer_) {
    // A leading zero is more likely part of a code than of a number.
    std::int64_t number = 0;
    integer_ = parse_number(cell, number) && (cell.size() == 1 || cell[0] != '0') && cell[0] != '+';
  }
  if (!integer_ && number_) {
    double number = 0;
    number_ = parse_number(cell, number) && std::isfinite(number) &&
              (cell.size() == 1 || cell[0] != '0' || cell[1] == '.') && cell[0] != '+';
  }
  if (boolean_) boolean_ = parse_boolean(cell).has_value();
}

ValueType TypeGuess::type() const noexcept {
  if (!any_) return ValueType::String;
  if (integer_) return ValueType::Integer;
  if (number_) return ValueType::Float;
  return boolean_ ? ValueType::Boolean : ValueType::String;
}

}  // namespace agora::transfer
