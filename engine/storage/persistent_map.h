// storage/persistent_map.h
//
// An ordered map of byte strings whose old versions stay readable: the heart of the store in
// memory. A B+ tree; a change copies the nodes on the way from the root to its leaf, unless the
// same edit made them. So a version is one pointer, taking one costs nothing, and readers of older
// versions are never disturbed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace agora::storage {

/// A value that grows at its end without being copied: the latest piece first, the older ones
/// behind it.
class GrowingValue {
 public:
  explicit GrowingValue(std::string_view bytes) : bytes_(bytes), size_(bytes.size()) {}
  /// `before` (may be null) with `bytes` behind it.
  static std::shared_ptr<const GrowingValue> extend(std::shared_ptr<const GrowingValue> before,
                                                    std::string_view bytes);
  std::size_t size() const noexcept { return size_; }
  /// Replaces `to` by all the bytes.
  void copy_to(std::string& to) const;

 private:
  std::shared_ptr<const GrowingValue> before_;
  std::string bytes_;
  std::size_t size_;
  unsigned pieces_ = 1;  ///< Bounded, so that nothing recurses deep.
};
using GrowingValuePtr = std::shared_ptr<const GrowingValue>;

class PersistentMap {
 public:
  struct Entry {
    std::string key;
    GrowingValuePtr value;
  };
  using EntryPtr = std::shared_ptr<const Entry>;
  struct Node;
  using NodePtr = std::shared_ptr<Node>;

  /// The value of `key`, or nullptr; lives as long as this version or a copy of it.
  const GrowingValue* find(std::string_view key) const noexcept;

  // Changes belong to an edit. Nodes that an edit made itself it changes in place, so its number
  // must be new whenever a copy of the map was given away since the last change.
  void put(std::uint64_t edit, std::string_view key, std::string_view value);
  void append(std::uint64_t edit, std::string_view key, std::string_view bytes);
  void remove(std::uint64_t edit, std::string_view key);
  void remove_range(std::uint64_t edit, std::string_view begin, std::string_view end);

  bool empty() const noexcept { return root_ == nullptr; }
  /// Bytes of all keys and values.
  std::uint64_t byte_size() const noexcept { return byte_size_; }

  /// A place in one version. The version must outlive it.
  class Position {
   public:
    explicit Position(const PersistentMap& map) : root_(map.root_.get()) {}
    void seek(std::string_view target);           ///< The first key not less than `target`.
    void seek_for_prev(std::string_view target);  ///< The last key not greater than `target`.
    void seek_below(std::string_view bound);      ///< The last key less than `bound`.
    void next();
    void prev();
    const Entry* entry() const noexcept { return entry_; }

   private:
    struct Step {
      const Node* node;
      std::size_t index;
    };
    void descend(std::string_view target);
    void descend_to_edge(bool last);
    void step_over(bool forward);
    const Node* root_;
    std::vector<Step> path_;
    const Entry* entry_ = nullptr;
  };

 private:
  void set(std::uint64_t edit, EntryPtr entry);
  NodePtr root_;
  std::uint64_t byte_size_ = 0;
};

}  // namespace agora::storage
