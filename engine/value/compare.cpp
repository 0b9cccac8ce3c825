#include "value/compare.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <compare>
#include <functional>
#include <string>
#include <tuple>

namespace agora::value {
namespace {

using Ordering = std::partial_ordering;

// ---- numbers
// ----------------------------------------------------------------------------------------------

constexpr double kTwoTo63 = 9223372036854775808.0;

/// Exact, where converting the integer would round: 2^53 + 1 is above 2.0^53.
Ordering compare_exactly(std::int64_t integer, double number) {
  if (std::isnan(number)) return Ordering::unordered;
  if (number >= kTwoTo63) return Ordering::less;
  if (number < -kTwoTo63) return Ordering::greater;
  const double whole = std::trunc(number);
  const auto truncated = static_cast<std::int64_t>(whole);
  if (integer != truncated) return integer <=> truncated;
  return 0.0 <=> (number - whole);
}

Ordering reversed(Ordering ordering) { return 0 <=> ordering; }

Ordering compare_numbers(const Value& left, const Value& right) {
  const bool left_integer = left.is(ValueType::Integer),
             right_integer = right.is(ValueType::Integer);
  if (left_integer && right_integer) return left.as_int() <=> right.as_int();
  if (left_integer) return compare_exactly(left.as_int(), right.as_float());
  if (right_integer) return reversed(compare_exactly(right.as_int(), left.as_float()));
  return left.as_float() <=> right.as_float();
}

// ---- temporal values: by the instant, then by the offset, then by the zone's name
// ---------------------------

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

std::strong_ordering compare_times(const Time& left, const Time& right) {
  const auto key = [](const Time& time) {
    return std::tuple(time.nanoseconds - time.offset_seconds * kNanosecondsPerSecond,
                      time.offset_seconds);
  };
  return key(left) <=> key(right);
}

std::strong_ordering compare_datetimes(const DateTime& left, const DateTime& right) {
  return std::tie(left.seconds, left.nanoseconds, left.offset_seconds, left.zone) <=>
         std::tie(right.seconds, right.nanoseconds, right.offset_seconds, right.zone);
}

std::strong_ordering compare_local_datetimes(const LocalDateTime& left,
                                             const LocalDateTime& right) {
  return std::tie(left.seconds, left.nanoseconds) <=> std::tie(right.seconds, right.nanoseconds);
}

__extension__ using Wide = __int128;  // Months and days at the limits overflow 64 bits of seconds.

/// Orders durations by their average length (a month has 30.436875 days), equal ones by their
/// parts.
std::strong_ordering compare_durations(const Duration& left, const Duration& right) {
  constexpr Wide kSecondsPerMonth = 2'629'746, kSecondsPerDay = 86'400;
  const auto seconds = [](const Duration& d) {
    return d.months * kSecondsPerMonth + d.days * kSecondsPerDay + d.seconds;
  };
  const Wide l = seconds(left), r = seconds(right);
  if (l != r) return l < r ? std::strong_ordering::less : std::strong_ordering::greater;
  return std::tie(left.nanoseconds, left.months, left.days, left.seconds) <=>
         std::tie(right.nanoseconds, right.months, right.days, right.seconds);
}

/// Of two values of the same temporal type that has an order in the language.
std::optional<std::strong_ordering> compare_instants(const Value& left, const Value& right) {
  switch (left.type()) {
    case ValueType::Date:
      return left.as_date().days <=> right.as_date().days;
    case ValueType::LocalTime:
      return left.as_local_time().nanoseconds <=> right.as_local_time().nanoseconds;
    case ValueType::Time:
      return compare_times(left.as_time(), right.as_time());
    case ValueType::DateTime:
      return compare_datetimes(left.as_datetime(), right.as_datetime());
    case ValueType::LocalDateTime:
      return compare_local_datetimes(left.as_local_datetime(), right.as_local_datetime());
    default:
      return std::nullopt;
  }
}

// ---- strings and enumerated values
// --------------------------------------------------------------------------

bool is_text(const Value& value) {
  return value.is(ValueType::String) || value.is(ValueType::Enumerated);
}

bool is_ordered(const Value& value) {
  return value.is(ValueType::Enumerated) && value.as_enumerated().ordered;
}

/// Where `name` stands in the enumeration, or unset.
std::optional<std::int32_t> position_of(const Enumerated& member, std::string_view name) {
  if (member.name == name) return member.position;
  if (!member.names) return std::nullopt;
  for (std::size_t i = 0; i < member.names->size(); ++i) {
    if ((*member.names)[i] == name) return static_cast<std::int32_t>(i);
  }
  return std::nullopt;
}

/// `<` on texts: by position where an ordered enumeration is one side and the other names a member
/// of it.
std::optional<Ordering> compare_texts(const Value& left, const Value& right) {
  const bool left_ordered = is_ordered(left), right_ordered = is_ordered(right);
  if (!left_ordered && !right_ordered) return left.as_string() <=> right.as_string();
  if (left_ordered && right_ordered) {
    const Enumerated &l = left.as_enumerated(), &r = right.as_enumerated();
    if (l.enumeration != r.enumeration) return std::nullopt;
    return l.position <=> r.position;
  }
  if (left_ordered) {
    const auto position = position_of(left.as_enumerated(), right.as_string());
    if (!position) return std::nullopt;
    return left.as_enumerated().position <=> *position;
  }
  const auto position = position_of(right.as_enumerated(), left.as_string());
  if (!position) return std::nullopt;
  return *position <=> right.as_enumerated().position;
}

// ---- what `<` answers
// ---------------------------------------------------------------------------------------

/// Unset: unknown. Unordered: neither below, at nor above (NaN).
std::optional<Ordering> compare(const Value& left, const Value& right);

std::optional<Ordering> compare_lists(const List& left, const List& right) {
  const std::size_t shared = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < shared; ++i) {
    const Truth same = equals(left[i], right[i]);
    if (!same) return std::nullopt;
    if (!*same) return compare(left[i], right[i]);
  }
  return left.size() <=> right.size();
}

std::optional<Ordering> compare(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return std::nullopt;
  if (left.is_number() && right.is_number()) return compare_numbers(left, right);
  if (is_text(left) && is_text(right)) return compare_texts(left, right);
  if (left.type() != right.type()) return std::nullopt;
  switch (left.type()) {
    case ValueType::Boolean:
      return left.as_bool() <=> right.as_bool();
    case ValueType::List:
      return compare_lists(left.as_list(), right.as_list());
    default:
      if (const auto ordering = compare_instants(left, right)) return *ordering;
      return std::nullopt;
  }
}

// ---- equality
// -----------------------------------------------------------------------------------------------

Truth equal_sequences(const std::vector<Value>& left, const std::vector<Value>& right) {
  if (left.size() != right.size()) return false;
  bool unknown = false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const Truth same = equals(left[i], right[i]);
    if (same == false) return false;
    unknown |= !same.has_value();
  }
  return unknown ? Truth() : Truth(true);
}

