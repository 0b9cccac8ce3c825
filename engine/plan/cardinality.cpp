#include "plan/cardinality.h"

#include <algorithm>

namespace agora::plan {

using catalog::Direction;
using semantic::Operator;

namespace {

// Guesses for what no count tells, in the order of how picky a person's predicate of that form usually is.
constexpr double kEqualitySelectivity = 0.1;
constexpr double kTextSelectivity = 0.2;
constexpr double kRangeSelectivity = 0.3;
constexpr double kOtherSelectivity = 0.5;

}  // namespace

double Cardinality::label_count(const std::string& label) const {
  const auto id = catalog_.find_label(label);
  return id ? static_cast<double>(statistics_.node_count(*id)) : 0;
}

double Cardinality::type_count(const std::string& type) const {
  const auto id = catalog_.find_type(type);
  return id ? static_cast<double>(statistics_.relationship_count(*id)) : 0;
}

double Cardinality::end_count(const std::string& label, const std::string& type,
                              Direction direction) const {
  const auto label_id = catalog_.find_label(label);
  const auto type_id = catalog_.find_type(type);
  if (!label_id || !type_id) return 0;
  return static_cast<double>(statistics_.relationship_count(*label_id, *type_id, direction));
}

template <typename F>
void Cardinality::for_each_type(const std::vector<std::string>& types, F&& f) const {
  for (const std::string& type : types.empty() ? catalog_.types() : types) f(type);
}

double Cardinality::nodes(const std::vector<std::string>& labels) const {
  double rows = static_cast<double>(statistics_.node_count());
  for (const std::string& label : labels) rows = std::min(rows, label_count(label));
  return rows;
}

double Cardinality::degree(const std::vector<std::string>& labels,
                           const std::vector<std::string>& types, semantic::Direction direction,
                           const std::vector<std::string>& to) const {
  const double from = std::max(1.0, nodes(labels));
  double relationships = 0;
  for_each_type(types, [&](const std::string& type) {
    for (Direction side : {Direction::Out, Direction::In}) {
      if (direction == semantic::Direction::Out && side == Direction::In) continue;
      if (direction == semantic::Direction::In && side == Direction::Out) continue;
      double count = type_count(type);
      for (const std::string& label : labels) count = std::min(count, end_count(label, type, side));
      const Direction other = side == Direction::Out ? Direction::In : Direction::Out;
      for (const std::string& label : to) count = std::min(count, end_count(label, type, other));
      relationships += count;
    }
  });
  return relationships / from;
}

double Cardinality::end_selectivity(const std::vector<std::string>& labels,
                                    const std::vector<std::string>& types,
                                    semantic::Direction direction) const {
  double all = 0;
  double with_labels = 0;
  for_each_type(types, [&](const std::string& type) {
    // Following a relationship out of its start leads to its end.
    for (Direction side : {Direction::Out, Direction::In}) {
      if (direction == semantic::Direction::Out && side == Direction::Out) continue;
      if (direction == semantic::Direction::In && side == Direction::In) continue;
      double count = type_count(type);
      all += count;
      for (const std::string& label : labels) count = std::min(count, end_count(label, type, side));
      with_labels += count;
    }
  });
  return all > 0 ? with_labels / all : 1;
}

std::vector<std::string> Cardinality::end_labels(const std::vector<std::string>& types,
                                                 semantic::Direction direction) const {
  constexpr double kNearlyAll = 0.95;
  std::vector<std::string> result;
  for (const std::string& label : catalog_.labels()) {
    if (label_count(label) > 0 && end_selectivity({label}, types, direction) >= kNearlyAll) result.push_back(label);
  }
  return result;
}

std::optional<double> Cardinality::sampled(const semantic::Expression& predicate,
                                           const std::vector<std::string>& labels) const {
  if (sample_ == nullptr || labels.empty()) return std::nullopt;
  // What an index finds is estimated from the index; its values need no look.
  if (found_by_index(labels, predicate)) return std::nullopt;
  const std::optional<PropertyTest> test = property_test(predicate);
  if (!test) return std::nullopt;
  const std::string& rarest = *std::min_element(
      labels.begin(), labels.end(), [&](const auto& a, const auto& b) { return label_count(a) < label_count(b); });
  const auto label = catalog_.find_label(rarest);
  const auto key = catalog_.find_property_key(test->key);
  if (!label || !key) return std::nullopt;
  const std::vector<Value>& values = sample_->values(*label, *key);
  if (values.empty()) return std::nullopt;
  return share_of(*test, values, label_count(rarest));
}

double Cardinality::selectivity(const semantic::Expression& predicate, const std::vector<std::string>& labels) const {
  if (std::holds_alternative<semantic::AllDifferent>(predicate.node)) return 1;
  if (std::holds_alternative<semantic::NodesDiffer>(predicate.node)) return 1;
  const auto* operation = std::get_if<semantic::Operation>(&predicate.node);
  if (!operation) return kOtherSelectivity;
  if (const auto share = sampled(predicate, labels)) return *share;
  switch (operation->op) {
    case Operator::Equal:
    case Operator::In:
      return kEqualitySelectivity;
    case Operator::StartsWith:
    case Operator::EndsWith:
    case Operator::Contains:
    case Operator::Matches:
      return kTextSelectivity;
    case Operator::Less:
    case Operator::LessOrEqual:
    case Operator::Greater:
    case Operator::GreaterOrEqual:
      return kRangeSelectivity;
    case Operator::NotEqual:
      return 1 - kEqualitySelectivity;
    case Operator::Not:
      return 1 - selectivity(*operation->operands.front(), labels);
    default:
      return kOtherSelectivity;
  }
}

bool Cardinality::found_by_index(const std::vector<std::string>& labels,
                                 const semantic::Expression& predicate) const {
  const auto* operation = std::get_if<semantic::Operation>(&predicate.node);
  if (!operation || operation->op != semantic::Operator::Equal) return false;
  for (const auto& operand : operation->operands) {
    const auto* access = std::get_if<semantic::PropertyAccess>(&operand->node);
    if (!access) continue;
    for (const std::string& label : labels) {
      if (index(label, access->key)) return true;
    }
  }
  return false;
}

const catalog::Index* Cardinality::index(const std::string& label, const std::string& key) const {
  const auto label_id = catalog_.find_label(label);
  const auto key_id = catalog_.find_property_key(key);
  if (!label_id || !key_id) return nullptr;
  return catalog_.find_index(catalog::Owner::of(*label_id), *key_id);
}

std::vector<std::pair<const catalog::Index*, std::vector<std::string>>> Cardinality::wide_indexes(
    const std::string& label) const {
  std::vector<std::pair<const catalog::Index*, std::vector<std::string>>> found;
  const auto id = catalog_.find_label(label);
  if (!id) return found;
  for (const catalog::Index& index : catalog_.indexes()) {
    if (index.keys.size() < 2 || !index.online || index.owner != catalog::Owner::of(*id)) continue;
    std::vector<std::string> keys;
    for (const PropertyKeyId key : index.keys) keys.push_back(catalog_.name(key));
    found.emplace_back(&index, std::move(keys));
  }
  return found;
}

}  // namespace agora::plan
