// syntax/build_expression.cpp
//
// Operators: from the parser's flat list of operands and operators to a tree, by precedence.
// Nothing here recurses along a chain of operators; a chain of one level becomes one node.

#include <algorithm>
#include <initializer_list>

#include "syntax/ast_builder.h"
#include "syntax/literal.h"
#include "syntax/operators.h"

namespace agora::syntax {
namespace {

using enum TokenKind;

std::uint32_t height(const ExpressionPtr& expression) {
  return expression == nullptr ? 0 : expression->height;
}

/// From the first byte of one to the last of the other.
SourceSpan join(SourceSpan first, const SourceSpan& last) {
  first.length = last.offset + last.length - first.offset;
  return first;
}

LogicalOperator logical(TokenKind op) {
  return op == kAnd ? LogicalOperator::And : op == kOr ? LogicalOperator::Or : LogicalOperator::Xor;
}

ComparisonOperator comparison(TokenKind op) {
  switch (op) {
    case kEqual:
      return ComparisonOperator::Equal;
    case kNotEqual:
      return ComparisonOperator::NotEqual;
    case kLess:
      return ComparisonOperator::Less;
    case kLessOrEqual:
      return ComparisonOperator::LessOrEqual;
    case kGreater:
      return ComparisonOperator::Greater;
    default:
      return ComparisonOperator::GreaterOrEqual;
  }
}

ArithmeticOperator arithmetic(TokenKind op) {
  switch (op) {
    case kPlus:
      return ArithmeticOperator::Add;
    case kMinus:
      return ArithmeticOperator::Subtract;
    case kConcatenate:
      return ArithmeticOperator::Concatenate;
    case kStar:
      return ArithmeticOperator::Multiply;
    case kSlash:
      return ArithmeticOperator::Divide;
    case kPercent:
      return ArithmeticOperator::Modulo;
    default:
      return ArithmeticOperator::Power;
  }
}

Precedence precedence(ArithmeticOperator op) {
  switch (op) {
    case ArithmeticOperator::Add:
    case ArithmeticOperator::Subtract:
    case ArithmeticOperator::Concatenate:
      return Precedence::Additive;
    case ArithmeticOperator::Power:
      return Precedence::Power;
    default:
      return Precedence::Multiplying;
  }
}

StringOperator string_operator(TokenKind op) {
  return op == kStarts    ? StringOperator::StartsWith
         : op == kEnds    ? StringOperator::EndsWith
         : op == kMatches ? StringOperator::Matches
                          : StringOperator::Contains;
}

}  // namespace

/// Operands and operators that wait for their turn (the shunting-yard method).
class OperatorChain {
  using P = AstBuilder::P;

 public:
  explicit OperatorChain(AstBuilder& builder) : builder_(builder) {}

