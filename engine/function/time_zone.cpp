#include "function/time_zone.h"

#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "agora/error.h"
#include "base/edit_distance.h"
#include "function/temporal.h"

namespace agora::function {

struct Zone::Rules {
  std::unique_ptr<const icu::TimeZone> zone;
};

namespace {

constexpr std::int32_t kLargestOffset = 18 * 3600;

std::vector<std::string> known_names() {
  std::vector<std::string> names;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> ids(
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status));
  if (U_FAILURE(status) || !ids) return names;
  while (const icu::UnicodeString* id = ids->snext(status)) {
    if (U_FAILURE(status)) break;
    id->toUTF8String(names.emplace_back());
  }
  return names;
}

bool is_known(const icu::UnicodeString& id) {
  icu::UnicodeString canonical;
  UBool is_system = false;
  UErrorCode status = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(id, canonical, is_system, status);
  return U_SUCCESS(status) && is_system;
}

[[noreturn]] void throw_unknown_zone(std::string_view name) {
  throw invalid_temporal("there is no time zone `" + std::string(name) + "`")
      .with_candidates(base::nearest_names(name, known_names()));
}

}  // namespace

std::optional<std::int32_t> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const bool negative = text[0] == '-';
  text.remove_prefix(1);
  int parts[3] = {0, 0, 0};
  std::optional<bool> colons;
  std::size_t count = 0;
  while (!text.empty()) {
    if (count == 3) return std::nullopt;
    if (count > 0) {
      const bool colon = text[0] == ':';
      if (colons.value_or(colon) != colon) return std::nullopt;
      colons = colon;
      if (colon) text.remove_prefix(1);
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (count == 0 && text.size() == 1 && is_digit(text[0])) {  // `+1`.
      parts[count++] = text[0] - '0';
      break;
    }
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
    parts[count++] = (text[0] - '0') * 10 + (text[1] - '0');
    text.remove_prefix(2);
  }
  if (parts[1] > 59 || parts[2] > 59) return std::nullopt;
  const std::int32_t seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (seconds > kLargestOffset) return std::nullopt;
  return negative ? -seconds : seconds;
}

Zone Zone::fixed(std::int32_t offset_seconds) {
  Zone zone;
  zone.offset_seconds_ = offset_seconds;
  return zone;
}

Zone Zone::parse(std::string_view text) {
  if (const auto offset = parse_offset(text)) return fixed(*offset);
  std::string name(text);
  std::replace(name.begin(), name.end(), ' ', '_');

  static std::mutex mutex;
  static std::map<std::string, Zone, std::less<>> zones;
  const std::lock_guard lock(mutex);
  if (const auto found = zones.find(name); found != zones.end()) return found->second;
  const icu::UnicodeString id = icu::UnicodeString::fromUTF8(name);
  if (!is_known(id)) throw_unknown_zone(text);
  Zone zone;
  zone.name_ = name;
  auto rules = std::make_shared<Rules>();
  rules->zone.reset(icu::TimeZone::createTimeZone(id));
  zone.rules_ = std::move(rules);
  zones.emplace(name, zone);
  return zone;
}

Zone Zone::of(std::int32_t offset_seconds, const std::string& name) {
  return name.empty() ? fixed(offset_seconds) : parse(name);
}

std::int32_t Zone::offset_at(std::int64_t seconds) const {
  if (!rules_) return offset_seconds_;
  std::int32_t raw = 0, saving = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffset(static_cast<UDate>(seconds) * 1000.0, false, raw, saving, status);
  return U_SUCCESS(status) ? (raw + saving) / 1000 : 0;
}

Zone::Local Zone::resolve(std::int64_t local, std::optional<std::int32_t> preferred) const {
  if (!rules_) return {local, offset_seconds_};
  const auto fits = [&](std::int32_t offset) { return offset_at(local - offset) == offset; };
  // Around a change of the clocks the offsets of a day before and a day after are the two in
  // question.
  const std::int32_t before = offset_at(local - 86'400), after = offset_at(local + 86'400);
  if (preferred && fits(*preferred)) return {local, *preferred};
  if (fits(before)) return {local, before};
  if (fits(after)) return {local, after};
  const std::int64_t instant = local - before;  // The clock skips this time.
  const std::int32_t offset = offset_at(instant);
  return {instant + offset, offset};
}

}  // namespace agora::function
