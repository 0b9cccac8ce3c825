#include "transfer/export_layout.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <map>
#include <set>

#include "agora/error.h"
#include "transfer/cell_writer.h"

namespace agora::transfer {
namespace {

constexpr std::size_t kAtOnce = 4096;

template <typename Id, typename Scan, typename Visit>
void for_each(Scan&& scan, Visit&& visit) {
  std::vector<Id> ids;
  for (Id from{};;) {
    scan(from, ids);
    if (ids.empty()) return;
    for (const Id id : ids) visit(id);
    from = Id{ids.back().value + 1};
  }
}

std::vector<std::string> sorted(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  return words;
}

bool includes(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  return std::all_of(some.begin(), some.end(), [&](const std::string& each) {
    return std::find(all.begin(), all.end(), each) != all.end();
  });
}

bool intersect(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::any_of(left.begin(), left.end(), [&](const std::string& each) {
    return std::find(right.begin(), right.end(), each) != right.end();
  });
}

/// A name as part of a file's name: `STANDS_FOR` is `stands_for`, what is no letter or digit of ASCII
/// becomes `_`.
std::string file_stem(const std::string& name) {
  std::string stem;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    stem += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
  }
  return stem.empty() ? "_" : stem.substr(0, 100);
}

bool usable_key(const Value& value) {
  return value.is(ValueType::Integer) || value.is(ValueType::String);
}

/// Integers by number, texts by their bytes, integers before texts.
bool key_less(const Value& left, const Value& right) {
  if (left.is(ValueType::Integer) && right.is(ValueType::Integer))
    return left.as_int() < right.as_int();
  if (left.type() != right.type()) return left.is(ValueType::Integer);
  return left.as_string() < right.as_string();
}

std::string shown_label(const NodeFileSpec& spec) {
  return spec.labels.empty() ? "no label" : "the label " + spec.labels.front();
}

class LayoutPlanner {
 public:
  LayoutPlanner(const graph::GraphView& graph, const Manifest& manifest,
                const std::vector<Manifest>& others)
      : graph_(graph), manifest_(manifest), others_(others) {
    for (const NodeFileSpec& spec : manifest.nodes) {
      layout_.nodes.push_back({spec, false, {}, {}});
      (spec.key_is_property ? keyed_ : keyless_)
          .emplace(sorted(spec.labels), layout_.nodes.size() - 1);
      taken_files_.insert(spec.file.string());
    }
    for (const RelationshipFileSpec& spec : manifest.relationships) {
      layout_.relationships.push_back({spec, false, {}, {}});
      taken_files_.insert(spec.file.string());
    }
  }

  ExportLayout plan() {
    place_nodes();
    if (manifest_.nodes.empty() && !keys_are_one_name_space()) {
      layout_.nodes.clear();
      taken_files_.clear();
      numbered_ = true;
      place_nodes();
    }
    name_nodes();
    place_relationships();
    for (NodeEntry& entry : layout_.nodes) add_columns(entry, entry.nodes, {entry.spec.key});
    for (RelationshipEntry& entry : layout_.relationships)
      add_columns(entry, entry.relationships, {"src", "dst"});
    return std::move(layout_);
  }

 private:
  // --- Nodes

  void place_nodes() {
    std::map<std::vector<std::string>, std::vector<NodeId>> homeless;
    entry_of_.assign(graph_.node_id_bound(), kNoEntry);
    for_each<NodeId>([&](NodeId from, auto& ids) { graph_.scan_nodes(from, kAtOnce, ids); },
                     [&](NodeId node) {
                       const std::vector<std::string> labels = sorted(graph_.labels(node));
                       const auto home = keyed_.find(labels);
                       const auto keyless = keyless_.find(labels);
                       if (home != keyed_.end() && fits(layout_.nodes[home->second].spec, node)) {
                         settle(node, home->second);
                       } else if (keyless != keyless_.end()) {
                         settle(node, keyless->second);
                       } else if (home == keyed_.end() && is_of_another(labels)) {
                         ++layout_.skipped_nodes;
                       } else {
                         homeless[labels].push_back(node);
                       }
                     });
    for (const auto& [labels, nodes] : homeless) {
      // Those with a key of the dataset's kind merge by it when they are imported again.
      std::vector<NodeId> keyed;
      std::vector<NodeId> keyless;
      const NodeFileSpec base = base_of(labels);
      for (const NodeId node : nodes) (fits(base, node) ? keyed : keyless).push_back(node);
      if (!keyed.empty()) settle_all(keyed, base);
      if (!keyless.empty()) settle_all(keyless, keyless_spec(labels, base));
    }
  }