  void push(P::OperandContext* operand) {
    // Signs behind the last NOT belong to the operand; the rest waits for what NOT covers.
    std::size_t first_sign = operand->signs.size();
    while (first_sign > 0 && builder_.kind(operand->signs[first_sign - 1]) != kNot) --first_sign;
    if (first_sign > builder_.limits_.max_nesting) {
      throw nesting_error(builder_.limits_.max_nesting, builder_.span(operand->signs.front()));
    }
    for (std::size_t i = 0; i < first_sign; ++i) {
      push_prefix(builder_.kind(operand->signs[i]), builder_.span(operand->signs[i]));
    }
    push_operand(builder_.signed_operand(operand, first_sign));
  }
  void push(P::OperationContext* operation) {
    if (P::TestContext* test = operation->test()) return push(test);
    push_operator(builder_.kind(operation->op), builder_.span(operation->op));
    push(operation->operand());
  }
  void push(P::TestContext* test) {
    const TokenKind op = builder_.kind(test->op);
    if (op != kIs && op != kTypeOf) {
      push_operator(op, builder_.span(test->op));
      push(test->operand());
      return;
    }
    ExpressionPtr subject = take_for_postfix();
    const SourceSpan place = join(subject->span, builder_.span(test));
    const std::uint32_t child = subject->height;
    const bool negated = test->negated != nullptr;
    Expression::Node node;
    if (test->null != nullptr) {
      node = IsNull{std::move(subject), negated};
    } else if (P::TypeNameContext* type = test->typeName()) {
      node = IsTyped{std::move(subject), negated, builder_.type_name(type)};
    } else if (P::LabelExpressionContext* labels = test->labelExpression()) {
      ExpressionPtr carries = builder_.labelled(std::move(subject), labels, place);
      carries->parenthesised = true;
      if (negated) {
        const std::uint32_t inner = carries->height;
        carries = builder_.make(Unary{UnaryOperator::Not, std::move(carries)}, place, inner);
        carries->parenthesised = true;
      }
      push_operand(std::move(carries));
      return;
    } else if (P::OperandContext* relationship = test->operand()) {
      push_operand(end_test(std::move(subject), test->form, builder_.operand(relationship), negated, place));
      return;
    } else {
      node = IsNormalized{std::move(subject), negated, normal_form(test->form)};
    }
    push_operand(builder_.make(std::move(node), place, child));
  }
  void push_operand(ExpressionPtr operand) { operands_.push_back(std::move(operand)); }
  void push_prefix(TokenKind op, const SourceSpan& place) {
    operators_.push_back({op, op == kNot ? Precedence::Not : Precedence::Sign, true, place});
  }
  /// An operator between operands; what binds at least as tight and stands before it is finished.
  void push_operator(TokenKind op, const SourceSpan& place) {
    reduce_to(syntax::precedence(op));
    operators_.push_back({op, syntax::precedence(op), false, place});
  }
  /// The operand that an operator behind it applies to.
  ExpressionPtr take_for_postfix() {
    reduce_to(Precedence::Predicate);
    return pop_operand();
  }
  ExpressionPtr finish() {
    while (!operators_.empty()) reduce();
    return pop_operand();
  }

 private:
  std::string normal_form(antlr4::Token* word) const {
    if (word == nullptr) return "NFC";
    for (const char* known : {"NFC", "NFD", "NFKC", "NFKD"}) {
      if (builder_.is_word(word, known)) return known;
    }
    throw unexpected_syntax("a normal form is NFC, NFD, NFKC or NFKD", builder_.span(word));
  }

  /// `n IS SOURCE OF r` is `n = startNode(r)`.
  ExpressionPtr end_test(ExpressionPtr node, antlr4::Token* end, ExpressionPtr relationship, bool negated,
                         const SourceSpan& place) {
    const bool source = builder_.is_word(end, "SOURCE");
    if (!source && !builder_.is_word(end, "DESTINATION"))
      throw unexpected_syntax("a node is the SOURCE OF or the DESTINATION OF a relationship", builder_.span(end));
    const std::uint32_t height = std::max(node->height, relationship->height + 1);
    FunctionCall call;
    call.name = source ? "startNode" : "endNode";
    call.name_span = builder_.span(end);
    const std::uint32_t inner = relationship->height;
    const SourceSpan argument = relationship->span;
    call.arguments.push_back(std::move(relationship));
    ExpressionPtr reached = builder_.make(std::move(call), argument, inner);
    Comparison comparison{both(std::move(node), std::move(reached)),
                          {negated ? ComparisonOperator::NotEqual : ComparisonOperator::Equal}};
    ExpressionPtr test = builder_.make(std::move(comparison), place, height);
    test->parenthesised = true;
    return test;
  }

  struct Pending {
    TokenKind op;
    Precedence level;
    bool prefix;
    SourceSpan span;
  };

  void reduce_to(Precedence level) {
    while (!operators_.empty() && operators_.back().level >= level) reduce();
  }

  ExpressionPtr pop_operand() {
    ExpressionPtr operand = std::move(operands_.back());
    operands_.pop_back();
    return operand;
  }

  void reduce() {
    const Pending pending = operators_.back();
    operators_.pop_back();
    ExpressionPtr right = pop_operand();
    if (pending.prefix) {
      const UnaryOperator op = pending.op == kNot    ? UnaryOperator::Not
                               : pending.op == kPlus ? UnaryOperator::Plus
                                                     : UnaryOperator::Minus;
      const SourceSpan place = join(pending.span, right->span);
      const std::uint32_t child = right->height;
      operands_.push_back(builder_.make(Unary{op, std::move(right)}, place, child));
      return;
    }
    ExpressionPtr left = pop_operand();
    operands_.push_back(combine(pending, std::move(left), std::move(right)));
  }

