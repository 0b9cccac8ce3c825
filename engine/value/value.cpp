#include "agora/value.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cmath>
#include <new>

#include "agora/error.h"

namespace agora {

// The head of all counted contents. A value's type says what stands behind it.
struct Value::Payload {
  std::atomic<std::uint32_t> count{1};
  std::uint16_t depth = 0;  ///< How deep lists and maps nest in it, itself included.
  std::uint16_t parts = 0;  ///< About how many values are in it: the upper half of a float.
};

template <typename T>
struct Value::Boxed : Payload {
  explicit Boxed(T value) : contents(std::move(value)) {}
  T contents;
};

namespace {

/// The bytes of a long string follow its head, so that it takes one allocation.
struct TextHead {
  std::size_t size;
  char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }
};

/// Comparing, printing and releasing walk into a value; this bounds the stack they need.
constexpr std::uint32_t kDeepestNesting = 1000;
/// And this the time: a list that has another one twice, forty times over, takes little memory and has
/// more parts than can ever be walked through.
constexpr float kMostParts = 1u << 28;

/// What a list or map holds, while its values are gone through.
struct Extent {
  std::uint32_t depth = 0;
  float parts = 1;

  void add(std::uint16_t other_depth, std::uint16_t other_parts) noexcept {
    depth = std::max<std::uint32_t>(depth, other_depth);
    parts += std::bit_cast<float>(static_cast<std::uint32_t>(other_parts) << 16);
  }
  void check() const {
    if (depth >= kDeepestNesting) {
      throw Error(ErrorCategory::LimitExceeded, "",
                  "lists and maps nest at most " + std::to_string(kDeepestNesting) + " levels deep");
    }
    if (parts > kMostParts) {
      throw Error(ErrorCategory::LimitExceeded, "",
                  "a list or map with all that is in it has at most " +
                      std::to_string(static_cast<std::uint64_t>(kMostParts)) + " values");
    }
  }
  std::uint16_t packed_parts() const noexcept {
    return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(parts) >> 16);
  }
};

}  // namespace

template <typename T>
Value Value::box(ValueType type, T contents) {
  auto* boxed = new Boxed<T>(std::move(contents));
  Payload* payload = boxed;
  Value value(type, reinterpret_cast<std::uintptr_t>(payload));
  value.bytes_[1] = kSharedFlag;
  return value;
}

template <typename T>
const T& Value::unbox() const noexcept {
  assert(shared());
  return static_cast<const Boxed<T>*>(reinterpret_cast<const Payload*>(word()))->contents;
}

void Value::retain() const noexcept {
  reinterpret_cast<Payload*>(word())->count.fetch_add(1, std::memory_order_relaxed);
}

