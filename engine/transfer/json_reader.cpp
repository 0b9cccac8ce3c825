// JSON as values, as agora/format.h states it. Written by hand because every question to the pipe
// goes through here.

#include <charconv>
#include <limits>
#include <optional>

#include "agora/error.h"
#include "agora/format.h"
#include "base/utf8.h"
#include "function/temporal.h"
#include "function/temporal_parse.h"

namespace agora {
namespace {

constexpr int kMaxDepth = 500;

/// How an object is to be read.
enum class Reading : std::uint8_t {
  Tagged,   ///< `{"$date":…}` is a date.
  Raw,      ///< A map whose keys may begin with `$`; its values are read as usual.
  Element,  ///< The body of a node or relationship: its `properties` are raw.
  Path,     ///< The body of a path: `nodes` and `rels` are lists of bodies.
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Value whole() {
    Value value = read(Reading::Tagged);
    skip_space();
    if (at_ != text_.size()) fail("something follows the value");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCategory::ArgumentError, "",
                "this is not valid JSON: " + what + " at byte " + std::to_string(at_ + 1));
  }
  [[noreturn]] void fail_tag(std::string_view tag, const std::string& what) const {
    throw Error(ErrorCategory::ArgumentError, "",
                "the JSON object {\"" + std::string(tag) + "\": …} that ends at byte " +
                    std::to_string(at_) + " " + what);
  }

  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (take(c)) return;
    if (at_ == text_.size()) fail("it ends too early");
    fail(std::string("`") + c + "` is missing");
  }

  Value read(Reading reading) {
    skip_space();
    if (at_ == text_.size()) fail("it ends too early");
    switch (text_[at_]) {
      case '{':
        return object(reading);
      case '[':
        return list(reading);
      case '"':
        return string_value();
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", Value());
      default:
        return number();
    }
  }

  Value word(std::string_view word, Value value) {
    if (text_.substr(at_, word.size()) != word) fail("an unknown word stands");
    at_ += word.size();
    return value;
  }

  void digits() {
    if (peek() < '0' || peek() > '9') fail("a value is missing or a number is not complete");
    while (peek() >= '0' && peek() <= '9') ++at_;
  }

  Value number() {
    const std::size_t start = at_;
    take('-');
    if (peek() == '0') {
      ++at_;
    } else {
      digits();
    }
    bool whole = true;
    if (take('.')) {
      whole = false;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
    const char* first = text_.data() + start;
    const char* last = text_.data() + at_;
    if (whole) {
      std::int64_t integer = 0;
      if (std::from_chars(first, last, integer).ec == std::errc()) return integer;
    }
    double number = 0;
    if (std::from_chars(first, last, number).ec != std::errc())
      fail("a number is too large or too small");
    return number;
  }

  unsigned hex4() {
    unsigned number = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (digits.size() != 4 || code != std::errc() || end != digits.data() + 4)
      fail("`\\u` needs four digits");
    at_ += 4;
    return number;
  }

  void escape(std::string& out) {
    if (at_ == text_.size()) fail("it ends too early");
    switch (const char c = text_[at_++]) {
      case '"':
      case '\\':
      case '/':
        out += c;
        return;
      case 'b':
        out += '\b';
        return;
      case 'f':
        out += '\f';
        return;
      case 'n':
        out += '\n';
        return;
      case 'r':
        out += '\r';
        return;
      case 't':
        out += '\t';
        return;
      case 'u': {
        char32_t code_point = hex4();
        if (code_point >= 0xD800 && code_point < 0xDC00 && text_.substr(at_, 2) == "\\u") {
          at_ += 2;
          const unsigned low = hex4();
          if (low < 0xDC00 || low > 0xDFFF) fail("half of a surrogate pair stands alone");
          code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
        }
        if (code_point >= 0xD800 && code_point <= 0xDFFF)
          fail("half of a surrogate pair stands alone");
        base::append_code_point(out, code_point);
        return;
      }
      default:
        --at_;
        fail("an unknown escape stands");
    }
  }

  /// Where the string's plain bytes end: at a quote, a backslash or the end.
  std::size_t plain_end(bool& ascii) const {
    std::size_t i = at_;
    for (; i < text_.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text_[i]);
      if (byte == '"' || byte == '\\' || byte < 0x20) break;
      ascii = ascii && byte < 0x80;
    }
    return i;
  }