  ExpressionPtr combine(const Pending& pending, ExpressionPtr left, ExpressionPtr right) {
    if (!left->parenthesised && extend(pending, *left, right)) {
      builder_.note_height(*left);
      return left;
    }
    const SourceSpan place = join(left->span, right->span);
    const std::uint32_t child = std::max(left->height, right->height);
    return builder_.make(binary(pending, std::move(left), std::move(right)), place, child);
  }

  /// Appends to the chain that `left` is, if it is one of the same level.
  bool extend(const Pending& pending, Expression& left, ExpressionPtr& right) {
    const SourceSpan place = join(left.span, right->span);
    const std::uint32_t right_height = right->height;
    if (auto* chain = std::get_if<Logical>(&left.node)) {
      if (pending.level > Precedence::And || chain->op != logical(pending.op)) return false;
      chain->operands.push_back(std::move(right));
      left.height = std::max(left.height, right_height + 1);
    } else if (auto* compared = std::get_if<Comparison>(&left.node)) {
      if (pending.level != Precedence::Comparison) return false;
      compared->operators.push_back(comparison(pending.op));
      compared->operands.push_back(std::move(right));
      left.height = std::max(left.height, right_height) + 1;
    } else if (auto* computed = std::get_if<Arithmetic>(&left.node)) {
      if (pending.level != precedence(computed->operators.front())) return false;
      computed->operators.push_back(arithmetic(pending.op));
      computed->operands.push_back(std::move(right));
      // As high as the tree of pairs that it stands for.
      left.height = std::max(left.height, right_height) + 1;
    } else {
      return false;
    }
    left.span = place;
    return true;
  }

  static std::vector<ExpressionPtr> both(ExpressionPtr left, ExpressionPtr right) {
    std::vector<ExpressionPtr> operands;
    operands.push_back(std::move(left));
    operands.push_back(std::move(right));
    return operands;
  }

  static Expression::Node binary(const Pending& pending, ExpressionPtr left, ExpressionPtr right) {
    switch (pending.level) {
      case Precedence::Or:
      case Precedence::Xor:
      case Precedence::And:
        return Logical{logical(pending.op), both(std::move(left), std::move(right))};
      case Precedence::Comparison:
        return Comparison{both(std::move(left), std::move(right)), {comparison(pending.op)}};
      case Precedence::Predicate:
        if (pending.op == kIn) return In{std::move(left), std::move(right)};
        return StringPredicate{string_operator(pending.op), std::move(left), std::move(right)};
      default:
        return Arithmetic{both(std::move(left), std::move(right)), {arithmetic(pending.op)}};
    }
  }