  bool fits(const NodeFileSpec& spec, NodeId node) const {
    return spec.key_is_property && usable_key(graph_.property(node, spec.key));
  }

  bool is_of_another(const std::vector<std::string>& labels) const {
    for (const NodeFileSpec& spec : manifest_.nodes) {
      const bool own = spec.labels.empty() ? labels.empty() : intersect(labels, {spec.labels.front()});
      if (own) return false;
    }
    return std::any_of(others_.begin(), others_.end(), [&](const Manifest& other) {
      return std::any_of(other.nodes.begin(), other.nodes.end(), [&](const NodeFileSpec& spec) {
        return includes(labels, spec.labels);
      });
    });
  }

  /// A file for nodes with these labels: like the manifest's for the most of them.
  NodeFileSpec base_of(const std::vector<std::string>& labels) const {
    const NodeFileSpec* best = nullptr;
    for (const NodeFileSpec& spec : manifest_.nodes) {
      if (includes(labels, spec.labels) && (!best || spec.labels.size() > best->labels.size()))
        best = &spec;
    }
    NodeFileSpec base;
    if (best) base = *best;
    base.count.reset();
    base.file.clear();
    if (!best) {
      const std::string* owner = nullptr;
      base.key = manifest_.nodes.empty() ? declared_key(labels, owner) : usual_key(manifest_.nodes);
      if (owner) base.labels.push_back(*owner);
      base.key_is_property = !base.key.empty();
      base.columns = {{.name = base.key, .type = {}, .required = true, .unique = true}};
    }
    for (const std::string& label : labels) {
      if (std::find(base.labels.begin(), base.labels.end(), label) == base.labels.end())
        base.labels.push_back(label);
    }
    return base;
  }

  /// A property that the schema makes unique for one of the labels; empty if there is none.
  std::string declared_key(const std::vector<std::string>& labels, const std::string*& owner) const {
    if (numbered_) return {};
    for (const std::string& label : labels) {
      const auto id = graph_.catalog().find_label(label);
      for (const auto* each : graph_.catalog().constraints_of(catalog::Owner::of(*id))) {
        if (!each->unique() || each->keys.size() != 1) continue;
        owner = &label;
        return graph_.catalog().name(each->keys.front());
      }
    }
    return {};
  }

  NodeFileSpec keyless_spec(const std::vector<std::string>& labels, const NodeFileSpec& base) const {
    NodeFileSpec spec;
    spec.labels = labels.empty() ? labels : base.labels;
    spec.key = "_id";
    while (graph_.catalog().find_property_key(spec.key)) spec.key += "_";
    spec.key_is_property = false;
    spec.columns = {{.name = spec.key, .type = {}, .required = true, .unique = true}};
    return spec;
  }

  template <typename Spec>
  static std::string usual_key(const std::vector<Spec>& specs) {
    std::map<std::string, int> counts;
    for (const Spec& spec : specs) {
      if (!spec.key.empty()) ++counts[spec.key];
    }
    std::string best = "key";
    int most = 0;
    for (const auto& [key, count] : counts) {
      if (count > most) best = key;
      most = std::max(most, count);
    }
    return best;
  }

  void settle_all(const std::vector<NodeId>& nodes, NodeFileSpec spec) {
    std::string stem;
    for (const std::string& label : spec.labels) stem += (stem.empty() ? "" : "-") + file_stem(label);
    spec.file = free_file("nodes", stem.empty() ? "unlabelled" : stem);
    if (spec.key_is_property) {
      // Its declared type may not be the one that these keys have.
      ColumnSpec& key = *std::find_if(spec.columns.begin(), spec.columns.end(),
                                      [&](const ColumnSpec& each) { return each.name == spec.key; });
      const bool numbers = std::all_of(nodes.begin(), nodes.end(), [&](NodeId node) {
        return graph_.property(node, spec.key).is(ValueType::Integer);
      });
      key.type.type = numbers ? ValueType::Integer : ValueType::String;
    }
    layout_.nodes.push_back({std::move(spec), true, {}, {}});
    for (const NodeId node : nodes) settle(node, layout_.nodes.size() - 1);
  }

