// function/time_zone.h
//
// Time zones: fixed offsets, and names of the IANA database through ICU.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace agora::function {

/// A zone: a fixed offset, or a name with the offsets its clocks had. Cheap to copy, safe to share.
class Zone {
 public:
  /// UTC.
  Zone() = default;
  static Zone fixed(std::int32_t offset_seconds);
  /// `Z`, `+01:00`, `-0830`, or a name (`Europe/Stockholm`; a space may stand for the underscore).
  /// Throws ArgumentError, with the nearest names, if it is none.
  static Zone parse(std::string_view text);
  /// The zone a DateTime is in.
  static Zone of(std::int32_t offset_seconds, const std::string& name);

  /// Empty for a fixed offset.
  const std::string& name() const noexcept { return name_; }
  /// Offset from UTC at an instant (seconds since 1970-01-01T00:00Z).
  std::int32_t offset_at(std::int64_t seconds) const;

  struct Local {
    std::int64_t seconds;  ///< The local clock, moved on if it skips the time that was asked for.
    std::int32_t offset;
  };
  /// The offset when the zone's clocks show `local` (seconds since 1970-01-01T00:00 on them).
  Local resolve(std::int64_t local, std::optional<std::int32_t> preferred = std::nullopt) const;

 private:
  struct Rules;
  std::string name_;
  std::int32_t offset_seconds_ = 0;
  std::shared_ptr<const Rules> rules_;
};

/// `Z` or ±HH[:MM[:SS]] with or without colons, up to ±18:00, in seconds; unset if the text is no
/// offset.
std::optional<std::int32_t> parse_offset(std::string_view text);

}  // namespace agora::function
