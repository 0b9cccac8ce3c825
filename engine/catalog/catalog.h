// catalog/catalog.h
//
// The names a graph uses and the schema declared over them. A published Catalog is immutable and shared; who
// changes one copies it first. Ids are given in the order of first use and never again to another name.
// Threads: a const Catalog may be shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "catalog/name_table.h"
#include "catalog/schema.h"

namespace agora::catalog {

class Catalog {
 public:
  // --- Names ---------------------------------------------------------------------------------------------
  std::optional<LabelId> find_label(std::string_view name) const;
  std::optional<TypeId> find_type(std::string_view name) const;
  std::optional<PropertyKeyId> find_property_key(std::string_view name) const;
  const std::string& name(LabelId label) const { return labels_.name(label.value); }
  const std::string& name(TypeId type) const { return types_.name(type.value); }
  const std::string& name(PropertyKeyId key) const { return keys_.name(key.value); }
  /// The name of a declaration's label or type.
  const std::string& name(const Owner& owner) const;

  /// All names; the position is the id. Names stay known after their last element is gone.
  const std::vector<std::string>& labels() const { return labels_.names(); }
  const std::vector<std::string>& types() const { return types_.names(); }
  const std::vector<std::string>& property_keys() const { return keys_.names(); }
  std::size_t label_count() const { return labels_.size(); }
  std::size_t type_count() const { return types_.size(); }
  std::size_t property_key_count() const { return keys_.size(); }

  /// The known names nearest to a misspelt one, best first, at most three; none if nothing is near.
  std::vector<std::string> similar_labels(std::string_view name) const { return labels_.similar(name); }
  std::vector<std::string> similar_types(std::string_view name) const { return types_.similar(name); }
  std::vector<std::string> similar_property_keys(std::string_view name) const {
    return keys_.similar(name);
  }

  // --- Schema --------------------------------------------------------------------------------------------
  const std::vector<Enumeration>& enumerations() const { return enumerations_; }
  const Enumeration* find_enumeration(std::string_view name) const;
  const std::vector<Constraint>& constraints() const { return constraints_; }
  const Constraint* find_constraint(std::string_view name) const;
  /// Those declared for the owner, in the order of declaration.
  std::vector<const Constraint*> constraints_of(const Owner& owner) const;
  const std::vector<Index>& indexes() const { return indexes_; }
  const Index* find_index(std::string_view name) const;
  const Index* find_index(IndexId id) const;
  /// The online index over exactly this one property, the unique one if there are two; else nullptr.
  const Index* find_index(const Owner& owner, PropertyKeyId key) const;
  /// The index over these properties in this order, online or not; else nullptr.
  const Index* find_index(const Owner& owner, std::span<const PropertyKeyId> keys) const;
  /// The enumeration that a type constraint of the owner gives the property, else nullptr.
  const Enumeration* enumeration_of(const Owner& owner, PropertyKeyId key) const;
  const std::vector<EndpointRule>& endpoint_rules() const { return endpoint_rules_; }
  /// Whether elements with the label or type have anything to be checked or indexed.
  bool has_schema(const Owner& owner) const;

  /// Another number whenever something in here changed, unique in the process and not kept on disk: what was
  /// planned against another number is stale.
  std::uint64_t version() const noexcept { return version_; }

  // --- Changes, to a copy that is not shared yet -----------------------------------------------------------
  LabelId add_label(std::string_view name);
  TypeId add_type(std::string_view name);
  PropertyKeyId add_property_key(std::string_view name);
  /// The caller has checked that names are free (see the graph, which also checks the data).
  void add(Enumeration enumeration);
  void add(Constraint constraint);
  /// Gives the index its id.
  IndexId add(Index index);
  void add(EndpointRule rule);
  void set_online(IndexId index, bool online);
  bool drop_enumeration(std::string_view name);
  bool drop_constraint(std::string_view name);
  bool drop_index(std::string_view name);
  bool drop_endpoint_rule(const EndpointRule& rule);

 private:
  friend class CatalogCodec;
  void touch();
  void refresh_owners();

  NameTable labels_;
  NameTable types_;
  NameTable keys_;
  std::vector<Enumeration> enumerations_;
  std::vector<Constraint> constraints_;
  std::vector<Index> indexes_;
  std::vector<EndpointRule> endpoint_rules_;
  std::uint32_t next_index_ = 0;
  std::uint64_t version_ = 0;
  // Derived: whether a label or a type has a declaration, so that most writes ask no further.
  std::vector<bool> schema_labels_;
  std::vector<bool> schema_types_;
};

}  // namespace agora::catalog
