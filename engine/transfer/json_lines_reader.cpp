#include "transfer/json_lines_reader.h"

#include <algorithm>
#include <map>

#include "agora/error.h"
#include "agora/format.h"
#include "base/utf8.h"

namespace agora::transfer {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kEnds[] = {"src", "dst"};

/// The next line without its end; false at the end of the file.
bool next_line(InputFile& file, std::size_t& at, std::string_view& line) {
  if (at == 0) {
    file.rewind();
    file.more();
    if (file.bytes().starts_with(kByteOrderMark)) at = kByteOrderMark.size();
  }
  std::size_t end = file.bytes().find('\n', at);
  while (end == std::string_view::npos) {
    const std::size_t seen = file.bytes().size();
    if (!file.more()) break;
    end = file.bytes().find('\n', seen);
  }
  const std::string_view bytes = file.bytes();
  if (at >= bytes.size()) return false;
  end = std::min(end, bytes.size());
  line = bytes.substr(at, end - at);
  at = std::min(end + 1, bytes.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// The object of a line. Throws std::string, what is wrong.
Map object_of(std::string_view line) {
  if (!base::is_valid_utf8(line)) throw std::string("it is not valid UTF-8");
  Value value;
  try {
    value = from_json(line);
  } catch (const Error& error) {
    throw error.message();
  }
  if (!value.is(ValueType::Map)) throw std::string("it is not a JSON object");
  return value.as_map();
}

/// Text by which src and dst find a node. Throws std::string.
std::string end_of(const Map& object, std::string_view which) {
  const Value* value = object.find(which);
  if (value && (value->is(ValueType::String) || value->is(ValueType::Integer)))
    return to_string(*value);
  throw "`" + std::string(which) + "` is missing, or neither a text nor an integer";
}

/// Finds the type that all values of a member have.
struct MemberGuess {
  bool any = false;
  bool json = false;
  catalog::PropertyType type;

  void see(const Value& value) {
    if (value.is_null()) return;
    catalog::PropertyType seen;
    if (value.is(ValueType::List)) {
      const List& list = value.as_list();
      seen.list = true;
      if (!list.empty()) seen.type = list[0].type();
      const bool even = std::all_of(list.begin(), list.end(),
                                    [&](const Value& each) { return each.type() == seen.type; });
      json = json || list.empty() || !even;
    } else {
      seen.type = value.type();
    }
    const bool plain = seen.type == ValueType::Integer || seen.type == ValueType::Float ||
                       seen.type == ValueType::Boolean || seen.type == ValueType::String;
    const bool both_numbers = any && !seen.list && !type.list &&
                              (seen.type == ValueType::Float || seen.type == ValueType::Integer) &&
                              (type.type == ValueType::Float || type.type == ValueType::Integer);
    if (both_numbers && seen.type != type.type) {
      seen.type = ValueType::Float;
    } else {
      json = json || !plain || (any && !(seen == type));
    }
    type = seen;
    any = true;
  }
};

}  // namespace

std::vector<ColumnSpec> infer_members(InputFile& file) {
  std::vector<std::string> order;
  std::map<std::string, MemberGuess> guesses;
  std::string_view line;
  for (std::size_t at = 0; next_line(file, at, line); file.release(at)) {
    if (is_blank(line)) continue;
    try {
      for (const auto& [name, value] : object_of(line)) {
        const auto [guess, added] = guesses.try_emplace(name);
        if (added) order.push_back(name);
        guess->second.see(value);
      }
    } catch (const std::string&) {
      // Said when the rows are read.
    }
  }
  std::vector<ColumnSpec> columns;
  for (const std::string& name : order) {
    const MemberGuess& guess = guesses[name];
    ColumnSpec column;
    column.name = name;
    column.json = guess.json;
    if (!guess.json && guess.any) column.type = guess.type;
    columns.push_back(std::move(column));
  }
  // Where a CSV file has them: first the key, or the ends.
  for (const std::string_view first : {"id", "dst", "src"}) {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const ColumnSpec& each) { return each.name == first; });
    if (found != columns.end()) std::rotate(columns.begin(), found, found + 1);
  }
  return columns;
}

JsonLinesReader::JsonLinesReader(InputFile& file, const std::vector<ColumnSpec>& columns,
                                 const Manifest& manifest, bool ends)
    : file_(file), with_ends_(ends) {
  for (const ColumnSpec& column : columns) {
    if (ends && (column.name == kEnds[0] || column.name == kEnds[1])) continue;
    columns_.push_back(
        {CellReader(column, manifest.find_enumeration(column.type.enumeration)), &column});
  }
  row_.resize(columns_.size());
}

bool JsonLinesReader::read(RowBatch& batch, std::size_t max) {
  std::vector<const ColumnSpec*> specs;
  for (const Column& column : columns_) specs.push_back(column.spec);
  batch.start(std::move(specs), max);
  const std::uint64_t before = records_;
  std::string_view line;
  while (records_ - before < max && next_line(file_, at_, line)) {
    ++line_;
    if (is_blank(line)) continue;
    ++records_;
    try {
      convert(line, batch);
    } catch (std::string& reason) {
      batch.bad.push_back({line_, std::move(reason), line});
    }
  }
  batch.records = records_;
  batch.offset = at_;
  return records_ > before;
}

/// Throws std::string, what is wrong with the line.
void JsonLinesReader::convert(std::string_view text, RowBatch& batch) {
  const Map object = object_of(text);
  for (const auto& [name, value] : object) {
    const auto named = [&](const Column& column) { return column.spec->name == name; };
    const bool end = with_ends_ && (name == kEnds[0] || name == kEnds[1]);
    if (!end && std::none_of(columns_.begin(), columns_.end(), named))
      throw "the manifest has no column `" + name + "`";
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const ColumnSpec& spec = *columns_[i].spec;
    const Value* value = object.find(spec.name);
    try {
      row_[i] = value ? columns_[i].reader.from_json(*value) : Value();
    } catch (const std::string& reason) {
      throw "column `" + spec.name + "`: " + reason;
    }
    if (spec.required && row_[i].is_null())
      throw "column `" + spec.name + "` is missing and must not be";
  }
  std::string ends[2];
  for (std::size_t end = 0; with_ends_ && end < 2; ++end) ends[end] = end_of(object, kEnds[end]);
  Rows& rows = batch.rows;
  for (std::size_t i = 0; i < columns_.size(); ++i) rows.columns[i].push_back(std::move(row_[i]));
  rows.lines.push_back(line_);
  rows.texts.push_back(text);
  if (!with_ends_) return;
  batch.sources.push_back(std::move(ends[0]));
  batch.destinations.push_back(std::move(ends[1]));
}

}  // namespace agora::transfer