  /// The string at the current place. A view of the text if it has no escapes, else of `buffer`.
  std::string_view string(std::string& buffer) {
    expect('"');
    bool ascii = true;
    const std::size_t start = at_;
    std::size_t end = plain_end(ascii);
    std::string_view found = text_.substr(start, end - start);
    at_ = end;
    if (peek() != '"') {
      buffer.assign(found);
      while (!take('"')) {
        if (at_ == text_.size()) fail("a string is not closed");
        if (!take('\\')) fail("a control character stands in a string");
        escape(buffer);
        end = plain_end(ascii);
        buffer.append(text_, at_, end - at_);
        at_ = end;
      }
      found = buffer;
    } else {
      ++at_;
    }
    if (!ascii && !base::is_valid_utf8(found)) fail("a string is not UTF-8");
    return found;
  }

  Value string_value() {
    std::string buffer;
    return Value(string(buffer));
  }

  struct Deeper {
    explicit Deeper(Reader& reader) : reader_(reader) {
      if (++reader.depth_ > kMaxDepth)
        reader.fail("it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    ~Deeper() { --reader_.depth_; }
    Reader& reader_;
  };

  Value list(Reading reading) {
    const Deeper deeper(*this);
    const Reading inside = reading == Reading::Path ? Reading::Element : Reading::Tagged;
    expect('[');
    List list;
    skip_space();
    if (take(']')) return list;
    do {
      list.push_back(read(inside));
      skip_space();
    } while (take(','));
    expect(']');
    return list;
  }

  static Reading reading_of(Reading outside, std::string_view key, bool first) {
    if (outside == Reading::Element && key == "properties") return Reading::Raw;
    if (outside == Reading::Path && (key == "nodes" || key == "rels")) return Reading::Path;
    const bool tag = first && (outside == Reading::Tagged || outside == Reading::Element);
    if (tag && key == "$map") return Reading::Raw;
    if (tag && (key == "$node" || key == "$rel")) return Reading::Element;
    if (tag && key == "$path") return Reading::Path;
    return Reading::Tagged;
  }

  Value object(Reading reading) {
    const Deeper deeper(*this);
    expect('{');
    Map map;
    skip_space();
    if (take('}')) return map;
    std::string buffer;
    do {
      skip_space();
      if (peek() != '"') fail("a key in quotes is missing");
      std::string key(string(buffer));
      skip_space();
      expect(':');
      const Reading inside = reading_of(reading, key, map.empty());
      Value value = read(inside);
      map.set(std::move(key), std::move(value));
      skip_space();
    } while (take(','));
    expect('}');
    const bool tags = reading == Reading::Tagged || reading == Reading::Element;
    if (tags && map.size() == 1 && map.begin()->first.starts_with('$')) {
      return tagged(map.begin()->first, map.begin()->second);
    }
    return map;
  }

  Value tagged(std::string_view tag, const Value& body) const {
    if (tag == "$map") {
      if (!body.is(ValueType::Map)) fail_tag(tag, "needs an object");
      return body;
    }
    if (tag == "$node") return Value(node(tag, body));
    if (tag == "$rel") return Value(relationship(tag, body));
    if (tag == "$path") return Value(path(tag, body));
    if (!body.is(ValueType::String)) fail_tag(tag, "needs a text");
    const std::string_view text = body.as_string();
    if (tag == "$float") {
      if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
      if (text == "Infinity") return std::numeric_limits<double>::infinity();
      if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
      fail_tag(tag, "needs NaN, Infinity or -Infinity");
    }
    if (tag == "$date") return function::make_date(function::parse_date(text));
    if (tag == "$localtime") return LocalTime{function::parse_local_time(text)};
    if (tag == "$duration") return function::parse_duration(text);
    if (tag == "$time") {
      const auto moment = function::parse_time(text);
      return Time{moment.nanoseconds.value_or(0), moment.offset_seconds.value_or(0)};
    }
    if (tag == "$localdatetime") {
      const auto moment = function::parse_datetime(text);
      return function::make_local_datetime(moment.days.value_or(0), moment.nanoseconds.value_or(0));
    }
    if (tag == "$datetime") {
      const auto moment = function::parse_datetime(text);
      return function::make_datetime(moment.days.value_or(0), moment.nanoseconds.value_or(0),
                                     moment.zone.value_or(function::Zone{}), moment.offset_seconds);
    }
    fail_tag(tag, "has an unknown tag");
  }

  const Value& member(std::string_view tag, const Value& body, std::string_view name) const {
    if (!body.is(ValueType::Map)) fail_tag(tag, "needs an object");
    const Value* found = body.as_map().find(name);
    if (!found) fail_tag(tag, "lacks `" + std::string(name) + "`");
    return *found;
  }
  std::uint64_t id(std::string_view tag, const Value& body, std::string_view name) const {
    const Value& value = member(tag, body, name);
    if (value.is(ValueType::Integer) && value.as_int() >= 0)
      return static_cast<std::uint64_t>(value.as_int());
    std::uint64_t number = 0;
    if (value.is(ValueType::String)) {
      const std::string_view text = value.as_string();
      const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (code == std::errc() && end == text.data() + text.size()) return number;
    }
    fail_tag(tag, "needs a number as `" + std::string(name) + "`");
  }
  const Map& properties(std::string_view tag, const Value& body) const {
    const Value& value = member(tag, body, "properties");
    if (!value.is(ValueType::Map)) fail_tag(tag, "needs an object as `properties`");
    return value.as_map();
  }

  Node node(std::string_view tag, const Value& body) const {
    Node node{.id = id(tag, body, "id"), .labels = {}, .properties = properties(tag, body)};
    const Value& labels = member(tag, body, "labels");
    if (!labels.is(ValueType::List)) fail_tag(tag, "needs a list as `labels`");
    for (const Value& label : labels.as_list()) {
      if (!label.is(ValueType::String)) fail_tag(tag, "needs texts as `labels`");
      node.labels.emplace_back(label.as_string());
    }
    return node;
  }
  Relationship relationship(std::string_view tag, const Value& body) const {
    const Value& type = member(tag, body, "type");
    if (!type.is(ValueType::String)) fail_tag(tag, "needs a text as `type`");
    return {.id = id(tag, body, "id"),
            .start = id(tag, body, "start"),
            .end = id(tag, body, "end"),
            .type = std::string(type.as_string()),
            .properties = properties(tag, body)};
  }
  /// The elements of a path come as bare bodies or in their tagged form.
  Path path(std::string_view tag, const Value& body) const {
    Path path;
    const Value& nodes = member(tag, body, "nodes");
    const Value& relationships = member(tag, body, "rels");
    if (!nodes.is(ValueType::List) || !relationships.is(ValueType::List))
      fail_tag(tag, "needs lists");
    for (const Value& each : nodes.as_list()) {
      path.nodes.push_back(each.is(ValueType::Node) ? each : Value(node(tag, each)));
    }
    for (const Value& each : relationships.as_list()) {
      path.relationships.push_back(
          each.is(ValueType::Relationship) ? each : Value(relationship(tag, each)));
    }
    if (path.nodes.size() != path.relationships.size() + 1)
      fail_tag(tag, "needs one node more than relationships");
    return path;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Value from_json(std::string_view text) { return Reader(text).whole(); }

}  // namespace agora
