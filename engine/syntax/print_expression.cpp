#include <charconv>

#include "syntax/print_ast.h"

namespace agora::syntax {
namespace {

std::string print(const ExpressionPtr& expression) {
  return expression ? syntax::print(*expression) : std::string();
}

std::string print_list(const std::vector<ExpressionPtr>& list, std::string_view separator = ", ") {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += separator;
    text += print(list[i]);
  }
  return text;
}

std::string call(std::string_view op, const ExpressionPtr& left, const ExpressionPtr& right) {
  return "(" + std::string(op) + " " + print(left) + " " + print(right) + ")";
}

/// `(op1,op2 a b c)`; one operator if they are all the same.
template <typename Op, std::size_t N>
std::string chain(const std::vector<Op>& operators, const std::vector<ExpressionPtr>& operands,
                  const std::string_view (&names)[N]) {
  bool same = true;
  for (const Op op : operators) same = same && op == operators.front();
  std::string text = "(";
  for (std::size_t i = 0; i < (same ? 1 : operators.size()); ++i) {
    if (i > 0) text += ",";
    text += names[static_cast<std::size_t>(operators[i])];
  }
  return text + " " + print_list(operands, " ") + ")";
}

std::string print_where(const ExpressionPtr& where) {
  return where ? " WHERE " + print(where) : "";
}

struct ExpressionPrinter {
  std::string operator()(const Literal& literal) const {
    if (const auto* truth = std::get_if<bool>(&literal.value)) return *truth ? "true" : "false";
    if (const auto* integer = std::get_if<std::int64_t>(&literal.value))
      return std::to_string(*integer);
    if (const auto* text = std::get_if<std::string>(&literal.value)) return "'" + *text + "'";
    if (const auto* number = std::get_if<double>(&literal.value)) {
      char digits[32];
      std::string printed(digits, std::to_chars(digits, digits + sizeof digits, *number).ptr);
      if (printed.find_first_of(".e") == std::string::npos) printed += ".0";
      return printed;
    }
    return "null";
  }
  std::string operator()(const Variable& variable) const { return variable.name; }
  std::string operator()(const Parameter& parameter) const { return "$" + parameter.name; }
  std::string operator()(const Property& property) const {
    return print(property.object) + "." + property.key.text;
  }
  std::string operator()(const Index& index) const {
    return print(index.object) + "[" + print(index.index) + "]";
  }
  std::string operator()(const Slice& slice) const {
    return print(slice.object) + "[" + print(slice.from) + ".." + print(slice.to) + "]";
  }
  std::string operator()(const ListLiteral& list) const {
    return "[" + print_list(list.items) + "]";
  }
  std::string operator()(const MapLiteral& map) const {
    std::string text = "{";
    for (std::size_t i = 0; i < map.entries.size(); ++i) {
      text += (i > 0 ? ", " : "") + map.entries[i].key.text + ": " + print(map.entries[i].value);
    }
    return text + "}";
  }
  std::string operator()(const Unary& unary) const {
    static constexpr std::string_view kNames[] = {"NOT", "+", "-"};
    return "(" + std::string(kNames[static_cast<int>(unary.op)]) + " " + print(unary.operand) + ")";
  }
  std::string operator()(const Logical& logical) const {
    static constexpr std::string_view kNames[] = {"AND", "OR", "XOR"};
    return "(" + std::string(kNames[static_cast<int>(logical.op)]) + " " +
           print_list(logical.operands, " ") + ")";
  }
  std::string operator()(const Arithmetic& arithmetic) const {
    static constexpr std::string_view kNames[] = {"+", "-", "*", "/", "%", "^", "||"};
    return chain(arithmetic.operators, arithmetic.operands, kNames);
  }
  std::string operator()(const Comparison& comparison) const {
    static constexpr std::string_view kNames[] = {"=", "<>", "<", "<=", ">", ">="};
    return chain(comparison.operators, comparison.operands, kNames);
  }
  std::string operator()(const StringPredicate& predicate) const {
    static constexpr std::string_view kNames[] = {"STARTS WITH", "ENDS WITH", "CONTAINS", "=~"};
    return call(kNames[static_cast<int>(predicate.op)], predicate.left, predicate.right);
  }
  std::string operator()(const In& in) const { return call("IN", in.element, in.list); }
  std::string operator()(const IsNull& test) const {
    return std::string(test.negated ? "(IS NOT NULL " : "(IS NULL ") + print(test.operand) + ")";
  }
  std::string operator()(const IsTyped& test) const {
    return std::string(test.negated ? "(IS NOT :: " : "(IS :: ") + syntax::print(test.type) + " " +
           print(test.operand) + ")";
  }
  std::string operator()(const IsNormalized& test) const {
    return std::string(test.negated ? "(IS NOT " : "(IS ") + test.form + " NORMALIZED " +
           print(test.operand) + ")";
  }
  std::string operator()(const LabelPredicate& test) const {
    return "(" + print(test.operand) + ":" + syntax::print(test.labels) + ")";
  }
  std::string operator()(const FunctionCall& function) const {
    std::string text;
    for (const std::string& part : function.space) text += part + ".";
    text += function.name + "(" + (function.distinct ? "DISTINCT " : "") +
            (function.star ? "*" : "") + print_list(function.arguments);
    for (std::size_t i = 0; i < function.order_by.size(); ++i) {
      text += (i == 0 ? " ORDER BY " : ", ") + print(function.order_by[i].expression);
      if (function.order_by[i].descending) text += " DESC";
    }
    return text + ")";
  }
  std::string operator()(const CaseSubject&) const { return "_"; }
  std::string operator()(const Case& choice) const {
    std::string text = "CASE";
    if (choice.subject) text += " " + print(choice.subject);
    for (const CaseBranch& branch : choice.branches) {
      text += " WHEN ";
      for (std::size_t i = 0; i < branch.tests.size(); ++i)
        text += (i > 0 ? ", " : "") + print(branch.tests[i].expression);
      text += " THEN " + print(branch.then);
    }
    if (choice.otherwise) text += " ELSE " + print(choice.otherwise);
    return text + " END";
  }
  std::string operator()(const ListComprehension& list) const {
    return "[" + list.variable.text + " IN " + print(list.list) + print_where(list.where) +
           (list.projection ? " | " + print(list.projection) : "") + "]";
  }
  std::string operator()(const PatternComprehension& list) const {
    return "[" + syntax::print(list.pattern) + print_where(list.where) + " | " +
           print(list.projection) + "]";
  }
  std::string operator()(const Quantifier& quantifier) const {
    static constexpr std::string_view kNames[] = {"all", "any", "none", "single"};
    return std::string(kNames[static_cast<int>(quantifier.kind)]) + "(" + quantifier.variable.text +
           " IN " + print(quantifier.list) + print_where(quantifier.where) + ")";
  }
  std::string operator()(const Reduce& reduce) const {
    return "reduce(" + reduce.accumulator.text + " = " + print(reduce.initial) + ", " +
           reduce.variable.text + " IN " + print(reduce.list) + " | " + print(reduce.expression) +
           ")";
  }
  std::string operator()(const PatternExpression& pattern) const {
    return "<" + syntax::print(pattern.pattern) + ">";
  }
  std::string operator()(const Subquery& subquery) const {
    static constexpr std::string_view kNames[] = {"EXISTS", "COUNT", "COLLECT", "VALUE"};
    return std::string(kNames[static_cast<int>(subquery.kind)]) + " {" +
           syntax::print(*subquery.query) + "}";
  }
  std::string operator()(const MapProjection& projection) const {
    using Kind = MapProjectionItem::Kind;
    std::string text = projection.variable.text + " {";
    for (std::size_t i = 0; i < projection.items.size(); ++i) {
      const MapProjectionItem& item = projection.items[i];
      if (i > 0) text += ", ";
      switch (item.kind) {
        case Kind::Property:
          text += "." + item.name.text;
          break;
        case Kind::AllProperties:
          text += ".*";
          break;
        case Kind::Entry:
          text += item.name.text + ": " + print(item.value);
          break;
        case Kind::Variable:
          text += item.name.text;
          break;
      }
    }
    return text + "}";
  }
};

}  // namespace

std::string print(const Expression& expression) {
  return std::visit(ExpressionPrinter{}, expression.node);
}

std::string print(const TypeName& type) {
  static constexpr std::string_view kNames[] = {
      "ANY",      "NOTHING",       "NULL",       "BOOLEAN",      "INTEGER",        "FLOAT",
      "STRING",   "DATE",          "LOCAL TIME", "TIME",         "LOCAL DATETIME", "DATETIME",
      "DURATION", "POINT",         "NODE",       "RELATIONSHIP", "PATH",           "MAP",
      "LIST",     "PROPERTY VALUE"};
  std::string text;
  switch (type.kind) {
    case TypeName::Kind::Union:
      for (std::size_t i = 0; i < type.members.size(); ++i)
        text += (i > 0 ? " | " : "") + print(type.members[i]);
      break;
    case TypeName::Kind::Named:
      text = type.name;
      break;
    case TypeName::Kind::List:
      text = "LIST";
      if (!type.members.empty()) text += "<" + print(type.members.front()) + ">";
      break;
    default:
      text = kNames[static_cast<int>(type.kind)];
      break;
  }
  return text + (type.not_null ? " NOT NULL" : "");
}

}  // namespace agora::syntax