  AstBuilder& builder_;
  std::vector<ExpressionPtr> operands_;
  std::vector<Pending> operators_;
};

ExpressionPtr AstBuilder::expression(P::ExpressionContext* context) {
  // Most expressions are one operand without NOT: they need no chain.
  const auto has_not = [this](P::OperandContext* operand) {
    return std::any_of(operand->signs.begin(), operand->signs.end(),
                       [this](antlr4::Token* sign) { return kind(sign) == kNot; });
  };
  if (context->operations.empty() && !has_not(context->first)) return operand(context->first);

  OperatorChain chain(*this);
  chain.push(context->first);
  for (P::OperationContext* each : context->operations) chain.push(each);
  return chain.finish();
}

/// `> 3 AND …` behind WHEN: an expression whose first operand is what CASE is about.
CaseBranch::Test AstBuilder::case_test(P::CaseTestContext* context) {
  if (P::ExpressionContext* value = context->expression()) return {expression(value), false};
  OperatorChain chain(*this);
  SourceSpan place = span(context->start);
  place.length = 0;
  chain.push_operand(make(CaseSubject{}, place));
  chain.push(context->first);
  for (P::OperationContext* each : context->operations) chain.push(each);
  return {chain.finish(), true};
}

ExpressionPtr AstBuilder::operand(P::OperandContext* context) { return signed_operand(context, 0); }

/// The operand with its signs from number `first_sign` on, which are + and - alone.
ExpressionPtr AstBuilder::signed_operand(P::OperandContext* context, std::size_t first_sign) {
  const auto& signs = context->signs;
  std::size_t sign = signs.size();
  if (sign - first_sign > limits_.max_nesting)
    throw nesting_error(limits_.max_nesting, span(signs[first_sign]));
  ExpressionPtr value;
  antlr4::Token* const number = context->suffixes.empty() ? context->atom()->start : nullptr;
  if (number != nullptr && sign > first_sign && kind(signs[sign - 1]) == kMinus &&
      (kind(number) == kInteger || kind(number) == kFloat)) {
    // Together, as -9223372036854775808 is an integer and 9223372036854775808 is none.
    const SourceSpan place = span(signs[--sign], number);
    Literal literal;
    if (kind(number) == kInteger) {
      literal.value = integer_value(text_of(number), true, place);
    } else {
      literal.value = -float_value(text_of(number), place);
    }
    value = make(std::move(literal), place);
  } else {
    value = suffixed(context);
  }
  while (sign > first_sign) {
    antlr4::Token* const token = signs[--sign];
    const UnaryOperator op = kind(token) == kMinus ? UnaryOperator::Minus : UnaryOperator::Plus;
    const SourceSpan place = join(span(token), value->span);
    const std::uint32_t child = value->height;
    value = make(Unary{op, std::move(value)}, place, child);
  }
  return value;
}

/// The atom with what is attached to it. Names joined by dots with arguments behind are a function
/// of a name space, and so the names before are no variable and its properties.
ExpressionPtr AstBuilder::suffixed(P::OperandContext* context) {
  ExpressionPtr value = atom(context->atom());
  std::vector<std::string> space;
  bool only_names = false;
  if (const auto* variable = std::get_if<Variable>(&value->node)) {
    only_names = true;
    space.push_back(variable->name);
  }
  for (P::SuffixContext* suffix : context->suffixes) {
    const SourceSpan place = join(value->span, span(suffix));
    const std::uint32_t child = value->height;
    if (P::AnyNameContext* key = suffix->anyName()) {
      if (P::ArgumentsContext* arguments = suffix->arguments()) {
        if (!only_names) {
          throw unexpected_syntax(
              "`" + name(key).text + "` cannot be called here: values have no methods", span(key))
              .with_hint("write the function around its arguments: " + name(key).text + "(…)");
        }
        value = function_call(std::move(space), name(key).text, place, arguments);
        value->span = place;
        only_names = false;
        continue;
      }
      if (only_names) space.push_back(name(key).text);
      value = make(Property{std::move(value), name(key)}, place, child);
    } else if (P::LabelExpressionContext* labels = suffix->labelExpression()) {
      only_names = false;
      LabelExpression added = label_expression(labels);
      if (auto* test = std::get_if<LabelPredicate>(&value->node);
          test != nullptr && !value->parenthesised) {
        // n:A:B is n:A&B.
        LabelExpression both;
        both.kind = LabelExpression::Kind::And;
        both.span = join(test->labels.span, added.span);
        both.operands.push_back(std::move(test->labels));
        both.operands.push_back(std::move(added));
        test->labels = std::move(both);
        value->span = place;
      } else {
        value = make(LabelPredicate{std::move(value), std::move(added)}, place, child);
      }
    } else {
      only_names = false;
      value = bracket_suffix(std::move(value), suffix);
    }
  }
  return value;
}

ExpressionPtr AstBuilder::bracket_suffix(ExpressionPtr object, P::SuffixContext* suffix) {
  const SourceSpan place = join(object->span, span(suffix));
  ExpressionPtr first = suffix->first != nullptr ? expression(suffix->first) : nullptr;
  ExpressionPtr last = suffix->last != nullptr ? expression(suffix->last) : nullptr;
  const std::uint32_t child = std::max({object->height, height(first), height(last)});
  if (suffix->range == nullptr)
    return make(Index{std::move(object), std::move(first)}, place, child);
  return make(Slice{std::move(object), std::move(first), std::move(last)}, place, child);
}

ExpressionPtr AstBuilder::where(P::WhereClauseContext* context) {
  return context == nullptr ? nullptr : expression(context->expression());
}

std::vector<ExpressionPtr> AstBuilder::expressions(
    const std::vector<P::ExpressionContext*>& contexts) {
  std::vector<ExpressionPtr> list;
  list.reserve(contexts.size());
  for (P::ExpressionContext* each : contexts) list.push_back(expression(each));
  return list;
}

}  // namespace agora::syntax