Truth equal_maps(const Map& left, const Map& right) {
  if (left.size() != right.size()) return false;
  bool unknown = false;
  for (const auto& [key, value] : left) {
    const Value* other = right.find(key);
    if (other == nullptr) return false;
    const Truth same = equals(value, *other);
    if (same == false) return false;
    unknown |= !same.has_value();
  }
  return unknown ? Truth() : Truth(true);
}

/// Of two values of one type that is neither a list nor a map.
bool equal_atoms(const Value& left, const Value& right) {
  switch (left.type()) {
    case ValueType::Boolean:
      return left.as_bool() == right.as_bool();
    case ValueType::Node:
    case ValueType::Relationship:
      return left.id() == right.id();
    case ValueType::Path:
      return equal_sequences(left.as_path().nodes, right.as_path().nodes) == true &&
             equal_sequences(left.as_path().relationships, right.as_path().relationships) == true;
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
    default:
      return false;
  }
}

}  // namespace

Truth equals(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return {};
  if (left.is_number() && right.is_number()) return compare_numbers(left, right) == 0;
  if (is_text(left) && is_text(right)) return left.as_string() == right.as_string();
  if (left.type() != right.type()) return false;
  if (left.is(ValueType::List)) return equal_sequences(left.as_list(), right.as_list());
  if (left.is(ValueType::Map)) return equal_maps(left.as_map(), right.as_map());
  return equal_atoms(left, right);
}

Truth less(const Value& left, const Value& right) {
  const auto ordering = compare(left, right);
  return ordering ? Truth(*ordering < 0) : Truth();
}

Truth less_or_equal(const Value& left, const Value& right) {
  const auto ordering = compare(left, right);
  return ordering ? Truth(*ordering <= 0) : Truth();
}

