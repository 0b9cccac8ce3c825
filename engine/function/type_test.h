// function/type_test.h
//
// What stands behind `IS ::`: a type as a value may be asked for it.
#pragma once

#include <string>
#include <vector>

#include "function/registry.h"

namespace agora::function {

/// A type of the language. Plain data; a default one is ANY.
struct TypeTest {
  TypeSet types = TypeSet::any();      ///< Of plain values; ignored where `alternatives` are given.
  bool nullable = true;                ///< False for NOT NULL: then null is not of the type.
  std::vector<TypeTest> element;       ///< For a list of something: the type of each element.
  std::string enumeration;             ///< Its values alone; empty for any.
  std::vector<TypeTest> alternatives;  ///< `INTEGER | FLOAT`: any of them.

  /// A value of an enumeration is also a STRING, as it may stand wherever one may.
  bool matches(const Value& value) const;
  bool operator==(const TypeTest&) const = default;
};

}  // namespace agora::function
