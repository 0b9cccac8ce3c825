// agora/format.h
//
// Values as text for other programs: JSON, cells of CSV and Markdown, and JSON back into values. What a person
// reads in a query or a table is to_string(Value) in agora/value.h.
// Threads: all of these may be called from any thread.
#pragma once

#include <string>
#include <string_view>

#include "agora/value.h"

namespace agora {

enum class JsonStyle : std::uint8_t {
  /// Nothing is lost: what JSON has no type for is an object with one tag, `{"$date":"2024-05-01"}`,
  /// `{"$node":{"id":1,"labels":["A"],"properties":{}}}`, `{"$float":"NaN"}`. The pipe speaks it.
  Tagged,
  /// For programs that know nothing of tags: temporal values are strings, NaN and infinities null, nodes,
  /// relationships and paths plain objects.
  Plain,
};

/// Appends the value to `out`, on one line. Nodes and relationships must carry their contents.
void append_json(std::string& out, const Value& value, JsonStyle style = JsonStyle::Tagged);
std::string to_json(const Value& value, JsonStyle style = JsonStyle::Tagged);
/// Appends a string with its quotes.
void append_json_string(std::string& out, std::string_view text);

/// Reads one JSON text, tags included. Integers that do not fit 64 bits become floats. Throws Error (ArgumentError)
/// that says what is wrong and at which byte; text may follow only as white space.
Value from_json(std::string_view text);

/// A field of a CSV file, quoted where RFC 4180 asks for it. Null is empty, the empty string `""`; lists, maps and
/// graph elements are JSON.
std::string to_csv_cell(const Value& value);

/// The same for a spreadsheet that a person opens: a text that the spreadsheet would take for a formula
/// (it begins with = + - @, a tab or a carriage return) gets a ' in front. Not for reading back.
std::string to_spreadsheet_cell(const Value& value);

/// The value in a Markdown table: pipes and line ends escaped, HTML made harmless.
std::string to_markdown_cell(const Value& value);

}  // namespace agora
