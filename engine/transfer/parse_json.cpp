#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "agora/error.h"
#include "agora/format.h"
#include "base/utf8.h"
#include "function/registry.h"

namespace agora {

namespace {

/// Deeper texts are refused before the stack is in danger.
constexpr int kMaxDepth = 1000;

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Value read() {
    Value value = read_value(0);
    skip_space();
    if (position_ < text_.size()) fail("unexpected text behind the value");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCategory::ArgumentError, "",
                "this is not valid JSON: " + what + " at byte " + std::to_string(position_ + 1));
  }

  void skip_space() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t' ||
                                        text_[position_] == '\n' || text_[position_] == '\r')) {
      ++position_;
    }
  }

  char peek() const { return position_ < text_.size() ? text_[position_] : '\0'; }

  bool accept(char wanted) {
    skip_space();
    if (peek() != wanted || position_ >= text_.size()) return false;
    ++position_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) fail(std::string("expected `") + wanted + "`");
  }

  Value read_value(int depth) {
    if (depth > kMaxDepth) fail("it is nested too deeply");
    skip_space();
    switch (peek()) {
      case '{': return read_object(depth);
      case '[': return read_list(depth);
      case '"': return Value(read_string());
      case 't': return word("true", Value(true));
      case 'f': return word("false", Value(false));
      case 'n': return word("null", Value());
      default: return read_number();
    }
  }

  Value word(std::string_view word, Value value) {
    if (text_.substr(position_, word.size()) != word) fail("unknown word");
    position_ += word.size();
    return value;
  }

  Value read_list(int depth) {
    ++position_;
    List list;
    if (accept(']')) return list;
    do {
      list.push_back(read_value(depth + 1));
    } while (accept(','));
    expect(']');
    return list;
  }

  Value read_object(int depth) {
    ++position_;
    Map map;
    if (accept('}')) return map;
    do {
      skip_space();
      if (peek() != '"') fail("expected a name in quotes");
      std::string key = read_string();
      expect(':');
      map.set(std::move(key), read_value(depth + 1));
    } while (accept(','));
    expect('}');
    return map.size() == 1 ? untag(map) : Value(std::move(map));
  }

  /// `{"$date":"…"}` and its kin; anything else is a map.
  Value untag(Map& map) {
    const auto& [key, body] = *map.begin();
    if (!key.starts_with('$')) return Value(std::move(map));
    if (key == "$map") return body;
    if (key == "$float" && body.is(ValueType::String)) return special_float(body.as_string());
    if (key == "$node") return node(body);
    if (key == "$rel") return relationship(body);
    if (key == "$path") return path(body);
    if (body.is(ValueType::String)) {
      const std::string_view name = std::string_view(key).substr(1);
      for (std::string_view type : {"date", "time", "localtime", "datetime", "localdatetime", "duration"}) {
        if (name == type) return temporal(name, body);
      }
    }
    return Value(std::move(map));
  }

  Value special_float(std::string_view text) const {
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    fail("unknown $float");
  }

  static Value temporal(std::string_view name, const Value& text) {
    function::CallContext context;
    return function::Registry::builtin().find(name)->scalar(context, std::span(&text, 1));
  }

  const Map& body_of(const Value& value, const char* what) const {
    if (!value.is(ValueType::Map)) fail(std::string("expected the body of a ") + what);
    return value.as_map();
  }

  Value node(const Value& body) const {
    if (body.is(ValueType::Node)) return body;
    const Map& map = body_of(body, "node");
    Node node;
    node.id = number_of(map, "id");
    if (const Value* labels = map.find("labels"); labels && labels->is(ValueType::List)) {
      for (const Value& label : labels->as_list()) {
        if (label.is(ValueType::String)) node.labels.emplace_back(label.as_string());
      }
    }
    if (const Value* p = map.find("properties"); p && p->is(ValueType::Map)) node.properties = p->as_map();
    return node;
  }

  Value relationship(const Value& body) const {
    if (body.is(ValueType::Relationship)) return body;
    const Map& map = body_of(body, "relationship");
    Relationship result;
    result.id = number_of(map, "id");
    result.start = number_of(map, "start");
    result.end = number_of(map, "end");
    if (const Value* type = map.find("type"); type && type->is(ValueType::String)) result.type = type->as_string();
    if (const Value* p = map.find("properties"); p && p->is(ValueType::Map)) result.properties = p->as_map();
    return result;
  }

  Value path(const Value& body) const {
    const Map& map = body_of(body, "path");
    Path path;
    const Value* nodes = map.find("nodes");
    const Value* relationships = map.find("rels");
    if (!nodes || !relationships || !nodes->is(ValueType::List) || !relationships->is(ValueType::List)) {
      fail("a path needs nodes and rels");
    }
    for (const Value& element : nodes->as_list()) path.nodes.push_back(node(element));
    for (const Value& element : relationships->as_list()) path.relationships.push_back(relationship(element));
    if (path.nodes.size() != path.relationships.size() + 1) fail("a path has one node more than relationships");
    return path;
  }

  std::uint64_t number_of(const Map& map, std::string_view key) const {
    const Value* value = map.find(key);
    if (!value || !value->is(ValueType::Integer)) fail("an id must be an integer");
    return static_cast<std::uint64_t>(value->as_int());
  }

  Value read_number() {
    const std::size_t begin = position_;
    bool integral = true;
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (c == '.' || c == 'e' || c == 'E') {
        integral = false;
      } else if (!(c >= '0' && c <= '9') && c != '-' && c != '+') {
        break;
      }
      ++position_;
    }
    const char* first = text_.data() + begin;
    const char* last = text_.data() + position_;
    if (first == last) fail("expected a value");
    if (integral) {
      std::int64_t number;
      const auto result = std::from_chars(first, last, number);
      if (result.ec == std::errc() && result.ptr == last) return number;
    }
    double number;
    const auto result = std::from_chars(first, last, number);
    if (result.ec != std::errc() || result.ptr != last) {
      position_ = begin;
      fail("this is not a number");
    }
    return number;
  }

  std::string read_string() {
    ++position_;
    std::string result;
    for (;;) {
      const std::size_t begin = position_;
      while (position_ < text_.size() && text_[position_] != '"' && text_[position_] != '\\') ++position_;
      result.append(text_, begin, position_ - begin);
      if (position_ >= text_.size()) fail("the text ends within a string");
      if (text_[position_++] == '"') return result;
      read_escape(result);
    }
  }

  void read_escape(std::string& result) {
    const char c = peek();
    ++position_;
    switch (c) {
      case '"': result += '"'; break;
      case '\\': result += '\\'; break;
      case '/': result += '/'; break;
      case 'b': result += '\b'; break;
      case 'f': result += '\f'; break;
      case 'n': result += '\n'; break;
      case 'r': result += '\r'; break;
      case 't': result += '\t'; break;
      case 'u': base::append_code_point(result, read_code_point()); break;
      default: fail("unknown escape in a string");
    }
  }

  std::uint32_t read_hex() {
    std::uint32_t number = 0;
    if (position_ + 4 > text_.size()) fail("a \\u escape needs four digits");
    const char* first = text_.data() + position_;
    const auto result = std::from_chars(first, first + 4, number, 16);
    if (result.ptr != first + 4) fail("a \\u escape needs four digits");
    position_ += 4;
    return number;
  }

  std::uint32_t read_code_point() {
    const std::uint32_t high = read_hex();
    if (high < 0xd800 || high > 0xdfff) return high;
    if (high > 0xdbff || text_.substr(position_, 2) != "\\u") fail("half a surrogate pair");
    position_ += 2;
    const std::uint32_t low = read_hex();
    if (low < 0xdc00 || low > 0xdfff) fail("half a surrogate pair");
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

Value from_json(std::string_view text) { return JsonReader(text).read(); }

}  // namespace agora