  void settle(NodeId node, std::size_t entry) {
    layout_.nodes[entry].nodes.push_back(node);
    entry_of_[node.value] = static_cast<std::uint32_t>(entry);
  }

  std::filesystem::path free_file(const std::string& folder, const std::string& stem) {
    for (int number = 1;; ++number) {
      const std::string name =
          folder + "/" + stem + (number == 1 ? "" : "_" + std::to_string(number)) + ".csv";
      if (taken_files_.insert(name).second) return name;
    }
  }

  bool keys_are_one_name_space() const {
    absl::flat_hash_set<std::string> taken;
    for (const NodeEntry& entry : layout_.nodes) {
      for (const NodeId node : entry.nodes) {
        if (entry.spec.key_is_property &&
            !taken.insert(to_string(graph_.property(node, entry.spec.key))).second) {
          return false;
        }
      }
    }
    return true;
  }

  void name_nodes() {
    layout_.names.resize(graph_.node_id_bound());
    absl::flat_hash_map<std::string, const NodeEntry*> taken;
    std::uint64_t number = 0;
    for (NodeEntry& entry : layout_.nodes) {
      if (!entry.spec.key_is_property) continue;
      sort_by_key(entry.nodes, entry.spec.key);
      for (const NodeId node : entry.nodes) {
        std::string name = to_string(graph_.property(node, entry.spec.key));
        const auto [other, added] = taken.try_emplace(name, &entry);
        if (!added) {
          throw Error(ErrorCategory::ConstraintValidationFailed, "",
                      "two nodes have the key `" + name + "`, one with " +
                          shown_label(other->second->spec) + " and one with " +
                          shown_label(entry.spec) + "; the keys of a dataset are one name space")
              .with_hint("nothing was written; give one of them another key");
        }
        layout_.names[node.value] = std::move(name);
      }
    }
    for (const NodeEntry& entry : layout_.nodes) {
      if (entry.spec.key_is_property) continue;
      for (const NodeId node : entry.nodes) {
        std::string name;
        do {
          name = "n" + std::to_string(++number);
        } while (taken.contains(name));
        layout_.names[node.value] = std::move(name);
      }
    }
  }

