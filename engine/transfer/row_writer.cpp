#include "transfer/row_writer.h"

#include <algorithm>

#include "agora/error.h"
#include "agora/format.h"
#include "transfer/cell_writer.h"
#include "transfer/manifest_text.h"

namespace agora::transfer {
namespace {

/// Columns of a file and how their cells are written.
class RowWriter {
 public:
  RowWriter(const graph::GraphView& graph, const Manifest& manifest, const std::filesystem::path& file,
            std::string owner)
      : graph_(graph), manifest_(manifest), json_lines_(is_json_lines(file)), owner_(std::move(owner)) {}

  void add(const ColumnSpec& column) {
    columns_.push_back({column, graph_.catalog().find_property_key(column.name),
                        CellWriter(column, manifest_.find_enumeration(column.type.enumeration))});
  }

  std::string header() const {
    if (json_lines_) return {};
    std::string line;
    for (const Column& column : columns_)
      line += (line.empty() ? "" : ",") + csv_field(column.spec.name);
    return line + "\n";
  }

  /// `fixed` gives the cells that are no property: nothing for those that are one.
  template <typename Id, typename Fixed>
  std::string row(Id id, const std::string& name, Fixed&& fixed) const {
    std::string line;
    for (const Column& column : columns_) {
      const std::optional<std::string> text = fixed(column.spec.name);
      const Value value = text         ? Value(*text)
                          : column.key ? graph_.property(id, *column.key)
                                       : Value();
      if (json_lines_) {
        if (value.is_null()) continue;
        line += line.empty() ? "" : ", ";
        append_json_string(line, column.spec.name);
        line += ": ";
      } else if (&column != &columns_.front()) {
        line += ',';
      }
      line += text ? (json_lines_ ? to_json(value) : csv_field(*text)) : cell(column, value, name);
    }
    return json_lines_ ? "{" + line + "}\n" : line + "\n";
  }

 private:
  struct Column {
    ColumnSpec spec;
    std::optional<PropertyKeyId> key;
    CellWriter writer;
  };

  std::string cell(const Column& column, const Value& value, const std::string& name) const {
    std::optional<std::string> cell =
        json_lines_ ? column.writer.write_json(value) : column.writer.write(value);
    if (cell) return *std::move(cell);
    throw Error(ErrorCategory::ConstraintValidationFailed, "",
                "the property `" + column.spec.name + "` of " + owner_ + " `" + name +
                    "` cannot be written as a " + manifest_type(column.spec) +
                    ", the type of its column in the manifest")
        .with_hint("nothing was written; change the value, or the column's type in the manifest");
  }

  const graph::GraphView& graph_;
  const Manifest& manifest_;
  bool json_lines_;
  std::string owner_;
  std::vector<Column> columns_;
};

bool has_column(const std::vector<ColumnSpec>& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const ColumnSpec& column) { return column.name == name; });
}

}  // namespace

std::string file_text(const graph::GraphView& graph, const Manifest& manifest,
                      const ExportLayout& layout, const NodeEntry& entry) {
  const NodeFileSpec& spec = entry.spec;
  RowWriter writer(graph, manifest, spec.file,
                   "the node " + (spec.labels.empty() ? std::string() : spec.labels.front()));
  for (const ColumnSpec& column : spec.columns) writer.add(column);
  for (const ColumnSpec& column : entry.extra) writer.add(column);
  std::string text = writer.header();
  for (const NodeId node : entry.nodes) {
    const std::string& name = layout.names[node.value];
    text += writer.row(node, name, [&](const std::string& column) -> std::optional<std::string> {
      if (spec.key_is_property || column != spec.key) return std::nullopt;
      return name;
    });
  }
  return text;
}

std::string file_text(const graph::GraphView& graph, const Manifest& manifest,
                      const ExportLayout& layout, const RelationshipEntry& entry) {
  const RelationshipFileSpec& spec = entry.spec;
  RowWriter writer(graph, manifest, spec.file, "a relationship " + spec.type + " of");
  for (const char* end : {"src", "dst"}) {
    if (!has_column(spec.columns, end)) writer.add({.name = end, .type = {}});
  }
  for (const ColumnSpec& column : spec.columns) writer.add(column);
  for (const ColumnSpec& column : entry.extra) writer.add(column);
  std::vector<std::string> lines;
  for (const RelationshipId relationship : entry.relationships) {
    const graph::RelationshipRecord record = *graph.record(relationship);
    const std::string& start = layout.names[record.start.value];
    const std::string& end = layout.names[record.end.value];
    lines.push_back(
        writer.row(relationship, start, [&](const std::string& column) -> std::optional<std::string> {
          if (column == "src") return start;
          if (column == "dst") return end;
          return std::nullopt;
        }));
  }
  if (spec.key.empty()) std::sort(lines.begin(), lines.end());
  std::string text = writer.header();
  for (const std::string& line : lines) text += line;
  return text;
}

}  // namespace agora::transfer
