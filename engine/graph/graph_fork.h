// graph/graph_fork.h
//
// A private copy-on-write fork of a view: what one write transaction sees and changes. Everything it shows
// includes its own writes. It has two layers, the transaction and the running statement; a statement that
// fails is dropped without a trace (see WriteTransaction).
//
// Checks: types of properties, endpoint rules and enumerations at once; uniqueness, existence and "a deleted
// node has no relationship left" at the end of the statement (check_statement), because a clause may pass
// through states that break them.
//
// Errors (agora::Error, runtime): EntityNotFound/DeletedEntityAccess, TypeError/InvalidPropertyType,
// ConstraintValidationFailed, ConstraintVerificationFailed/DeleteConnectedNode, SchemaError. After one, undo
// the statement.
// Threads: one.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph_view.h"

namespace agora::graph {

/// What a statement has changed, as the conformance suite counts it.
struct SideEffects {
  std::uint64_t nodes_created = 0;
  std::uint64_t nodes_deleted = 0;
  std::uint64_t relationships_created = 0;
  std::uint64_t relationships_deleted = 0;
  std::uint64_t properties_set = 0;
  std::uint64_t labels_added = 0;
  std::uint64_t labels_removed = 0;
  bool operator==(const SideEffects&) const = default;
  SideEffects& operator+=(const SideEffects& other) noexcept;
};

class GraphFork : public GraphView {
 public:
  ~GraphFork() override;

  // --- Names, given a number on first use ----------------------------------------------------------------
  LabelId label(std::string_view name);
  TypeId type_named(std::string_view name);
  PropertyKeyId property_key(std::string_view name);

  // --- Elements --------------------------------------------------------------------------------------------
  NodeId create_node(std::span<const LabelId> labels);
  /// Requires: both ends exist.
  RelationshipId create_relationship(TypeId type, NodeId start, NodeId end);
  /// Null removes. A string for a property declared with an enumeration becomes one of its values.
  void set_property(NodeId node, PropertyKeyId key, const Value& value);
  void set_property(RelationshipId relationship, PropertyKeyId key, const Value& value);
  /// True if it did not have it.
  bool add_label(NodeId node, LabelId label);
  /// True if it had it.
  bool remove_label(NodeId node, LabelId label);
  /// Deleting twice is no error. The node's relationships must be deleted by the end of the statement.
  void delete_node(NodeId node);
  /// With its relationships.
  void detach_delete_node(NodeId node);
  void delete_relationship(RelationshipId relationship);

  // --- Schema: checks the data that is there. A name may be empty: then one is made from the declaration. ----
  // `if_absent` and `if_present` turn the error "exists already" / "there is none" into a return of false.
  bool create_index(std::string name, const catalog::Owner& owner, std::vector<PropertyKeyId> keys,
                    bool if_absent = false);
  bool drop_index(std::string_view name, bool if_present = false);
  bool create_constraint(catalog::Constraint constraint, bool if_absent = false);
  bool drop_constraint(std::string_view name, bool if_present = false);
  bool create_enumeration(catalog::Enumeration enumeration, bool if_absent = false);
  bool drop_enumeration(std::string_view name, bool if_present = false);
  bool create_endpoint_rule(const catalog::EndpointRule& rule, bool if_absent = false);

  /// Of the running statement (of the whole transaction between statements).
  const SideEffects& side_effects() const noexcept;
  /// Makes the checks that belong to the end of a statement.
  void check_statement();

 private:
  friend class WriteTransaction;
  friend class ForkCommit;
  explicit GraphFork(const GraphView& base);
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace agora::graph
