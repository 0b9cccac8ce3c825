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

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph_view.h"

namespace agora::graph {

struct ForkRun;

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

  // --- Documents (document.h) --------------------------------------------------------------------------------
  /// Nothing happens if it has these bytes already.
  void set_document(std::string_view name, std::string bytes);
  /// True if there was one.
  bool remove_document(std::string_view name);

  // --- Schema: checks the data that is there. A name may be empty: then one is made from the declaration. ----
  // `if_absent` and `if_present` turn the error "exists already" / "there is none" into a return of false.
  bool create_index(std::string name, const catalog::Owner& owner, std::vector<PropertyKeyId> keys,
                    bool if_absent = false);
  bool drop_index(std::string_view name, bool if_present = false);
  bool create_constraint(catalog::Constraint constraint, bool if_absent = false);
  bool drop_constraint(std::string_view name, bool if_present = false);
  bool create_enumeration(catalog::Enumeration enumeration, bool if_absent = false);
  bool drop_enumeration(std::string_view name, bool if_present = false);
  /// Gives the enumeration of that name other values, or another order; what is stored follows. Throws
  /// ConstraintValidationFailed, saying where, if a value that is gone is in use.
  bool alter_enumeration(catalog::Enumeration enumeration, bool if_present = false);
  bool create_endpoint_rule(const catalog::EndpointRule& rule, bool if_absent = false);

  /// About how many bytes the transaction's changes hold until it ends.
  std::size_t memory() const noexcept { return memory_; }
  /// Of the running statement (of the whole transaction between statements).
  const SideEffects& side_effects() const noexcept;
  /// Makes the checks that belong to the end of a statement.
  void check_statement();

 private:
  friend class WriteTransaction;
  friend class GraphStore;
  friend class ForkCommit;
  explicit GraphFork(const GraphView& base);

  // Layers (graph_fork.cpp).
  ForkLayer& top() noexcept { return *layer_; }
  void begin_statement();
  void accept_statement();
  void undo_statement();
  /// After its commit: goes on over what is committed now, with nothing changed yet.
  void start_over(const GraphView& base);
  bool in_statement() const noexcept;
  catalog::Catalog& change_catalog();
  catalog::Statistics& change_statistics();
  /// The top layer's own copy of a run, to be written to before the next call.
  ForkRun& change(const RunKey& key);
  template <typename T>
  T& change_slot(RunKind kind, std::uint32_t id, std::uint64_t element);

  // Elements (fork_elements.cpp).
  template <typename Id>
  void set_property_of(Id id, PropertyKeyId key, Value value);
  template <typename Id>
  void clear_properties(Id id);
  void link(const RelationshipRecord& record, RelationshipId relationship, bool add);
  void change_label(NodeId node, LabelId label, bool carries);
  void count_ends(NodeId node, LabelId label, std::int64_t sign);
  bool has_relationships(NodeId node) const;

  // Constraints and indexes (fork_constraints.cpp).
  bool carries(const catalog::Owner& owner, std::uint64_t id) const;
  bool concerns_schema(PropertyKeyId key);
  std::vector<catalog::Index> indexes_of(catalog::ElementKind element, std::uint64_t id, PropertyKeyId key);
  void set_entry(const catalog::Index& index, std::uint64_t id, bool present);
  Value checked(catalog::ElementKind element, std::uint64_t id, PropertyKeyId key, Value value) const;
  void enter_label(NodeId node, LabelId label);
  void check_later(const catalog::Owner& owner, std::uint64_t id);
  void check_endpoints(const RelationshipRecord& record) const;
  void check_deletions();
  void check_unique();
  void check_mandatory();
  void check_mandatory(const catalog::Owner& owner, std::uint64_t id) const;
  std::vector<Value> values_of(const std::vector<PropertyKeyId>& keys, catalog::ElementKind element,
                               std::uint64_t id) const;

  // Schema (fork_schema.cpp).
  std::vector<std::uint64_t> elements_of(const catalog::Owner& owner) const;
  void require_free_name(const std::string& name) const;
  IndexId build_index(catalog::Index index);
  void remove_index(const catalog::Index& index);
  void require_no_use_of(const catalog::Enumeration& enumeration) const;
  std::string name_for(std::string_view what, const catalog::Owner& owner,
                       const std::vector<PropertyKeyId>& keys, std::string_view kind) const;
  void apply_type_constraint(const catalog::Constraint& constraint);
  void check_all_mandatory(const catalog::Owner& owner);
  std::string describe_element(catalog::ElementKind element, std::uint64_t id) const;

  std::unique_ptr<ForkLayer> transaction_;
  std::unique_ptr<ForkLayer> statement_;
  std::size_t memory_ = 0;
  std::size_t memory_before_statement_ = 0;
  // The copies being written to; null until the layer writes.
  std::shared_ptr<catalog::Catalog> own_catalog_;
  std::shared_ptr<catalog::Statistics> own_statistics_;
  /// By property key: whether an index or constraint names it. For the catalog with this version.
  std::vector<bool> schema_keys_;
  std::uint64_t schema_keys_version_ = 0;
};

}  // namespace agora::graph
