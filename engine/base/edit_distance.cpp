#include "base/edit_distance.h"

#include <algorithm>
#include <tuple>

#include "base/utf8.h"

namespace agora::base {
namespace {

/// Names longer than this are no slip of a known name; comparing them would only cost time.
constexpr std::size_t kLongestName = 200;

std::size_t distance(const std::u32string& left, const std::u32string& right, bool swaps) {
  const std::size_t width = right.size();
  std::vector<std::size_t> before(width + 1), above(width + 1), row(width + 1);
  for (std::size_t j = 0; j <= width; ++j) above[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= width; ++j) {
      const std::size_t replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (swaps && i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[width];
}

std::u32string without_case(std::string_view text) {
  std::u32string result = to_code_points(text);
  for (char32_t& c : result) {
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  }
  return result;
}

}  // namespace

std::size_t levenshtein(std::string_view left, std::string_view right) {
  return distance(to_code_points(left), to_code_points(right), false);
}

std::size_t slip_distance(std::string_view left, std::string_view right) {
  return distance(without_case(left), without_case(right), true);
}

NearestNames::NearestNames(std::string_view name, std::size_t limit)
    : name_(name),
      limit_(limit),
      farthest_(std::max<std::size_t>(1, count_code_points(name) / 3)) {}

void NearestNames::offer(std::string_view known) {
  if (name_.empty() || name_.size() > kLongestName || known.size() > kLongestName) return;
  const std::size_t steps = slip_distance(name_, known);
  // A name of which every letter would change is another word, however short.
  if (steps > farthest_ || steps >= std::max(count_code_points(name_), count_code_points(known)))
    return;
  found_.push_back({steps, std::string(known)});
}

std::vector<std::string> NearestNames::take() {
  // Of names equally far, the one that begins alike: the first letter is seldom the wrong one.
  const char32_t first = name_.empty() ? 0 : without_case(name_).front();
  const auto begins_otherwise = [first](const Found& each) {
    const std::u32string name = without_case(each.name);
    return name.empty() || name.front() != first;
  };
  std::sort(found_.begin(), found_.end(), [&](const Found& a, const Found& b) {
    return std::tuple(a.distance, begins_otherwise(a), std::string_view(a.name)) <
           std::tuple(b.distance, begins_otherwise(b), std::string_view(b.name));
  });
  std::vector<std::string> names;
  for (Found& each : found_) {
    if (names.size() == limit_) break;
    if (names.empty() || names.back() != each.name) names.push_back(std::move(each.name));
  }
  found_.clear();
  return names;
}

}  // namespace agora::base
