// agora/value.h
//
// Value: everything a query takes as a parameter or gives back. A Value is 16 bytes; short strings live inside
// it, longer strings, lists, maps and graph elements are shared, immutable and counted, so copying is cheap.
// Threads: different Values may be used by different threads, also when they share contents.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace agora {

enum class ValueType : std::uint8_t {
  Null,
  Boolean,
  Integer,
  Float,
  String,
  List,
  Map,
  Node,
  Relationship,
  Path,
  Date,
  Time,
  LocalTime,
  DateTime,
  LocalDateTime,
  Duration,
  Enumerated,  ///< A value of a declared enumeration; prints and equals as its name, orders by its position.
};

/// The type's name as the language writes it ("INTEGER").
std::string_view to_string(ValueType type) noexcept;

/// A day of the proleptic Gregorian calendar, in days since 1970-01-01.
struct Date {
  std::int64_t days = 0;
  bool operator==(const Date&) const = default;
};

/// A time of day without a zone, in nanoseconds since midnight.
struct LocalTime {
  std::int64_t nanoseconds = 0;
  bool operator==(const LocalTime&) const = default;
};

/// A time of day with an offset. `nanoseconds` is the local time since midnight, as it is printed.
struct Time {
  std::int64_t nanoseconds = 0;
  std::int32_t offset_seconds = 0;
  bool operator==(const Time&) const = default;
};

/// A day and time without a zone: seconds since 1970-01-01T00:00 on the local clock, and nanoseconds.
struct LocalDateTime {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  bool operator==(const LocalDateTime&) const = default;
};

/// An instant: seconds since 1970-01-01T00:00Z and nanoseconds, the offset it is shown with, and the IANA
/// name of its zone (empty if only the offset is known).
struct DateTime {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  std::int32_t offset_seconds = 0;
  std::string zone;
  bool operator==(const DateTime&) const = default;
};

/// A length of time in four parts that do not convert into each other (a month has no fixed days).
/// `nanoseconds` is in [0, 1e9).
struct Duration {
  std::int64_t months = 0;
  std::int64_t days = 0;
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  bool operator==(const Duration&) const = default;
};

/// A value of a declared enumeration. `position` counts from 0; it orders only if the enumeration is ordered.
struct Enumerated {
  std::string enumeration;
  std::string name;
  std::int32_t position = 0;
  bool ordered = false;
  /// All names of the enumeration in their order, shared by its values, so that `level < 'global'` knows where
  /// a name stands. May be missing; then such a comparison is unknown.
  std::shared_ptr<const std::vector<std::string>> names = nullptr;
};

class Value;
using List = std::vector<Value>;

class Map;
struct Node;
struct Relationship;
struct Path;

class Value {
 public:
  Value() noexcept { std::memset(bytes_, 0, sizeof bytes_); }
  Value(std::nullptr_t) noexcept : Value() {}
  Value(bool value) noexcept : Value(ValueType::Boolean, value ? 1u : 0u) {}
  Value(std::int64_t value) noexcept : Value(ValueType::Integer, static_cast<std::uint64_t>(value)) {}
  Value(int value) noexcept : Value(static_cast<std::int64_t>(value)) {}
  Value(double value) noexcept;
  Value(std::string_view value);
  Value(const std::string& value) : Value(std::string_view(value)) {}
  Value(const char* value) : Value(std::string_view(value)) {}
  Value(List value);
  Value(Map value);
  Value(Date value) noexcept;
  Value(LocalTime value) noexcept;
  Value(Time value);
  Value(LocalDateTime value);
  Value(DateTime value);
  Value(Duration value);
  Value(Enumerated value);
  Value(Node value);          ///< A node with its labels and properties.
  Value(Relationship value);  ///< A relationship with its type, ends and properties.
  Value(Path value);

  /// A reference to a node or relationship by id alone; what the engine works with. Results given to a
  /// program always carry the contents.
  static Value node_reference(std::uint64_t id) noexcept { return Value(ValueType::Node, id); }
  static Value relationship_reference(std::uint64_t id) noexcept { return Value(ValueType::Relationship, id); }

