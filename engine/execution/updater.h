// execution/updater.h
//
// The items of SET and REMOVE, and of MERGE's ON CREATE and ON MATCH.
#pragma once

#include <string>
#include <vector>

#include "execution/evaluator.h"

namespace agora::execution {

class Updater {
 public:
  Updater(const std::vector<semantic::UpdateItem>& items, Context& context, const Scope& scope);

  bool empty() const noexcept { return items_.empty(); }
  /// Carries out all items for one row after the other, so that each sees what those before it did. Nothing
  /// happens to null.
  /// Throws Error: EntityNotFound (DeletedEntityAccess), TypeError (InvalidPropertyType, InvalidArgumentType),
  /// and what the schema refuses.
  void apply(const Batch& batch);

 private:
  struct Item {
    const semantic::UpdateItem* node;
    EvaluatorPtr subject, value, key;
    std::vector<EvaluatorPtr> names;  ///< Of computed labels.
    SourceSpan where;
  };

  void apply_item(Item& item);
  Value evaluate(const EvaluatorPtr& evaluator);
  PropertyKeyId property_key(const Item& item, const std::string& name);
  void set_property(const Value& subject, PropertyKeyId key, const Value& value);
  template <typename Id>
  void set_all(Id id, const Value& value, bool merge);
  void set_labels(const Value& subject, const std::vector<std::string>& labels);
  void remove_labels(const Value& subject, const std::vector<std::string>& labels);
  /// The labels as written and those that are computed.
  std::vector<std::string> labels_of(Item& item, const std::vector<std::string>& written);
  void require_element(const Value& subject) const;

  Context& context_;
  std::vector<Item> items_;
  std::vector<Slot> slots_;  ///< Those that the items read.
  Batch row_;                ///< The row at hand.
  Column scratch_;
};

}  // namespace agora::execution
