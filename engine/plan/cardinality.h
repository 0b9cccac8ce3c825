// plan/cardinality.h
//
// Row estimates from the counts that the graph keeps. They only choose between plans; a wrong one costs time,
// never an answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/statistics.h"
#include "plan/value_sample.h"
#include "semantic/bound_query.h"

namespace agora::plan {

class Cardinality {
 public:
  /// All must outlive this. Without a sample, predicates are judged by their form alone.
  Cardinality(const catalog::Catalog& catalog, const catalog::Statistics& statistics, const ValueSample* sample = nullptr)
      : catalog_(catalog), statistics_(statistics), sample_(sample) {}

  bool has_enumerations() const { return !catalog_.enumerations().empty(); }

  /// Nodes that carry all of `labels`, taken as nested: the count of the rarest.
  double nodes(const std::vector<std::string>& labels) const;

  /// Relationships of one of `types` that a node with `labels` has in `direction`, on average; only those that lead
  /// to a node with `to`. Counts are kept for each end by itself, and what labels one end has mostly decides those
  /// of the other (people live in cities, companies sit in countries), so the rarer end gives the number.
  double degree(const std::vector<std::string>& labels, const std::vector<std::string>& types,
                semantic::Direction direction, const std::vector<std::string>& to = {}) const;

  /// Of the nodes that such a relationship leads to, the part that carries all of `labels`.
  double end_selectivity(const std::vector<std::string>& labels, const std::vector<std::string>& types,
                         semantic::Direction direction) const;

  /// The labels that nearly all nodes carry which a relationship of one of `types` leads to in `direction`.
  std::vector<std::string> end_labels(const std::vector<std::string>& types, semantic::Direction direction) const;

  /// The part of rows that a predicate lets through. `labels`: those of the node whose property it looks at, if it
  /// looks at one node alone; then some of their values are asked. Else rough, by its form.
  double selectivity(const semantic::Expression& predicate, const std::vector<std::string>& labels = {}) const;

  /// The online index over (label, key), or nullptr.
  const catalog::Index* index(const std::string& label, const std::string& key) const;
  /// True if the predicate compares a property for equality and some label has an index over it.
  bool found_by_index(const std::vector<std::string>& labels, const semantic::Expression& predicate) const;
  /// The online indexes over several properties of `label`, each with the properties' names.
  std::vector<std::pair<const catalog::Index*, std::vector<std::string>>> wide_indexes(
      const std::string& label) const;

 private:
  std::optional<double> sampled(const semantic::Expression& predicate, const std::vector<std::string>& labels) const;
  double label_count(const std::string& label) const;
  double type_count(const std::string& type) const;
  double end_count(const std::string& label, const std::string& type, catalog::Direction direction) const;
  /// Calls f(type name) for each of `types`, or for all types of the graph if it is empty.
  template <typename F>
  void for_each_type(const std::vector<std::string>& types, F&& f) const;

  const catalog::Catalog& catalog_;
  const catalog::Statistics& statistics_;
  const ValueSample* sample_;
};

}  // namespace agora::plan
