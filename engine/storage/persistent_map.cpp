#include "storage/persistent_map.h"

#include <algorithm>

namespace agora::storage {
namespace {

constexpr std::size_t kCapacity = 32;
constexpr unsigned kMaxPieces = 32;

}  // namespace

GrowingValuePtr GrowingValue::extend(GrowingValuePtr before, std::string_view bytes) {
  if (!before) return std::make_shared<const GrowingValue>(bytes);
  if (before->pieces_ >= kMaxPieces) {
    std::string whole;
    whole.reserve(before->size() + bytes.size());
    before->copy_to(whole);
    whole.append(bytes);
    return std::make_shared<const GrowingValue>(whole);
  }
  auto value = std::make_shared<GrowingValue>(bytes);
  value->size_ += before->size_;
  value->pieces_ = before->pieces_ + 1;
  value->before_ = std::move(before);
  return value;
}

void GrowingValue::copy_to(std::string& to) const {
  to.resize(size_);
  char* end = to.data() + size_;
  for (const GrowingValue* piece = this; piece; piece = piece->before_.get()) {
    end -= piece->bytes_.size();
    std::copy(piece->bytes_.begin(), piece->bytes_.end(), end);
  }
}

/// A leaf has entries only. An inner node has as many children as entries: entries[i] is a lower
/// bound of all keys below children[i] (for the first child, of those that are there when it is
/// looked for).
struct PersistentMap::Node {
  std::uint64_t edit = 0;
  std::vector<EntryPtr> entries;
  std::vector<NodePtr> children;

  bool leaf() const noexcept { return children.empty(); }

