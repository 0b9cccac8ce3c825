// base/edit_distance.h
//
// How far two names are apart, for "did you mean".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agora::base {

/// Levenshtein's distance in code points: insertions, deletions and replacements.
std::size_t levenshtein(std::string_view left, std::string_view right);

/// The same with swaps of neighbours as one step (optimal string alignment), ASCII case ignored:
/// how far a slip of the fingers is from what was meant.
std::size_t slip_distance(std::string_view left, std::string_view right);

/// Collects the known names nearest to a misspelt one.
class NearestNames {
 public:
  /// At most `limit` names are kept; names further than a third of the word (at least 1 step) are
  /// not.
  explicit NearestNames(std::string_view name, std::size_t limit = 3);

  void offer(std::string_view known);
  /// Best first; equally near ones by the alphabet.
  std::vector<std::string> take();

 private:
  struct Found {
    std::size_t distance;
    std::string name;
  };
  std::string name_;
  std::size_t limit_;
  std::size_t farthest_;
  std::vector<Found> found_;
};

/// The names of any range of strings that are nearest to `name`, best first.
template <typename Names>
std::vector<std::string> nearest_names(std::string_view name, const Names& known,
                                       std::size_t limit = 3) {
  NearestNames nearest(name, limit);
  for (const auto& each : known) nearest.offer(each);
  return nearest.take();
}

}  // namespace agora::base
