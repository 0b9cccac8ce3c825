#include <utility>

#include "execution/evaluators.h"
#include "function/operators.h"
#include "graph/readers.h"

namespace agora::execution {

using semantic::HasLabels;
using semantic::LabelExpression;
using semantic::PropertyAccess;
using value::Layout;

namespace {

/// `subject.key`. Columns of nodes or relationships read the property's column; everything else is looked up
/// value by value.
class PropertyReader : public Evaluator {
 public:
  PropertyReader(EvaluatorPtr subject, std::string key, Context& context, SourceSpan where)
      : subject_(std::move(subject)), key_(std::move(key)), context_(context), where_(where) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& subject = subject_->evaluate(batch, subject_scratch_);
    try {
      if (subject.is(Layout::Nodes) || subject.is(Layout::Relationships)) {
        read_column(subject, scratch);
      } else {
        read_values(subject, scratch);
      }
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
    return scratch;
  }

 private:
  void read_column(const Column& subject, Column& out) {
    if (graph::ColumnReader* reader = reader_for(subject.layout())) {
      reader->gather(subject, out);
    } else {
      read_values(subject, out);
    }
  }

  /// Null while no element has ever had the key. A write may bring it up later, so it is asked again.
  graph::ColumnReader* reader_for(Layout layout) {
    const bool node = layout == Layout::Nodes;
    std::optional<graph::ColumnReader>& reader = node ? node_reader_ : relationship_reader_;
    if (!reader) {
      const auto key = context_.view.catalog().find_property_key(key_);
      if (!key) return nullptr;
      reader.emplace(context_.view,
                     node ? catalog::ElementKind::Node : catalog::ElementKind::Relationship, *key);
    }
    return &*reader;
  }

  void read_values(const Column& subject, Column& out) {
    out.clear();
    out.reserve(subject.size());
    for (std::size_t row = 0; row < subject.size(); ++row) {
      out.append(function::property(context_.view, subject.value(row), key_));
    }
  }

  EvaluatorPtr subject_;
  std::string key_;
  Context& context_;
  SourceSpan where_;
  Column subject_scratch_;
  std::optional<graph::ColumnReader> node_reader_, relationship_reader_;
};

/// `n:A`, `r:T` and formulas over them.
class LabelTest : public Evaluator {
 public:
  LabelTest(EvaluatorPtr subject, const LabelExpression& labels, Context& context, SourceSpan where)
      : subject_(std::move(subject)), labels_(labels), context_(context), where_(where) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& subject = subject_->evaluate(batch, subject_scratch_);
    if (labels_.kind == LabelExpression::Kind::Name && subject.is(Layout::Nodes) && !subject.has_nulls() &&
        !context_.fork) {
      test_column(subject, scratch);
      return scratch;
    }
    scratch.clear();
    try {
      for (std::size_t row = 0; row < subject.size(); ++row) {
        const Value value = subject.value(row);
        scratch.append(value.is_null() ? Value() : Value(holds(value, labels_)));
      }
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
    return scratch;
  }

 private:
  void test_column(const Column& subject, Column& out) {
    const auto truth = out.fill_booleans(subject.size());
    if (!reader_) {
      const auto label = context_.view.catalog().find_label(labels_.name);
      if (!label) {
        std::fill(truth.begin(), truth.end(), 0);
        return;
      }
      reader_.emplace(context_.view, *label);
    }
    const auto ids = subject.ids();
    for (std::size_t row = 0; row < ids.size(); ++row) truth[row] = reader_->has(NodeId{ids[row]});
  }

  bool holds(const Value& element, const LabelExpression& labels) const {
    switch (labels.kind) {
      case LabelExpression::Kind::Name:
        return has(element, labels.name);
      case LabelExpression::Kind::Any:
        return element.is(ValueType::Relationship) || !context_.view.labels(NodeId{element.id()}).empty();
      case LabelExpression::Kind::And:
        for (const auto& operand : labels.operands) {
          if (!holds(element, operand)) return false;
        }
        return true;
      case LabelExpression::Kind::Or:
        for (const auto& operand : labels.operands) {
          if (holds(element, operand)) return true;
        }
        return false;
      case LabelExpression::Kind::Not:
        return !holds(element, labels.operands.front());
    }
    return false;
  }

  bool has(const Value& element, const std::string& name) const {
    if (element.is(ValueType::Node)) return context_.view.has_label(NodeId{element.id()}, name);
    if (element.is(ValueType::Relationship)) {
      return context_.view.type(RelationshipId{element.id()}) == name;
    }
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "only a node or a relationship can be tested for the label `" + name + "`");
  }

  EvaluatorPtr subject_;
  const LabelExpression labels_;
  Context& context_;
  SourceSpan where_;
  Column subject_scratch_;
  std::optional<graph::LabelReader> reader_;
};

}  // namespace

EvaluatorPtr make_property(const PropertyAccess& node, const Build& build) {
  return std::make_unique<PropertyReader>(compile(*node.subject, build.context, build.scope), node.key,
                                          build.context, build.expression.where);
}

EvaluatorPtr make_has_labels(const HasLabels& node, const Build& build) {
  return std::make_unique<LabelTest>(compile(*node.subject, build.context, build.scope), node.labels,
                                     build.context, build.expression.where);
}

}  // namespace agora::execution
