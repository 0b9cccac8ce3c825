// catalog/name_table.h
//
// Names and their dense numbers, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace agora::catalog {

class NameTable {
 public:
  std::optional<std::uint32_t> find(std::string_view name) const;
  /// The number of `name`, a new one if it has none.
  std::uint32_t add(std::string_view name);
  const std::string& name(std::uint32_t number) const { return names_[number]; }
  const std::vector<std::string>& names() const { return names_; }
  std::size_t size() const { return names_.size(); }
  /// The nearest names by edit distance, letter case ignored, best first; at most three.
  std::vector<std::string> similar(std::string_view name) const;

  bool operator==(const NameTable& other) const { return names_ == other.names_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

}  // namespace agora::catalog