// ---- the total order
// ----------------------------------------------------------------------------------------

namespace {

/// The types one after the other, as ORDER BY shows them.
int rank(const Value& value) {
  switch (value.type()) {
    case ValueType::Map:
      return 0;
    case ValueType::Node:
      return 1;
    case ValueType::Relationship:
      return 2;
    case ValueType::List:
      return 3;
    case ValueType::Path:
      return 4;
    case ValueType::DateTime:
      return 5;
    case ValueType::LocalDateTime:
      return 6;
    case ValueType::Date:
      return 7;
    case ValueType::Time:
      return 8;
    case ValueType::LocalTime:
      return 9;
    case ValueType::Duration:
      return 10;
    case ValueType::String:
      return 11;
    // By position where declared; so it cannot stand among the strings, which go by the alphabet.
    case ValueType::Enumerated:
      return value.as_enumerated().ordered ? 12 : 11;
    case ValueType::Boolean:
      return 13;
    case ValueType::Integer:
    case ValueType::Float:
      return 14;
    case ValueType::Null:
      return 15;
  }
  return 15;
}

int sign(std::strong_ordering ordering) { return ordering < 0 ? -1 : ordering > 0 ? 1 : 0; }

int order_numbers(const Value& left, const Value& right) {
  const Ordering ordering = compare_numbers(left, right);
  if (ordering != Ordering::unordered) return ordering < 0 ? -1 : ordering > 0 ? 1 : 0;
  const auto is_nan = [](const Value& v) {
    return v.is(ValueType::Float) && std::isnan(v.as_float());
  };
  return static_cast<int>(is_nan(left)) - static_cast<int>(is_nan(right));
}

int order_sequences(const std::vector<Value>& left, const std::vector<Value>& right) {
  const std::size_t shared = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < shared; ++i) {
    if (const int ordering = order(left[i], right[i])) return ordering;
  }
  return sign(left.size() <=> right.size());
}

std::vector<const Map::Entry*> by_key(const Map& map) {
  std::vector<const Map::Entry*> entries;
  entries.reserve(map.size());
  for (const Map::Entry& entry : map) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](auto* a, auto* b) { return a->first < b->first; });
  return entries;
}

/// By size, then by the sorted keys, then by the values in the order of the keys.
int order_maps(const Map& left, const Map& right) {
  if (left.size() != right.size()) return sign(left.size() <=> right.size());
  const auto l = by_key(left), r = by_key(right);
  for (std::size_t i = 0; i < l.size(); ++i) {
    if (const int ordering = l[i]->first.compare(r[i]->first)) return ordering;
  }
  for (std::size_t i = 0; i < l.size(); ++i) {
    if (const int ordering = order(l[i]->second, r[i]->second)) return ordering;
  }
  return 0;
}

/// Alternately along the path: node, relationship, node …
int order_paths(const Path& left, const Path& right) {
  const std::size_t shared = std::min(left.nodes.size(), right.nodes.size());
  for (std::size_t i = 0; i < shared; ++i) {
    if (const int ordering = order(left.nodes[i], right.nodes[i])) return ordering;
    if (i >= left.relationships.size() || i >= right.relationships.size()) break;
    if (const int ordering = order(left.relationships[i], right.relationships[i])) return ordering;
  }
  return sign(left.nodes.size() <=> right.nodes.size());
}

int order_enumerated(const Enumerated& left, const Enumerated& right) {
  return sign(std::tie(left.enumeration, left.position, left.name) <=>
              std::tie(right.enumeration, right.position, right.name));
}

}  // namespace

int order(const Value& left, const Value& right) {
  const int left_rank = rank(left), right_rank = rank(right);
  if (left_rank != right_rank) return left_rank < right_rank ? -1 : 1;
  switch (left.type()) {
    case ValueType::Null:
      return 0;
    case ValueType::Integer:
    case ValueType::Float:
      return order_numbers(left, right);
    case ValueType::Boolean:
      return static_cast<int>(left.as_bool()) - static_cast<int>(right.as_bool());
    case ValueType::String:
      return left.as_string().compare(right.as_string());
    case ValueType::Enumerated:
      if (left_rank == 11) return left.as_string().compare(right.as_string());
      return order_enumerated(left.as_enumerated(), right.as_enumerated());
    case ValueType::Node:
    case ValueType::Relationship:
      return sign(left.id() <=> right.id());
    case ValueType::List:
      return order_sequences(left.as_list(), right.as_list());
    case ValueType::Map:
      return order_maps(left.as_map(), right.as_map());
    case ValueType::Path:
      return order_paths(left.as_path(), right.as_path());
    case ValueType::Duration:
      return sign(compare_durations(left.as_duration(), right.as_duration()));
    default:
      return sign(compare_instants(left, right).value_or(std::strong_ordering::equal));
  }
}