  template <typename Id>
  void sort_by_key(std::vector<Id>& ids, const std::string& key) const {
    std::vector<std::pair<Value, Id>> keyed;
    keyed.reserve(ids.size());
    for (const Id id : ids) keyed.emplace_back(graph_.property(id, key), id);
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& left, const auto& right) {
      return key_less(left.first, right.first);
    });
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = keyed[i].second;
  }

  // --- Relationships

  void place_relationships() {
    const std::size_t known = layout_.relationships.size();
    for (std::uint32_t number = 0; number < graph_.catalog().type_count(); ++number) {
      const TypeId type{number};
      std::vector<RelationshipId> homeless;
      for_each<RelationshipId>(
          [&](RelationshipId from, auto& ids) { graph_.scan_relationships(type, from, kAtOnce, ids); },
          [&](RelationshipId each) { place_relationship(each, type, known, homeless); });
      if (!homeless.empty()) add_relationship_file(type, homeless);
    }
    for (RelationshipEntry& entry : layout_.relationships) {
      if (!entry.spec.key.empty()) sort_by_key(entry.relationships, entry.spec.key);
    }
  }

  void place_relationship(RelationshipId relationship, TypeId type, std::size_t known,
                          std::vector<RelationshipId>& homeless) {
    const graph::RelationshipRecord record = *graph_.record(relationship);
    if (layout_.names[record.start.value].empty() || layout_.names[record.end.value].empty()) {
      ++layout_.skipped_relationships;
      return;
    }
    const std::string& name = graph_.catalog().name(type);
    const auto may_be = [&](const std::vector<std::string>& allowed, NodeId node) {
      return allowed.empty() ||
             intersect(allowed, layout_.nodes[entry_of_[node.value]].spec.labels);
    };
    for (std::size_t i = 0; i < known; ++i) {
      const RelationshipFileSpec& spec = layout_.relationships[i].spec;
      if (spec.type != name || !may_be(spec.from, record.start) || !may_be(spec.to, record.end))
        continue;
      if (!spec.key.empty() && graph_.property(relationship, spec.key).is_null()) continue;
      layout_.relationships[i].relationships.push_back(relationship);
      return;
    }
    homeless.push_back(relationship);
  }

  void add_relationship_file(TypeId type, const std::vector<RelationshipId>& relationships) {
    RelationshipFileSpec spec;
    spec.type = graph_.catalog().name(type);
    spec.file = free_file("relationships", file_stem(spec.type));
    spec.columns = {{.name = "src", .type = {}}, {.name = "dst", .type = {}}};
    const std::string key = usual_key(manifest_.relationships);
    std::set<std::string> keys;
    bool numbers = true;
    bool keyed = true;
    for (const RelationshipId each : relationships) {
      const Value value = graph_.property(each, key);
      keyed = keyed && usable_key(value) && keys.insert(to_string(value)).second;
      numbers = numbers && value.is(ValueType::Integer);
    }
    if (keyed) {
      spec.key = key;
      ColumnSpec& column = spec.columns.emplace_back();
      column.name = key;
      column.type.type = numbers ? ValueType::Integer : ValueType::String;
      column.required = column.unique = true;
    }
    layout_.relationships.push_back({std::move(spec), true, {}, relationships});
  }

  // --- Columns

  template <typename Entry, typename Id>
  void add_columns(Entry& entry, const std::vector<Id>& ids, std::set<std::string> known) const {
    for (const ColumnSpec& column : entry.spec.columns) known.insert(column.name);
    std::map<std::string, ColumnGuess> guesses;
    for (const Id id : ids) {
      for (const PropertyKeyId key : graph_.property_keys(id)) {
        const std::string& name = graph_.catalog().name(key);
        if (!known.contains(name)) guesses[name].see(graph_.property(id, key));
      }
    }
    for (const auto& [name, guess] : guesses) entry.extra.push_back(guess.column(name, manifest_));
  }

  const graph::GraphView& graph_;
  const Manifest& manifest_;
  const std::vector<Manifest>& others_;
  ExportLayout layout_;
  // Files of the manifest by their labels, sorted.
  std::map<std::vector<std::string>, std::size_t> keyed_;
  std::map<std::vector<std::string>, std::size_t> keyless_;
  std::vector<std::uint32_t> entry_of_;
  std::set<std::string> taken_files_;
  bool numbered_ = false;  ///< All nodes get numbers, since their keys clash.
};

}  // namespace

void ColumnGuess::see(const Value& value) {
  catalog::PropertyType type;
  const Value* sample = &value;
  if (value.is(ValueType::List)) {
    type.list = true;
    if (value.as_list().empty()) {
      mixed_ = true;  // Of what, nobody knows.
      return;
    }
    sample = &value.as_list()[0];
  }
  type.type = sample->type();
  if (sample->is(ValueType::Enumerated)) type.enumeration = sample->as_enumerated().enumeration;
  if (any_ && !(type == type_)) mixed_ = true;
  type_ = type;
  any_ = true;
  if (mixed_) return;
  // What a plain cell cannot hold, such as a time, makes the column one of JSON.
  const catalog::PropertyType plain{type.type == ValueType::Enumerated ? ValueType::String : type.type,
                                    type.list, {}, {}};
  const bool readable = plain.type == ValueType::Integer || plain.type == ValueType::Float ||
                        plain.type == ValueType::Boolean || plain.type == ValueType::Date ||
                        plain.type == ValueType::String;
  mixed_ = !readable || (type.type != ValueType::Enumerated &&
                         !CellWriter({.name = "", .type = plain}, nullptr).write(value));
}

ColumnSpec ColumnGuess::column(std::string name, const Manifest& manifest) const {
  ColumnSpec column;
  column.name = std::move(name);
  column.json = mixed_ || !any_;
  if (column.json) return column;
  column.type = type_;
  if (type_.type == ValueType::Enumerated && !manifest.find_enumeration(type_.enumeration)) {
    // The manifest does not know it; the database's own schema makes it one again.
    column.type.type = ValueType::String;
    column.type.enumeration.clear();
  }
  return column;
}

ExportLayout plan_export(const graph::GraphView& graph, const Manifest& manifest,
                         const std::vector<Manifest>& others) {
  return LayoutPlanner(graph, manifest, others).plan();
}

}  // namespace agora::transfer
