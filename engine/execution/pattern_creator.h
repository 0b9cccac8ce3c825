// execution/pattern_creator.h
//
// What CREATE and MERGE share: making the nodes and relationships that a pattern names and a row does not have.
#pragma once

#include <string>
#include <vector>

#include "execution/evaluator.h"

namespace agora::execution {

class PatternCreator {
 public:
  /// What a property given as null means: it is left out, or (MERGE) an error, since it could never be found.
  enum class NullProperty : std::uint8_t { LeftOut, Error };

  /// `pattern` must outlive this.
  PatternCreator(const semantic::Pattern& pattern, NullProperty null_property, Context& context,
                 const Scope& scope);

  /// Creates the unbound elements for every row, row by row and from left to right, and sets their slots. All
  /// properties are computed before the first element is made.
  /// Throws Error: SemanticError (MergeReadOwnWrites), EntityNotFound (an end of a relationship is null or
  /// deleted), TypeError (InvalidPropertyType), and what the schema refuses.
  void create(Batch& batch);

 private:
  struct Entry {
    std::string name;
    EvaluatorPtr value;
    PropertyKeyId key;
    Column scratch;
    const Column* values = nullptr;  ///< For the batch at hand.
  };
  struct Properties {
    std::vector<Entry> entries;
    EvaluatorPtr map;  ///< All properties as one value; may be null.
    Column map_scratch;
    const Column* maps = nullptr;
    SourceSpan where;
  };
  /// Names that are computed for each row.
  struct Names {
    EvaluatorPtr value;
    Column scratch;
    const Column* values = nullptr;
  };
  struct NewNode {
    const semantic::NodePattern* pattern;
    Properties properties;
    std::vector<Names> computed;
    std::vector<LabelId> labels;
    std::vector<std::uint64_t> ids;
  };
  struct NewRelationship {
    const semantic::RelationshipPattern* pattern;
    Properties properties;
    Names computed;  ///< Without a value: the type is written.
    TypeId type;
    std::vector<std::uint64_t> ids;
  };

  template <typename ElementPattern>
  Properties compile_properties(const ElementPattern& pattern, const Scope& scope);
  void evaluate(Properties& properties, const Batch& batch);
  static void evaluate(Names& names, const Batch& batch);
  std::vector<LabelId> labels_of(const NewNode& node, std::size_t row) const;
  TypeId type_of(const NewRelationship& relationship, std::size_t row) const;
  void resolve_names();
  template <typename Id>
  void set_properties(Id id, const Properties& properties, std::size_t row);
  void refuse_null(const Properties& properties, const std::string& name) const;
  NodeId node_at(std::uint32_t index, const Batch& batch, std::size_t row) const;
  void create_node(NewNode& node, std::size_t row);
  void create_relationship(NewRelationship& relationship, const Batch& batch, std::size_t row);

  const semantic::Pattern& pattern_;
  NullProperty null_property_;
  Context& context_;
  std::vector<NewNode> nodes_;
  std::vector<NewRelationship> relationships_;
  /// By index into Pattern::nodes: the entry of nodes_ that makes it, or kBound.
  std::vector<std::size_t> made_by_;
  static constexpr std::size_t kBound = static_cast<std::size_t>(-1);
};

}  // namespace agora::execution
