#include "transfer/table_reader.h"

#include <algorithm>
#include <cstring>

#include "agora/error.h"
#include "base/utf8.h"

namespace agora::transfer {
namespace {

constexpr std::string_view kEnds[] = {"src", "dst"};

bool is_ascii(std::string_view bytes) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    if (word & 0x8080808080808080u) return false;
  }
  for (; i < bytes.size(); ++i) {
    if (static_cast<unsigned char>(bytes[i]) >= 0x80) return false;
  }
  return true;
}

}  // namespace

std::vector<ColumnSpec> infer_header(InputFile& file) {
  CsvReader csv(file);
  std::vector<ColumnSpec> columns;
  if (!csv.next()) return columns;
  for (std::size_t i = 0; i < csv.field_count(); ++i)
    columns.push_back({.name = std::string(csv.field(i)), .type = {}});
  std::vector<TypeGuess> guesses(columns.size());
  while (csv.next() || csv.problem()) {
    if (csv.problem()) continue;
    for (std::size_t i = 0; i < std::min(guesses.size(), csv.field_count()); ++i) {
      guesses[i].see(csv.field(i), csv.quoted(i));
    }
    file.release(csv.offset());
  }
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].type.type = guesses[i].type();
  return columns;
}

TableReader::TableReader(InputFile& file, const std::vector<ColumnSpec>& columns,
                         const Manifest& manifest, bool ends)
    : csv_(file), with_ends_(ends) {
  read_header(columns, manifest, ends);
}

void TableReader::read_header(const std::vector<ColumnSpec>& columns, const Manifest& manifest,
                              bool ends) {
  const auto unusable = [&](const std::string& reason) {
    problem_ = BadRow{csv_.line(), reason};
  };
  if (!csv_.next())
    return unusable(csv_.problem().value_or("the file is empty; a header line is needed"));
  width_ = csv_.field_count();
  std::vector<std::string> header;
  for (std::size_t i = 0; i < width_; ++i) header.emplace_back(csv_.field(i));
  for (std::size_t i = 0; i < width_; ++i) {
    if (!base::is_valid_utf8(header[i])) return unusable("the header is not valid UTF-8");
    if (header[i].empty()) return unusable("column " + std::to_string(i + 1) + " has no name");
    if (std::find(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(i), header[i]) !=
        header.begin() + static_cast<std::ptrdiff_t>(i)) {
      return unusable("the column `" + header[i] + "` comes twice");
    }
  }
  const auto field_of = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  const auto is_end = [&](std::string_view name) {
    return ends && (name == kEnds[0] || name == kEnds[1]);
  };
  for (std::size_t end = 0; ends && end < 2; ++end) {
    end_fields_[end] = field_of(kEnds[end]);
    if (end_fields_[end] == width_)
      return unusable("the column `" + std::string(kEnds[end]) + "` is missing");
  }
  for (const ColumnSpec& column : columns) {
    if (is_end(column.name)) continue;
    const std::size_t field = field_of(column.name);
    if (field == width_) return unusable("the column `" + column.name + "` is missing");
    columns_.push_back({field,
                        CellReader(column, manifest.find_enumeration(column.type.enumeration)),
                        &column});
  }
  for (const std::string& name : header) {
    const auto named = [&](const ColumnSpec& column) { return column.name == name; };
    if (!is_end(name) && std::none_of(columns.begin(), columns.end(), named)) {
      return unusable("the manifest has no column `" + name + "`");
    }
  }
  row_.resize(columns_.size());
}

bool TableReader::read(RowBatch& batch, std::size_t max) {
  std::vector<const ColumnSpec*> specs;
  for (const Column& column : columns_) specs.push_back(column.spec);
  batch.start(std::move(specs), max);
  const std::uint64_t before = records_;
  while (records_ - before < max && (csv_.next() || csv_.problem())) {
    ++records_;
    try {
      convert(batch);
    } catch (std::string& reason) {
      batch.bad.push_back({csv_.line(), std::move(reason), csv_.record()});
    }
  }
  batch.records = records_;
  batch.offset = csv_.offset();
  return records_ > before;
}

/// Throws std::string, what is wrong with the record.
void TableReader::convert(RowBatch& batch) {
  if (csv_.problem()) throw *csv_.problem();
  if (csv_.field_count() != width_) {
    throw "the row has " + std::to_string(csv_.field_count()) + " fields, the header " + std::to_string(width_);
  }
  const bool valid = is_ascii(csv_.record()) || base::is_valid_utf8(csv_.record());
  for (std::size_t i = 0; !valid && i < width_; ++i) {
    if (!base::is_valid_utf8(csv_.field(i))) throw "field " + std::to_string(i + 1) + " is not valid UTF-8";
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    try {
      row_[i] = column.reader.read(csv_.field(column.field), csv_.quoted(column.field));
    } catch (const std::string& reason) {
      throw "column `" + column.spec->name + "`: " + reason;
    }
    if (column.spec->required && row_[i].is_null()) {
      throw "column `" + column.spec->name + "` is empty and must not be";
    }
  }
  Rows& rows = batch.rows;
  for (std::size_t i = 0; i < columns_.size(); ++i) rows.columns[i].push_back(std::move(row_[i]));
  rows.lines.push_back(csv_.line());
  rows.texts.push_back(csv_.record());
  if (!with_ends_) return;
  batch.sources.emplace_back(csv_.field(end_fields_[0]));
  batch.destinations.emplace_back(csv_.field(end_fields_[1]));
}

}  // namespace agora::transfer
