// function/temporal_fields.h
//
// The map form of temporal constructors: `{year: 1984, week: 10, hour: 12}`, or fields that replace
// parts of another temporal value. truncate() uses the same fields on what it has truncated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agora/value.h"
#include "function/temporal.h"

namespace agora::function {

class TemporalFields {
 public:
  /// Checks that all keys are known and all values of the right type; throws ArgumentError.
  /// `fields` must outlive this.
  TemporalFields(std::string_view function, const Map& fields);

  bool has(std::string_view key) const { return map_.find(key) != nullptr; }
  /// True if some field is null; then the whole answer is.
  bool any_null() const { return any_null_; }
  bool empty() const { return map_.empty(); }
  /// True if `timezone` is the only field.
  bool only_zone() const { return map_.size() == 1 && has("timezone"); }

  std::optional<std::int64_t> integer(std::string_view key) const;
  /// The temporal value under `date`, `time` or `datetime`, taken apart.
  std::optional<Moment> moment(std::string_view key) const;
  std::optional<Zone> zone() const;

  /// The day that the fields name: by month, week, quarter or ordinal day. What they leave open is
  /// the base's, if there is one, else the first. Throws ArgumentError for days that do not exist.
  std::int64_t days(std::optional<std::int64_t> base) const;
  /// The same for the time of day, in nanoseconds.
  std::int64_t nanoseconds(std::optional<std::int64_t> base) const;
  bool names_date() const;
  bool names_time() const;

 private:
  struct Named;
  std::int64_t within(std::string_view key, std::int64_t least, std::int64_t most,
                      std::int64_t fallback) const;
  void require(std::string_view key, std::string_view needs) const;
  std::int64_t calendar_days(std::optional<std::int64_t> base) const;
  std::int64_t week_days(std::optional<std::int64_t> base) const;
  std::int64_t quarter_days(std::optional<std::int64_t> base) const;
  std::int64_t ordinal_days(std::optional<std::int64_t> base) const;
  std::int64_t subsecond(std::int64_t fallback) const;
  bool names_subsecond() const;

  std::string_view function_;
  const Map& map_;
  bool any_null_ = false;
};

}  // namespace agora::function