  Value(const Value& other) noexcept;
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other) noexcept;
  Value& operator=(Value&& other) noexcept;
  ~Value() {
    if (shared()) release();
  }

  ValueType type() const noexcept { return static_cast<ValueType>(bytes_[0]); }
  bool is_null() const noexcept { return type() == ValueType::Null; }
  bool is(ValueType type) const noexcept { return this->type() == type; }
  bool is_number() const noexcept { return is(ValueType::Integer) || is(ValueType::Float); }

  // Each of these requires the type it is named after; anything else is a programmer's mistake (asserted).
  bool as_bool() const noexcept { return word() != 0; }
  std::int64_t as_int() const noexcept { return static_cast<std::int64_t>(word()); }
  double as_float() const noexcept;
  /// An integer or float as a float.
  double as_number() const noexcept { return is(ValueType::Integer) ? static_cast<double>(as_int()) : as_float(); }
  /// The bytes stay put as long as this very Value does. Also the name of an Enumerated.
  std::string_view as_string() const noexcept;
  const List& as_list() const noexcept;
  const Map& as_map() const noexcept;
  Date as_date() const noexcept { return Date{static_cast<std::int64_t>(word())}; }
  LocalTime as_local_time() const noexcept { return LocalTime{static_cast<std::int64_t>(word())}; }
  const Time& as_time() const noexcept;
  const LocalDateTime& as_local_datetime() const noexcept;
  const DateTime& as_datetime() const noexcept;
  const Duration& as_duration() const noexcept;
  const Enumerated& as_enumerated() const noexcept;
  /// The id of a node or relationship, with or without contents.
  std::uint64_t id() const noexcept;
  /// True if a node or relationship carries its contents (as_node() and as_relationship() require it).
  bool has_contents() const noexcept { return shared(); }
  const Node& as_node() const noexcept;
  const Relationship& as_relationship() const noexcept;
  const Path& as_path() const noexcept;

 private:
  Value(ValueType type, std::uint64_t word) noexcept {
    std::memset(bytes_, 0, sizeof bytes_);
    bytes_[0] = static_cast<std::uint8_t>(type);
    std::memcpy(bytes_ + 8, &word, sizeof word);
  }
  struct Payload;
  template <typename T>
  struct Boxed;
  template <typename T>
  static Value box(ValueType type, T contents);
  template <typename T>
  const T& unbox() const noexcept;
  std::uint64_t word() const noexcept {
    std::uint64_t word;
    std::memcpy(&word, bytes_ + 8, sizeof word);
    return word;
  }
  /// bytes_[1] is kSharedFlag for a value with counted contents, else the length of an inline string.
  bool shared() const noexcept { return bytes_[1] == kSharedFlag; }
  void retain() const noexcept;
  void release() noexcept;

  static constexpr std::uint8_t kSharedFlag = 0xff;
  static constexpr std::size_t kInlineCapacity = 14;
  alignas(8) std::uint8_t bytes_[16];  ///< type, flag or length, then 14 inline bytes or 6 unused and a word.
};

/// A map from names to values that keeps the order in which keys were first set. Small: lookup is a scan.
class Map {
 public:
  using Entry = std::pair<std::string, Value>;
  Map() = default;
  Map(std::initializer_list<Entry> entries);

  /// The value of `key`, or nullptr.
  const Value* find(std::string_view key) const noexcept;
  /// Sets or replaces.
  void set(std::string key, Value value);
  /// True if there was one.
  bool erase(std::string_view key);
  std::size_t size() const noexcept { return entries_.size(); }
  bool empty() const noexcept { return entries_.empty(); }
  auto begin() const noexcept { return entries_.begin(); }
  auto end() const noexcept { return entries_.end(); }
  void reserve(std::size_t count);

 private:
  std::vector<Entry> entries_;
};

struct Node {
  std::uint64_t id = 0;
  std::vector<std::string> labels;
  Map properties;
};

struct Relationship {
  std::uint64_t id = 0;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::string type;
  Map properties;
};

/// One node more than relationships; relationship i joins nodes i and i + 1, in either direction. Inside the
/// engine the elements are references; in results they carry their contents.
struct Path {
  std::vector<Value> nodes;
  std::vector<Value> relationships;
};

/// Equality of representation (an integer never equals a float, NaN equals NaN): for tests and containers.
/// The language's own equality is the engine's, and can be asked for with a query.
bool operator==(const Value& left, const Value& right);

/// The value as the language would write it in a query or a table: strings in single quotes inside lists and
/// maps, plain at the top. See docs/language.md for nodes, relationships and paths.
std::string to_string(const Value& value);

}  // namespace agora
