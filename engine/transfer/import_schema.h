// transfer/import_schema.h
//
// The schema that a manifest declares, label by label and type by type.
#pragma once

#include <string>
#include <vector>

#include "catalog/schema.h"

namespace agora::transfer {

struct Manifest;

struct ImportSchema {
  struct Constraint {
    catalog::ConstraintKind kind;
    catalog::ElementKind element;
    std::string owner;  ///< The label or type.
    std::vector<std::string> properties;
    catalog::PropertyType type;  ///< For kind Type.
    std::string given_name;      ///< Empty: made of the others.

    /// As the database names constraints that were given no name.
    std::string name() const;
  };
  struct EndpointRule {
    std::string type;
    std::string from;
    std::string to;
  };
  std::vector<catalog::Enumeration> enumerations;
  std::vector<Constraint> constraints;
  struct Index {
    std::string name;
    catalog::ElementKind element;
    std::string owner;
    std::vector<std::string> properties;
  };
  std::vector<EndpointRule> endpoint_rules;
  std::vector<Index> indexes;
};

/// A label that several files give is held only to what all of them promise.
ImportSchema plan_schema(const Manifest& manifest);

}  // namespace agora::transfer