  /// In a leaf: where `key` is or belongs.
  std::size_t lower_bound(std::string_view key) const noexcept {
    const auto at =
        std::lower_bound(entries.begin(), entries.end(), key,
                         [](const EntryPtr& entry, std::string_view k) { return entry->key < k; });
    return static_cast<std::size_t>(at - entries.begin());
  }
  /// In an inner node: the child in which `key` is or belongs.
  std::size_t child_of(std::string_view key) const noexcept {
    const auto at =
        std::upper_bound(entries.begin() + 1, entries.end(), key,
                         [](std::string_view k, const EntryPtr& entry) { return k < entry->key; });
    return static_cast<std::size_t>(at - entries.begin()) - 1;
  }
};

namespace {

using Node = PersistentMap::Node;
using NodePtr = PersistentMap::NodePtr;
using EntryPtr = PersistentMap::EntryPtr;

Node& own(NodePtr& node, std::uint64_t edit) {
  if (node->edit != edit) {
    auto copy = std::make_shared<Node>(*node);
    copy->edit = edit;
    node = std::move(copy);
  }
  return *node;
}

/// Moves the upper part of a full node to a new one. A node that was filled in order is left full.
NodePtr split(Node& node, bool in_order) {
  const std::size_t keep = in_order ? node.entries.size() - 1 : node.entries.size() / 2;
  const auto from = static_cast<std::ptrdiff_t>(keep);
  auto upper = std::make_shared<Node>();
  upper->edit = node.edit;
  upper->entries.reserve(kCapacity + 1);
  upper->entries.assign(node.entries.begin() + from, node.entries.end());
  node.entries.resize(keep);
  if (!node.leaf()) {
    upper->children.reserve(kCapacity + 1);
    upper->children.assign(node.children.begin() + from, node.children.end());
    node.children.resize(keep);
  }
  return upper;
}

/// Sets the entry below `node`; gives the new right neighbour if the node had to be split.
NodePtr insert(NodePtr& node, std::uint64_t edit, EntryPtr entry) {
  Node& mine = own(node, edit);
  std::size_t at;
  if (mine.leaf()) {
    at = mine.lower_bound(entry->key);
    if (at < mine.entries.size() && mine.entries[at]->key == entry->key) {
      mine.entries[at] = std::move(entry);
      return nullptr;
    }
    mine.entries.insert(mine.entries.begin() + static_cast<std::ptrdiff_t>(at), std::move(entry));
  } else {
    at = mine.child_of(entry->key);
    NodePtr upper = insert(mine.children[at], edit, std::move(entry));
    if (!upper) return nullptr;
    ++at;
    mine.entries.insert(mine.entries.begin() + static_cast<std::ptrdiff_t>(at),
                        upper->entries.front());
    mine.children.insert(mine.children.begin() + static_cast<std::ptrdiff_t>(at), std::move(upper));
  }
  if (mine.entries.size() <= kCapacity) return nullptr;
  return split(mine, at + 1 == mine.entries.size());
}

/// Removes an existing key below `node`; true if nothing is left there. Nodes are not filled up
/// again.
bool erase(NodePtr& node, std::uint64_t edit, std::string_view key) {
  Node& mine = own(node, edit);
  if (mine.leaf()) {
    mine.entries.erase(mine.entries.begin() + static_cast<std::ptrdiff_t>(mine.lower_bound(key)));
    return mine.entries.empty();
  }
  const std::size_t at = mine.child_of(key);
  if (!erase(mine.children[at], edit, key)) return false;
  mine.entries.erase(mine.entries.begin() + static_cast<std::ptrdiff_t>(at));
  mine.children.erase(mine.children.begin() + static_cast<std::ptrdiff_t>(at));
  return mine.children.empty();
}

}  // namespace

const GrowingValue* PersistentMap::find(std::string_view key) const noexcept {
  const Node* node = root_.get();
  if (!node) return nullptr;
  while (!node->leaf()) node = node->children[node->child_of(key)].get();
  const std::size_t at = node->lower_bound(key);
  if (at == node->entries.size() || node->entries[at]->key != key) return nullptr;
  return node->entries[at]->value.get();
}

void PersistentMap::set(std::uint64_t edit, EntryPtr entry) {
  if (!root_) {
    root_ = std::make_shared<Node>();
    root_->edit = edit;
  }
  NodePtr upper = insert(root_, edit, std::move(entry));
  if (!upper) return;
  auto root = std::make_shared<Node>();
  root->edit = edit;
  root->entries = {root_->entries.front(), upper->entries.front()};
  root->children = {root_, std::move(upper)};
  root_ = std::move(root);
}

void PersistentMap::put(std::uint64_t edit, std::string_view key, std::string_view value) {
  const GrowingValue* old = find(key);
  byte_size_ += value.size();
  byte_size_ -= old ? old->size() : 0;
  byte_size_ += old ? 0 : key.size();
  set(edit, std::make_shared<const Entry>(
                Entry{std::string(key), std::make_shared<const GrowingValue>(value)}));
}

void PersistentMap::append(std::uint64_t edit, std::string_view key, std::string_view bytes) {
  Position at(*this);
  at.seek(key);
  const bool exists = at.entry() && at.entry()->key == key;
  byte_size_ += bytes.size() + (exists ? 0 : key.size());
  auto value = GrowingValue::extend(exists ? at.entry()->value : nullptr, bytes);
  set(edit, std::make_shared<const Entry>(Entry{std::string(key), std::move(value)}));
}

void PersistentMap::remove(std::uint64_t edit, std::string_view key) {
  const GrowingValue* old = find(key);
  if (!old) return;
  byte_size_ -= key.size() + old->size();
  if (erase(root_, edit, key)) {
    root_ = nullptr;
    return;
  }
  while (root_->children.size() == 1) {
    NodePtr child = root_->children.front();
    root_ = std::move(child);
  }
}

void PersistentMap::remove_range(std::uint64_t edit, std::string_view begin, std::string_view end) {
  std::vector<std::string> keys;
  Position at(*this);
  for (at.seek(begin); at.entry() && at.entry()->key < end; at.next())
    keys.push_back(at.entry()->key);
  for (const auto& key : keys) remove(edit, key);
}

/// Fills path_ down to the leaf in which `target` is or belongs.
void PersistentMap::Position::descend(std::string_view target) {
  path_.clear();
  entry_ = nullptr;
  const Node* node = root_;
  if (!node) return;
  while (!node->leaf()) {
    const std::size_t at = node->child_of(target);
    path_.push_back({node, at});
    node = node->children[at].get();
  }
  path_.push_back({node, node->lower_bound(target)});
}

/// From the inner node at the end of path_ down to its first or last entry.
void PersistentMap::Position::descend_to_edge(bool last) {
  const Node* node = path_.back().node->children[path_.back().index].get();
  for (;;) {
    const std::size_t at = last ? node->entries.size() - 1 : 0;
    path_.push_back({node, at});
    if (node->leaf()) break;
    node = node->children[at].get();
  }
  entry_ = path_.back().node->entries[path_.back().index].get();
}

/// Leaves the leaf at the end of path_ for its neighbour; entry_ is null if there is none.
void PersistentMap::Position::step_over(bool forward) {
  entry_ = nullptr;
  path_.pop_back();
  while (!path_.empty()) {
    Step& step = path_.back();
    if (forward ? step.index + 1 < step.node->children.size() : step.index > 0) {
      step.index += forward ? 1 : static_cast<std::size_t>(-1);
      descend_to_edge(!forward);
      return;
    }
    path_.pop_back();
  }
}

void PersistentMap::Position::seek(std::string_view target) {
  descend(target);
  if (path_.empty()) return;
  const Step& step = path_.back();
  if (step.index < step.node->entries.size()) {
    entry_ = step.node->entries[step.index].get();
  } else {
    step_over(/*forward=*/true);
  }
}

void PersistentMap::Position::seek_below(std::string_view bound) {
  descend(bound);
  if (path_.empty()) return;
  Step& step = path_.back();
  if (step.index > 0) {
    --step.index;
    entry_ = step.node->entries[step.index].get();
  } else {
    step_over(/*forward=*/false);
  }
}

void PersistentMap::Position::seek_for_prev(std::string_view target) {
  seek(target);
  if (entry_ && entry_->key == target) return;
  seek_below(target);
}

void PersistentMap::Position::next() {
  Step& step = path_.back();
  if (++step.index < step.node->entries.size()) {
    entry_ = step.node->entries[step.index].get();
  } else {
    step_over(/*forward=*/true);
  }
}

void PersistentMap::Position::prev() {
  Step& step = path_.back();
  if (step.index > 0) {
    --step.index;
    entry_ = step.node->entries[step.index].get();
  } else {
    step_over(/*forward=*/false);
  }
}

}  // namespace agora::storage