void Value::release() noexcept {
  auto* payload = reinterpret_cast<Payload*>(word());
  if (payload->count.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const auto drop = [&]<typename T>() { delete static_cast<Boxed<T>*>(payload); };
  switch (type()) {
    case ValueType::String: {
      payload->~Payload();
      ::operator delete(payload);
      break;
    }
    case ValueType::List:
      drop.operator()<List>();
      break;
    case ValueType::Map:
      drop.operator()<Map>();
      break;
    case ValueType::Node:
      drop.operator()<Node>();
      break;
    case ValueType::Relationship:
      drop.operator()<Relationship>();
      break;
    case ValueType::Path:
      drop.operator()<Path>();
      break;
    case ValueType::Time:
      drop.operator()<Time>();
      break;
    case ValueType::LocalDateTime:
      drop.operator()<LocalDateTime>();
      break;
    case ValueType::DateTime:
      drop.operator()<DateTime>();
      break;
    case ValueType::Duration:
      drop.operator()<Duration>();
      break;
    case ValueType::Enumerated:
      drop.operator()<Enumerated>();
      break;
    default:
      assert(false && "a value of this type has no counted contents");
  }
}

Value::Value(double value) noexcept
    : Value(ValueType::Float, std::bit_cast<std::uint64_t>(value)) {}

Value::Value(std::string_view value) : Value(ValueType::String, 0) {
  if (value.size() <= kInlineCapacity) {
    bytes_[1] = static_cast<std::uint8_t>(value.size());
    if (!value.empty()) std::memcpy(bytes_ + 2, value.data(), value.size());
    return;
  }
  void* memory = ::operator new(sizeof(Payload) + sizeof(TextHead) + value.size());
  auto* payload = new (memory) Payload;
  auto* text = new (payload + 1) TextHead{value.size()};
  std::memcpy(text->bytes(), value.data(), value.size());
  const auto address = reinterpret_cast<std::uintptr_t>(payload);
  std::memcpy(bytes_ + 8, &address, sizeof address);
  bytes_[1] = kSharedFlag;
}

namespace {

/// Whether a value can hold further lists or maps.
bool may_nest(const Value& value) noexcept {
  return value.is(ValueType::List) || value.is(ValueType::Map);
}

}  // namespace

Value::Value(List value) {
  Extent extent;
  extent.parts += static_cast<float>(value.size());
  for (const Value& each : value) {
    if (!may_nest(each)) continue;
    const auto* payload = reinterpret_cast<const Payload*>(each.word());
    extent.add(payload->depth, payload->parts);
  }
  extent.check();
  std::memset(bytes_, 0, sizeof bytes_);
  *this = box(ValueType::List, std::move(value));
  auto* payload = reinterpret_cast<Payload*>(word());
  payload->depth = static_cast<std::uint16_t>(extent.depth + 1);
  payload->parts = extent.packed_parts();
}

Value::Value(Map value) {
  Extent extent;
  extent.parts += static_cast<float>(value.size());
  for (const auto& [key, each] : value) {
    if (!may_nest(each)) continue;
    const auto* payload = reinterpret_cast<const Payload*>(each.word());
    extent.add(payload->depth, payload->parts);
  }
  extent.check();
  std::memset(bytes_, 0, sizeof bytes_);
  *this = box(ValueType::Map, std::move(value));
  auto* payload = reinterpret_cast<Payload*>(word());
  payload->depth = static_cast<std::uint16_t>(extent.depth + 1);
  payload->parts = extent.packed_parts();
}

Value::Value(Date value) noexcept
    : Value(ValueType::Date, static_cast<std::uint64_t>(value.days)) {}
Value::Value(LocalTime value) noexcept
    : Value(ValueType::LocalTime, static_cast<std::uint64_t>(value.nanoseconds)) {}
Value::Value(Time value) : Value(box(ValueType::Time, value)) {}
Value::Value(LocalDateTime value) : Value(box(ValueType::LocalDateTime, value)) {}
Value::Value(DateTime value) : Value(box(ValueType::DateTime, std::move(value))) {}
Value::Value(Duration value) : Value(box(ValueType::Duration, value)) {}
Value::Value(Enumerated value) : Value(box(ValueType::Enumerated, std::move(value))) {}
Value::Value(Node value) : Value(box(ValueType::Node, std::move(value))) {}
Value::Value(Relationship value) : Value(box(ValueType::Relationship, std::move(value))) {}
Value::Value(Path value) : Value(box(ValueType::Path, std::move(value))) {}

Value::Value(const Value& other) noexcept {
  std::memcpy(bytes_, other.bytes_, sizeof bytes_);
  if (shared()) retain();
}

Value::Value(Value&& other) noexcept {
  std::memcpy(bytes_, other.bytes_, sizeof bytes_);
  std::memset(other.bytes_, 0, sizeof other.bytes_);
}

Value& Value::operator=(const Value& other) noexcept {
  if (other.shared()) other.retain();  // First: `other` may be this value, or live inside it.
  std::uint8_t copy[sizeof bytes_];
  std::memcpy(copy, other.bytes_, sizeof copy);
  if (shared()) release();
  std::memcpy(bytes_, copy, sizeof bytes_);
  return *this;
}

Value& Value::operator=(Value&& other) noexcept {
  std::uint8_t moved[sizeof bytes_];
  std::memcpy(moved, other.bytes_, sizeof moved);
  std::memset(other.bytes_, 0, sizeof other.bytes_);
  if (shared()) release();
  std::memcpy(bytes_, moved, sizeof bytes_);
  return *this;
}

double Value::as_float() const noexcept {
  assert(is(ValueType::Float));
  return std::bit_cast<double>(word());
}

std::string_view Value::as_string() const noexcept {
  if (is(ValueType::Enumerated)) return unbox<Enumerated>().name;
  assert(is(ValueType::String));
  if (!shared()) return {reinterpret_cast<const char*>(bytes_ + 2), bytes_[1]};
  auto* text = reinterpret_cast<TextHead*>(reinterpret_cast<Payload*>(word()) + 1);
  return {text->bytes(), text->size};
}

const List& Value::as_list() const noexcept {
  assert(is(ValueType::List));
  return unbox<List>();
}

const Map& Value::as_map() const noexcept {
  assert(is(ValueType::Map));
  return unbox<Map>();
}

const Time& Value::as_time() const noexcept {
  assert(is(ValueType::Time));
  return unbox<Time>();
}

const LocalDateTime& Value::as_local_datetime() const noexcept {
  assert(is(ValueType::LocalDateTime));
  return unbox<LocalDateTime>();
}

const DateTime& Value::as_datetime() const noexcept {
  assert(is(ValueType::DateTime));
  return unbox<DateTime>();
}

const Duration& Value::as_duration() const noexcept {
  assert(is(ValueType::Duration));
  return unbox<Duration>();
}

const Enumerated& Value::as_enumerated() const noexcept {
  assert(is(ValueType::Enumerated));
  return unbox<Enumerated>();
}

std::uint64_t Value::id() const noexcept {
  assert(is(ValueType::Node) || is(ValueType::Relationship));
  if (!shared()) return word();
  return is(ValueType::Node) ? unbox<Node>().id : unbox<Relationship>().id;
}

const Node& Value::as_node() const noexcept {
  assert(is(ValueType::Node));
  return unbox<Node>();
}

const Relationship& Value::as_relationship() const noexcept {
  assert(is(ValueType::Relationship));
  return unbox<Relationship>();
}

const Path& Value::as_path() const noexcept {
  assert(is(ValueType::Path));
  return unbox<Path>();
}

Map::Map(std::initializer_list<Entry> entries) {
  entries_.reserve(entries.size());
  for (const Entry& entry : entries) set(entry.first, entry.second);
}

const Value* Map::find(std::string_view key) const noexcept {
  for (const Entry& entry : entries_) {
    if (entry.first == key) return &entry.second;
  }
  return nullptr;
}

void Map::set(std::string key, Value value) {
  for (Entry& entry : entries_) {
    if (entry.first == key) {
      entry.second = std::move(value);
      return;
    }
  }
  entries_.emplace_back(std::move(key), std::move(value));
}

bool Map::erase(std::string_view key) {
  return std::erase_if(entries_, [&](const Entry& entry) { return entry.first == key; }) > 0;
}

void Map::reserve(std::size_t count) { entries_.reserve(count); }

namespace {

bool same(const Map& left, const Map& right) {
  if (left.size() != right.size()) return false;
  return std::all_of(left.begin(), left.end(), [&](const Map::Entry& entry) {
    const Value* other = right.find(entry.first);
    return other != nullptr && entry.second == *other;
  });
}

bool same(double left, double right) {
  return left == right || (std::isnan(left) && std::isnan(right));
}

bool same_contents(const Node& left, const Node& right) {
  return left.labels == right.labels && same(left.properties, right.properties);
}

bool same_contents(const Relationship& left, const Relationship& right) {
  return left.type == right.type && left.start == right.start && left.end == right.end &&
         same(left.properties, right.properties);
}

}  // namespace

bool operator==(const Value& left, const Value& right) {
  if (left.type() != right.type()) return false;
  switch (left.type()) {
    case ValueType::Null:
      return true;
    case ValueType::Boolean:
      return left.as_bool() == right.as_bool();
    case ValueType::Integer:
      return left.as_int() == right.as_int();
    case ValueType::Float:
      return same(left.as_float(), right.as_float());
    case ValueType::String:
      return left.as_string() == right.as_string();
    case ValueType::List:
      return left.as_list() == right.as_list();
    case ValueType::Map:
      return same(left.as_map(), right.as_map());
    case ValueType::Node:
      return left.id() == right.id() && (!left.has_contents() || !right.has_contents() ||
                                         same_contents(left.as_node(), right.as_node()));
    case ValueType::Relationship:
      return left.id() == right.id() &&
             (!left.has_contents() || !right.has_contents() ||
              same_contents(left.as_relationship(), right.as_relationship()));
    case ValueType::Path:
      return left.as_path().nodes == right.as_path().nodes &&
             left.as_path().relationships == right.as_path().relationships;
    case ValueType::Date:
      return left.as_date() == right.as_date();
    case ValueType::Time:
      return left.as_time() == right.as_time();
    case ValueType::LocalTime:
      return left.as_local_time() == right.as_local_time();
    case ValueType::DateTime:
      return left.as_datetime() == right.as_datetime();
    case ValueType::LocalDateTime:
      return left.as_local_datetime() == right.as_local_datetime();
    case ValueType::Duration:
      return left.as_duration() == right.as_duration();
    case ValueType::Enumerated:
      return left.as_string() == right.as_string() &&
             left.as_enumerated().enumeration == right.as_enumerated().enumeration;
  }
  return false;
}

std::string_view to_string(ValueType type) noexcept {
  switch (type) {
    case ValueType::Null:
      return "NULL";
    case ValueType::Boolean:
      return "BOOLEAN";
    case ValueType::Integer:
      return "INTEGER";
    case ValueType::Float:
      return "FLOAT";
    case ValueType::String:
      return "STRING";
    case ValueType::List:
      return "LIST";
    case ValueType::Map:
      return "MAP";
    case ValueType::Node:
      return "NODE";
    case ValueType::Relationship:
      return "RELATIONSHIP";
    case ValueType::Path:
      return "PATH";
    case ValueType::Date:
      return "DATE";
    case ValueType::Time:
      return "TIME";
    case ValueType::LocalTime:
      return "LOCAL TIME";
    case ValueType::DateTime:
      return "DATETIME";
    case ValueType::LocalDateTime:
      return "LOCAL DATETIME";
    case ValueType::Duration:
      return "DURATION";
    case ValueType::Enumerated:
      return "ENUMERATED";
  }
  return "ANY";
}

}  // namespace agora
