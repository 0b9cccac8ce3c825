// The expressions of print_bound.h: one visitor that knows how strongly each form binds.
#include <cctype>
#include <functional>
#include <initializer_list>

#include "semantic/expression_walk.h"
#include "semantic/print_bound.h"

namespace agora::semantic {
namespace {

// How strongly a form binds, weakest first.
enum Precedence : int {
  kOr = 1,
  kXor,
  kAnd,
  kNot,
  kComparison,
  kPredicate,
  kAdd,
  kMultiply,
  kPower,
  kSign,
  kPostfix
};

struct OperatorText {
  const char* text;
  Precedence precedence;
};

OperatorText text_of(Operator op) {
  switch (op) {
    case Operator::Add:
      return {" + ", kAdd};
    case Operator::Subtract:
      return {" - ", kAdd};
    case Operator::Concatenate:
      return {" || ", kAdd};
    case Operator::Multiply:
      return {" * ", kMultiply};
    case Operator::Divide:
      return {" / ", kMultiply};
    case Operator::Modulo:
      return {" % ", kMultiply};
    case Operator::Power:
      return {" ^ ", kPower};
    case Operator::Negate:
      return {"-", kSign};
    case Operator::Equal:
      return {" = ", kComparison};
    case Operator::NotEqual:
      return {" <> ", kComparison};
    case Operator::Less:
      return {" < ", kComparison};
    case Operator::LessOrEqual:
      return {" <= ", kComparison};
    case Operator::Greater:
      return {" > ", kComparison};
    case Operator::GreaterOrEqual:
      return {" >= ", kComparison};
    case Operator::And:
      return {" AND ", kAnd};
    case Operator::Or:
      return {" OR ", kOr};
    case Operator::Xor:
      return {" XOR ", kXor};
    case Operator::Not:
      return {"NOT ", kNot};
    case Operator::In:
      return {" IN ", kPredicate};
    case Operator::StartsWith:
      return {" STARTS WITH ", kPredicate};
    case Operator::EndsWith:
      return {" ENDS WITH ", kPredicate};
    case Operator::Contains:
      return {" CONTAINS ", kPredicate};
    case Operator::Matches:
      return {" =~ ", kPredicate};
    case Operator::IsNull:
      return {" IS NULL", kPredicate};
    case Operator::IsNotNull:
      return {" IS NOT NULL", kPredicate};
  }
  return {"?", kPostfix};
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string local_name(Slot slot) { return "_" + std::to_string(slot); }

std::string variable_name(const SlotRef& ref) {
  return ref.name.empty() ? local_name(ref.slot) : print_name(ref.name);
}

// An expression's own variable has its name only where it is read.
std::string own_name(Slot slot, std::initializer_list<const ExpressionPtr*> readers) {
  std::string found;
  const std::function<void(const ExpressionPtr&)> look = [&](const ExpressionPtr& expression) {
    if (!found.empty()) return;
    const auto* ref = std::get_if<SlotRef>(&expression->node);
    if (ref != nullptr && ref->slot == slot) found = variable_name(*ref);
    for_each_child(*expression, look);
  };
  for (const ExpressionPtr* reader : readers) {
    if (*reader) look(*reader);
  }
  return found.empty() ? local_name(slot) : found;
}

class ExpressionPrinter {
 public:
  /// The text of `expression` where whatever binds weaker than `at_least` needs brackets.
  std::string operator()(const ExpressionPtr& expression, int at_least = 0) {
    return (*this)(*expression, at_least);
  }

  std::string operator()(const Expression& expression, int at_least = 0) {
    return std::visit(
        [&](const auto& node) {
          int binds = kPostfix + 1;
          std::string text = write(node, binds);
          return binds < at_least ? "(" + text + ")" : text;
        },
        expression.node);
  }

 private:
  std::string list(const std::vector<ExpressionPtr>& items) {
    std::string out;
    for (const ExpressionPtr& item : items) out += (out.empty() ? "" : ", ") + (*this)(item);
    return out;
  }

  std::string write(const Literal& node, int& binds) {
    if (node.value.is_null()) return "null";
    if (node.value.is(ValueType::String)) return quoted(node.value.as_string());
    std::string text = to_string(node.value);
    if (!text.empty() && text[0] == '-') binds = kSign;
    return text;
  }
  std::string write(const SlotRef& node, int&) { return variable_name(node); }
  std::string write(const Parameter& node, int&) { return "$" + print_name(node.name); }
  std::string write(const PropertyAccess& node, int&) {
    return (*this)(node.subject, kPostfix) + "." + print_name(node.key);
  }
  std::string write(const Index& node, int&) {
    return (*this)(node.container, kPostfix) + "[" + (*this)(node.key) + "]";
  }
  std::string write(const Slice& node, int&) {
    return (*this)(node.list, kPostfix) + "[" + (node.from ? (*this)(node.from) : "") + ".." +
           (node.to ? (*this)(node.to) : "") + "]";
  }

  std::string write(const Operation& node, int& binds) {
    const OperatorText op = text_of(node.op);
    binds = op.precedence;
    switch (node.op) {
      case Operator::Not:
        return op.text + (*this)(node.operands[0], kNot);
      case Operator::Negate:
        return op.text + (*this)(node.operands[0], kSign + 1);
      case Operator::IsNull:
      case Operator::IsNotNull:
        return (*this)(node.operands[0], kPredicate) + op.text;
      default:
        break;
    }
    // From the left, so only the first operand may be of the same precedence.
    std::string out;
    for (const ExpressionPtr& operand : node.operands) {
      const bool first = out.empty();
      const bool chain = first && op.precedence != kComparison;
      out += (first ? "" : op.text) + (*this)(operand, chain ? op.precedence : op.precedence + 1);
    }
    return out;
  }

  std::string write(const HasLabels& node, int&) {
    return (*this)(node.subject, kPostfix) + ":" + print(node.labels);
  }
  std::string write(const IsTyped& node, int& binds) {
    binds = kPredicate;
    return (*this)(node.operand, kPredicate) + " IS :: " + node.text;
  }
  std::string write(const ListLiteral& node, int&) { return "[" + list(node.elements) + "]"; }
  std::string write(const MapLiteral& node, int&) {
    std::string out;
    for (const auto& [key, value] : node.entries) {
      out += (out.empty() ? "" : ", ") + print_name(key) + ": " + (*this)(value);
    }
    return "{" + out + "}";
  }
  std::string write(const Call& node, int&) {
    return std::string(node.function->name) + "(" + list(node.arguments) + ")";
  }
  std::string write(const Case& node, int&) {
    std::string out = "CASE";
    if (node.operand) out += " " + (*this)(node.operand);
    for (const auto& [when, then] : node.branches) {
      out += " WHEN " + (*this)(when) + " THEN " + (*this)(then);
    }
    if (node.otherwise) out += " ELSE " + (*this)(node.otherwise);
    return out + " END";
  }
  std::string write(const ListComprehension& node, int&) {
    std::string out = "[" + own_name(node.variable, {&node.predicate, &node.projection}) + " IN " +
                      (*this)(node.list);
    if (node.predicate) out += " WHERE " + (*this)(node.predicate);
    if (node.projection) out += " | " + (*this)(node.projection);
    return out + "]";
  }
  std::string write(const Quantifier& node, int&) {
    static constexpr const char* kNames[] = {"all", "any", "none", "single"};
    std::string out = kNames[static_cast<int>(node.kind)];
    out += "(" + own_name(node.variable, {&node.predicate}) + " IN " + (*this)(node.list);
    if (node.predicate) out += " WHERE " + (*this)(node.predicate);
    return out + ")";
  }
  std::string write(const Reduce& node, int&) {
    return "reduce(" + own_name(node.accumulator, {&node.step}) + " = " + (*this)(node.initial) +
           ", " + own_name(node.variable, {&node.step}) + " IN " + (*this)(node.list) + " | " +
           (*this)(node.step) + ")";
  }
  std::string write(const Subquery& node, int&) {
    static constexpr const char* kNames[] = {"EXISTS { ", "COUNT { ", "COLLECT { ",
                                              "VALUE { "};
    return kNames[static_cast<int>(node.kind)] + print(*node.query) + " }";
  }
  std::string slots(const std::vector<Slot>& numbers) {
    std::string out;
    for (Slot slot : numbers) out += (out.empty() ? "" : ", ") + local_name(slot);
    return out;
  }
  std::string write(const MakePath& node, int&) { return "path(" + slots(node.elements) + ")"; }
  std::string write(const AllDifferent& node, int&) {
    return "different(" + slots(node.relationships) + ")";
  }
  std::string write(const NodesDiffer& node, int&) {
    return std::string(node.may_close ? "simple(" : "acyclic(") + slots(node.elements) + ")";
  }
};

// Or binds weakest: `A&!B|C`.
std::string print_labels(const LabelExpression& labels, int at_least) {
  using Kind = LabelExpression::Kind;
  const auto join = [&](const char* separator, int binds) {
    std::string out;
    for (const LabelExpression& operand : labels.operands) {
      out += (out.empty() ? "" : separator) + print_labels(operand, binds + 1);
    }
    return binds < at_least ? "(" + out + ")" : out;
  };
  switch (labels.kind) {
    case Kind::Name:
      return print_name(labels.name);
    case Kind::Any:
      return "%";
    case Kind::Or:
      return join("|", 1);
    case Kind::And:
      return join("&", 2);
    case Kind::Not:
      return "!" + print_labels(labels.operands[0], 3);
  }
  return {};
}

}  // namespace

std::string print_name(const std::string& name) {
  bool plain = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0;
  for (unsigned char c : name) plain = plain && (std::isalnum(c) != 0 || c == '_' || c >= 0x80);
  if (plain) return name;
  std::string out = "`";
  for (char c : name) out += c == '`' ? "``" : std::string(1, c);
  return out + "`";
}

std::string print(const LabelExpression& labels) { return print_labels(labels, 0); }

std::string print(const Expression& expression) { return ExpressionPrinter()(expression); }

}  // namespace agora::semantic
