// Values as JSON, as agora/format.h states it. Written by hand because every answer of the pipe
// goes through here.

#include <array>
#include <charconv>
#include <cmath>

#include "agora/format.h"
#include "value/text.h"

namespace agora {
namespace {

constexpr char kHex[] = "0123456789abcdef";

/// Whether a byte can stand in a JSON string as it is.
constexpr std::array<bool, 256> plain_bytes() {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0x20; i < 256; ++i) plain[i] = i != '"' && i != '\\' && i != 0x7f;
  return plain;
}
constexpr auto kPlain = plain_bytes();

void append_escaped(std::string& out, unsigned char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

void append_integer(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}
void append_id(std::string& out, std::uint64_t id) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, id).ptr);
}

class Writer {
 public:
  Writer(std::string& out, JsonStyle style) : out_(out), tagged_(style == JsonStyle::Tagged) {}

  void value(const Value& value) {
    switch (value.type()) {
      case ValueType::Null:
        out_ += "null";
        return;
      case ValueType::Boolean:
        out_ += value.as_bool() ? "true" : "false";
        return;
      case ValueType::Integer:
        append_integer(out_, value.as_int());
        return;
      case ValueType::Float:
        number(value.as_float());
        return;
      case ValueType::String:
      case ValueType::Enumerated:
        append_json_string(out_, value.as_string());
        return;
      case ValueType::List:
        list(value.as_list());
        return;
      case ValueType::Map:
        map(value.as_map());
        return;
      case ValueType::Node:
        open("node");
        node(value);
        return close();
      case ValueType::Relationship:
        open("rel");
        relationship(value);
        return close();
      case ValueType::Path:
        open("path");
        path(value.as_path());
        return close();
      case ValueType::Date:
        return text("date", value::date_text(value.as_date()));
      case ValueType::Time:
        return text("time", value::time_text(value.as_time()));
      case ValueType::LocalTime:
        return text("localtime", value::local_time_text(value.as_local_time()));
      case ValueType::DateTime:
        return text("datetime", value::datetime_text(value.as_datetime()));
      case ValueType::LocalDateTime:
        return text("localdatetime", value::local_datetime_text(value.as_local_datetime()));
      case ValueType::Duration:
        return text("duration", value::duration_text(value.as_duration()));
    }
  }

 private:
  void open(std::string_view tag) {
    if (!tagged_) return;
    out_ += "{\"$";
    out_ += tag;
    out_ += "\":";
  }
  void close() {
    if (tagged_) out_ += '}';
  }
  void text(std::string_view tag, std::string_view text) {
    open(tag);
    append_json_string(out_, text);
    close();
  }

  void number(double number) {
    if (std::isfinite(number)) {
      out_ += value::float_text(number);
    } else if (tagged_) {
      text("float", value::float_text(number));
    } else {
      out_ += "null";
    }
  }

  void list(const List& list) {
    out_ += '[';
    bool first = true;
    for (const Value& each : list) {
      if (!first) out_ += ',';
      first = false;
      value(each);
    }
    out_ += ']';
  }

  void object(const Map& map) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, each] : map) {
      if (!first) out_ += ',';
      first = false;
      append_json_string(out_, key);
      out_ += ':';
      value(each);
    }
    out_ += '}';
  }

  void map(const Map& map) {
    bool ambiguous = false;
    for (const auto& entry : map) ambiguous = ambiguous || entry.first.starts_with('$');
    if (!ambiguous || !tagged_) return object(map);
    open("map");
    object(map);
    close();
  }

  void node(const Value& value) {
    out_ += "{\"id\":";
    append_id(out_, value.id());
    if (value.has_contents()) {
      const Node& node = value.as_node();
      out_ += ",\"labels\":[";
      for (std::size_t i = 0; i < node.labels.size(); ++i) {
        if (i > 0) out_ += ',';
        append_json_string(out_, node.labels[i]);
      }
      out_ += "],\"properties\":";
      object(node.properties);
    }
    out_ += '}';
  }

  void relationship(const Value& value) {
    out_ += "{\"id\":";
    append_id(out_, value.id());
    if (value.has_contents()) {
      const Relationship& relationship = value.as_relationship();
      out_ += ",\"type\":";
      append_json_string(out_, relationship.type);
      out_ += ",\"start\":";
      append_id(out_, relationship.start);
      out_ += ",\"end\":";
      append_id(out_, relationship.end);
      out_ += ",\"properties\":";
      object(relationship.properties);
    }
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
  const bool tagged_;
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (kPlain[byte]) continue;
    out.append(text, done, i - done);
    append_escaped(out, byte);
    done = i + 1;
  }
  out.append(text, done);
  out += '"';
}

void append_json(std::string& out, const Value& value, JsonStyle style) {
  Writer(out, style).value(value);
}

std::string to_json(const Value& value, JsonStyle style) {
  std::string out;
  append_json(out, value, style);
  return out;
}

}  // namespace agora