// ---- equivalence
// --------------------------------------------------------------------------------------------

namespace {

bool equivalent_sequences(const std::vector<Value>& left, const std::vector<Value>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), equivalent);
}

bool equivalent_maps(const Map& left, const Map& right) {
  if (left.size() != right.size()) return false;
  for (const auto& [key, value] : left) {
    const Value* other = right.find(key);
    if (other == nullptr || !equivalent(value, *other)) return false;
  }
  return true;
}

std::size_t mix(std::uint64_t word) {
  word += 0x9e3779b97f4a7c15u;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

std::size_t combine(std::size_t seed, std::size_t next) { return mix(seed * 31 + next); }

/// Integers and the floats equal to them hash alike; so do -0.0 and 0.0, and all NaN.
std::size_t hash_float(double number) {
  if (std::isnan(number)) return mix(0x7ff8);
  if (number >= -kTwoTo63 && number < kTwoTo63 && std::trunc(number) == number) {
    return mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(number)));
  }
  return mix(std::bit_cast<std::uint64_t>(number) + 1);
}

std::size_t hash_text(std::string_view text) { return std::hash<std::string_view>{}(text); }

std::size_t hash_sequence(std::size_t seed, const std::vector<Value>& values) {
  for (const Value& each : values) seed = combine(seed, hash(each));
  return seed;
}

std::size_t hash_map(const Map& map) {
  std::size_t sum = map.size();  // The order of the keys must not matter.
  for (const auto& [key, value] : map) sum += combine(hash_text(key), hash(value));
  return mix(sum);
}

std::size_t hash_parts(std::initializer_list<std::int64_t> parts) {
  std::size_t seed = parts.size();
  for (const std::int64_t part : parts) seed = combine(seed, static_cast<std::size_t>(part));
  return seed;
}

}  // namespace

bool equivalent(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return order_numbers(left, right) == 0;
  if (is_text(left) && is_text(right)) return left.as_string() == right.as_string();
  if (left.type() != right.type()) return false;
  if (left.is_null()) return true;
  if (left.is(ValueType::List)) return equivalent_sequences(left.as_list(), right.as_list());
  if (left.is(ValueType::Map)) return equivalent_maps(left.as_map(), right.as_map());
  return equal_atoms(left, right);
}

std::size_t hash(const Value& value) {
  switch (value.type()) {
    case ValueType::Null:
      return mix(0);
    case ValueType::Boolean:
      return mix(value.as_bool() ? 3 : 2);
    case ValueType::Integer:
      return mix(static_cast<std::uint64_t>(value.as_int()));
    case ValueType::Float:
      return hash_float(value.as_float());
    case ValueType::String:
    case ValueType::Enumerated:
      return hash_text(value.as_string());
    case ValueType::List:
      return hash_sequence(11, value.as_list());
    case ValueType::Map:
      return hash_map(value.as_map());
    case ValueType::Node:
      return mix(value.id() * 2 + 1);
    case ValueType::Relationship:
      return mix(~value.id());
    case ValueType::Path:
      return hash_sequence(hash_sequence(13, value.as_path().nodes), value.as_path().relationships);
    case ValueType::Date:
      return hash_parts({1, value.as_date().days});
    case ValueType::LocalTime:
      return hash_parts({2, value.as_local_time().nanoseconds});
    case ValueType::Time:
      return hash_parts({3, value.as_time().nanoseconds, value.as_time().offset_seconds});
    case ValueType::LocalDateTime:
      return hash_parts(
          {4, value.as_local_datetime().seconds, value.as_local_datetime().nanoseconds});
    case ValueType::DateTime:
      return hash_parts({5, value.as_datetime().seconds, value.as_datetime().nanoseconds});
    case ValueType::Duration: {
      const Duration& d = value.as_duration();
      return hash_parts({6, d.months, d.days, d.seconds, d.nanoseconds});
    }
  }
  return 0;
}

}  // namespace agora::value
