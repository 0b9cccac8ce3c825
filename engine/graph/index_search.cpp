#include "graph/index_search.h"

#include <algorithm>
#include <map>

#include "base/coding.h"
#include "graph/graph_view.h"
#include "graph/key_layout.h"
#include "value/compare.h"

namespace agora::graph {

using storage::KeySpace;

std::vector<std::uint64_t> IndexSearch::owners(const std::string& key) const {
  for (const ForkLayer* layer = layer_; layer != nullptr; layer = layer->below) {
    if (const auto found = layer->owners.find(key); found != layer->owners.end())
      return found->second;
  }
  std::string value;
  if (!snapshot_.get(KeySpace::Index, key, value) || value.size() != sizeof(std::uint64_t))
    return {};
  return {load_big_endian<std::uint64_t>(value.data())};
}

std::vector<std::uint64_t> IndexSearch::equal(const IndexKey& key) const {
  if (index_.unique && !key.hashed) return owners(index_entry_prefix(index_.id, key.bytes, true));
  std::vector<IndexEntry> entries;
  scan(key.bytes, after_prefix(key.bytes), false, entries);
  std::vector<std::uint64_t> ids;
  for (const IndexEntry& entry : entries) ids.push_back(entry.id);
  return ids;
}

std::vector<IndexEntry> IndexSearch::range(std::string_view begin, std::string_view end) const {
  std::vector<IndexEntry> entries;
  if (!end.empty() && end <= begin) return entries;
  scan(begin, end, false, entries);
  if (index_.unique) {
    const auto middle = static_cast<std::ptrdiff_t>(entries.size());
    scan(begin, end, true, entries);
    std::inplace_merge(entries.begin(), entries.begin() + middle, entries.end());
  }
  return entries;
}

namespace {

/// Calls f(entry of the layer) for all layers, the oldest first.
template <typename F>
void oldest_first(const ForkLayer* layer, F&& f) {
  if (layer == nullptr) return;
  oldest_first(layer->below, f);
  f(*layer);
}

}  // namespace

void IndexSearch::scan(std::string_view begin, std::string_view end, bool unique,
                       std::vector<IndexEntry>& out) const {
  const std::size_t head = index_entry_prefix(index_.id, {}, unique).size();
  const std::string first = index_entry_prefix(index_.id, begin, unique);
  const std::string last = end.empty() ? after_prefix(index_entry_prefix(index_.id, {}, unique))
                                       : index_entry_prefix(index_.id, end, unique);
  const auto values_in = [&](std::string_view key) {
    return std::string(key.substr(head, key.size() - head - (unique ? 0 : sizeof(std::uint64_t))));
  };
  const auto id_in = [](std::string_view key) {
    return load_big_endian<std::uint64_t>(key.data() + key.size() - sizeof(std::uint64_t));
  };

  bool changed = false;
  oldest_first(layer_, [&](const ForkLayer& layer) {
    changed = changed || !(unique ? layer.owners.empty() : layer.entries.empty());
  });
  const auto cursor = snapshot_.cursor(KeySpace::Index, last);
  if (!changed) {
    for (cursor->seek(first); cursor->valid(); cursor->next()) {
      out.push_back(
          {values_in(cursor->key()),
           unique ? load_big_endian<std::uint64_t>(cursor->value().data()) : id_in(cursor->key())});
    }
    return;
  }
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> merged;
  for (cursor->seek(first); cursor->valid(); cursor->next()) {
    merged[std::string(cursor->key())] = {
        unique ? load_big_endian<std::uint64_t>(cursor->value().data()) : id_in(cursor->key())};
  }
  oldest_first(layer_, [&](const ForkLayer& layer) {
    if (unique) {
      const auto stop = layer.owners.lower_bound(last);
      for (auto at = layer.owners.lower_bound(first); at != stop; ++at)
        merged[at->first] = at->second;
      return;
    }
    const auto stop = layer.entries.lower_bound(last);
    for (auto at = layer.entries.lower_bound(first); at != stop; ++at) {
      if (at->second) {
        merged[at->first] = {id_in(at->first)};
      } else {
        merged.erase(at->first);
      }
    }
  });
  for (const auto& [key, ids] : merged) {
    for (const std::uint64_t id : ids) out.push_back({values_in(key), id});
  }
}

// --- The view's searches
// -------------------------------------------------------------------------------------

namespace {

/// Long texts are cut in keys, so an entry with a key this long has to be compared by its value.
bool cut(const IndexEntry& entry) { return entry.values.size() > kMaxIndexedText; }

/// Whether the bytes of this class order and equal exactly as `<` does.
bool exact_class(char type) {
  return type != 0 && std::string_view("bnsdtv").find(type) != std::string_view::npos;
}

bool within(const Value& value, const std::optional<Bound>& from, const std::optional<Bound>& to) {
  const auto above = [](const Value& low, const Value& high, bool inclusive) {
    return (inclusive ? value::less_or_equal(low, high) : value::less(low, high)).value_or(false);
  };
  return (!from || above(from->value, value, from->inclusive)) &&
         (!to || above(value, to->value, to->inclusive));
}

}  // namespace

Value GraphView::indexed_value(const catalog::Index& index, std::size_t i, std::uint64_t id) const {
  return index.owner.element == catalog::ElementKind::Node
             ? property(NodeId{id}, index.keys[i])
             : property(RelationshipId{id}, index.keys[i]);
}

void GraphView::seek(IndexId id, std::span<const Value> values,
                     std::vector<std::uint64_t>& out) const {
  const catalog::Index* index = catalog_->find_index(id);
  if (index == nullptr || !index->online || values.size() != index->keys.size()) return;
  const std::optional<IndexKey> key = index_key(values);
  if (!key) return;
  for (const std::uint64_t found : IndexSearch(*snapshot_, layer_, *index).equal(*key)) {
    bool equal = true;
    for (std::size_t i = 0; key->hashed && equal && i < values.size(); ++i) {
      equal = value::equals(indexed_value(*index, i, found), values[i]).value_or(false);
    }
    if (equal) out.push_back(found);
  }
}

namespace {

template <typename Id>
void append(std::span<const std::uint64_t> ids, std::vector<Id>& out) {
  for (const std::uint64_t id : ids) out.push_back(Id{id});
}

}  // namespace

void GraphView::index_seek(IndexId index, const Value& value, std::vector<NodeId>& out) const {
  index_seek(index, std::span<const Value>(&value, 1), out);
}

void GraphView::index_seek(IndexId index, const Value& value,
                           std::vector<RelationshipId>& out) const {
  std::vector<std::uint64_t> ids;
  seek(index, {&value, 1}, ids);
  append<RelationshipId>(ids, out);
}

void GraphView::index_seek(IndexId index, std::span<const Value> values,
                           std::vector<NodeId>& out) const {
  std::vector<std::uint64_t> ids;
  seek(index, values, ids);
  append<NodeId>(ids, out);
}

void GraphView::index_range(IndexId id, const std::optional<Bound>& from,
                            const std::optional<Bound>& to, std::vector<NodeId>& out) const {
  const catalog::Index* index = catalog_->find_index(id);
  if (index == nullptr || !index->online || (!from && !to)) return;
  const catalog::Enumeration* enumeration = catalog_->enumeration_of(index->owner, index->keys[0]);
  if (enumeration != nullptr && enumeration->ordered)
    return enumerated_range(*index, *enumeration, from, to, out);

  const char type = index_class(from ? from->value : to->value);
  if (type == 0 || (from && to && type != index_class(to->value))) return;
  std::string begin(1, type);
  std::string end = after_prefix(begin);
  const bool exact = exact_class(type);
  if (exact) {
    const std::optional<IndexKey> low = from ? index_key_of(from->value) : std::nullopt;
    const std::optional<IndexKey> high = to ? index_key_of(to->value) : std::nullopt;
    if ((from && !low) || (to && !high)) return;  // NaN is neither below nor above anything.
    // A cut text shares its front with values on both sides of the bound, so the front decides
    // where to look.
    const auto front = [](const IndexKey& key) {
      return key.hashed ? key.bytes.substr(0, key.bytes.size() - 18) : key.bytes;
    };
    if (low) begin = from->inclusive || low->hashed ? front(*low) : after_prefix(low->bytes);
    if (high) end = to->inclusive || high->hashed ? after_prefix(front(*high)) : high->bytes;
  }
  for (const IndexEntry& entry : IndexSearch(*snapshot_, layer_, *index).range(begin, end)) {
    if (exact && !cut(entry)) {
      out.push_back(NodeId{entry.id});
    } else if (within(indexed_value(*index, 0, entry.id), from, to)) {
      out.push_back(NodeId{entry.id});
    }
  }
}

void GraphView::enumerated_range(const catalog::Index& index,
                                 const catalog::Enumeration& enumeration,
                                 const std::optional<Bound>& from, const std::optional<Bound>& to,
                                 std::vector<NodeId>& out) const {
  // The names are indexed by the alphabet; the order is another. So ask for each name that is in
  // the range.
  const auto place = [&](const Bound& bound) -> std::optional<std::int32_t> {
    if (index_class(bound.value) != 's') return std::nullopt;
    return enumeration.position(bound.value.as_string());
  };
  const auto low = from ? place(*from) : std::optional<std::int32_t>(-1);
  const auto high =
      to ? place(*to)
         : std::optional<std::int32_t>(static_cast<std::int32_t>(enumeration.values.size()));
  if (!low || !high) return;
  const std::int32_t first = from && from->inclusive ? *low : *low + 1;
  const std::int32_t last = to && to->inclusive ? *high : *high - 1;
  for (std::int32_t i = first; i <= last; ++i) {
    index_seek(index.id, Value(enumeration.values[static_cast<std::size_t>(i)]), out);
  }
}

void GraphView::index_prefix(IndexId id, std::string_view prefix, std::vector<NodeId>& out) const {
  const catalog::Index* index = catalog_->find_index(id);
  if (index == nullptr || !index->online) return;
  const std::string begin = index_prefix_bytes(prefix);
  for (const IndexEntry& entry :
       IndexSearch(*snapshot_, layer_, *index).range(begin, after_prefix(begin))) {
    if (prefix.size() > kMaxIndexedText) {
      const Value value = indexed_value(*index, 0, entry.id);
      if (!value.as_string().starts_with(prefix)) continue;
    }
    out.push_back(NodeId{entry.id});
  }
}

}  // namespace agora::graph
