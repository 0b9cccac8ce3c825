// The encoder is written by hand, since it is on the way of every row that the pipe gives out.

#include <charconv>
#include <cmath>

#include "agora/format.h"
#include "value/text.h"

namespace agora {

namespace {

class JsonWriter {
 public:
  JsonWriter(std::string& out, JsonStyle style) : out_(out), tagged_(style == JsonStyle::Tagged) {}

  void write(const Value& value) {
    switch (value.type()) {
      case ValueType::Null: out_ += "null"; break;
      case ValueType::Boolean: out_ += value.as_bool() ? "true" : "false"; break;
      case ValueType::Integer: number(value.as_int()); break;
      case ValueType::Float: write_float(value.as_float()); break;
      case ValueType::String:
      case ValueType::Enumerated: append_json_string(out_, value.as_string()); break;
      case ValueType::List: list(value.as_list()); break;
      case ValueType::Map: map(value.as_map()); break;
      case ValueType::Node: tag("$node", [&] { node(value); }); break;
      case ValueType::Relationship: tag("$rel", [&] { relationship(value); }); break;
      case ValueType::Path: tag("$path", [&] { path(value.as_path()); }); break;
      case ValueType::Date: temporal("$date", value); break;
      case ValueType::Time: temporal("$time", value); break;
      case ValueType::LocalTime: temporal("$localtime", value); break;
      case ValueType::DateTime: temporal("$datetime", value); break;
      case ValueType::LocalDateTime: temporal("$localdatetime", value); break;
      case ValueType::Duration: temporal("$duration", value); break;
    }
  }

 private:
  template <typename Write>
  void tag(std::string_view name, Write&& write_body) {
    if (tagged_) {
      out_ += "{\"";
      out_ += name;
      out_ += "\":";
    }
    write_body();
    if (tagged_) out_ += '}';
  }

  void temporal(std::string_view name, const Value& value) {
    tag(name, [&] { append_json_string(out_, to_string(value)); });
  }

  template <typename Number>
  void number(Number value) {
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out_.append(buffer, end);
  }

  void write_float(double value) {
    if (std::isfinite(value)) {
      out_ += value::float_text(value);
    } else if (!tagged_) {
      out_ += "null";
    } else {
      out_ += std::isnan(value) ? "{\"$float\":\"NaN\"}"
              : value > 0       ? "{\"$float\":\"Infinity\"}"
                                : "{\"$float\":\"-Infinity\"}";
    }
  }

  void list(const List& list) {
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += ',';
      write(list[i]);
    }
    out_ += ']';
  }

  void entries(const Map& map) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : map) {
      if (!first) out_ += ',';
      first = false;
      append_json_string(out_, key);
      out_ += ':';
      write(value);
    }
    out_ += '}';
  }

  /// A key that begins with `$` would look like a tag.
  void map(const Map& map) {
    bool escape = false;
    for (const auto& entry : map) escape |= entry.first.starts_with('$');
    if (escape && tagged_) {
      tag("$map", [&] { entries(map); });
    } else {
      entries(map);
    }
  }

  void node(const Value& value) {
    const Node& node = value.as_node();
    out_ += "{\"id\":";
    number(node.id);
    out_ += ",\"labels\":[";
    for (std::size_t i = 0; i < node.labels.size(); ++i) {
      if (i > 0) out_ += ',';
      append_json_string(out_, node.labels[i]);
    }
    out_ += "],\"properties\":";
    entries(node.properties);
    out_ += '}';
  }

  void relationship(const Value& value) {
    const Relationship& relationship = value.as_relationship();
    out_ += "{\"id\":";
    number(relationship.id);
    out_ += ",\"type\":";
    append_json_string(out_, relationship.type);
    out_ += ",\"start\":";
    number(relationship.start);
    out_ += ",\"end\":";
    number(relationship.end);
    out_ += ",\"properties\":";
    entries(relationship.properties);
    out_ += '}';
  }

  void path(const Path& path) {
    out_ += "{\"nodes\":[";
    for (std::size_t i = 0; i < path.nodes.size(); ++i) {
      if (i > 0) out_ += ',';
      node(path.nodes[i]);
    }
    out_ += "],\"rels\":[";
    for (std::size_t i = 0; i < path.relationships.size(); ++i) {
      if (i > 0) out_ += ',';
      relationship(path.relationships[i]);
    }
    out_ += "]}";
  }

  std::string& out_;
  bool tagged_;
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // What needs no escape is copied in runs.
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (byte) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void append_json(std::string& out, const Value& value, JsonStyle style) { JsonWriter(out, style).write(value); }

std::string to_json(const Value& value, JsonStyle style) {
  std::string out;
  append_json(out, value, style);
  return out;
}

}  // namespace agora
