// syntax/parser.cpp
//
// parse(): size, tokens, marks, parser, builder. The parser runs in ANTLR's fast mode (SLL) and
// stops at the first token that does not fit. Only then it runs again in full mode (LL), both to be
// sure and to learn what would have fitted.

#include "syntax/parser.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "syntax/ast_builder.h"
#include "syntax/mark_tokens.h"
#include "syntax/parse_failure.h"
#include "syntax/scanner.h"
#include "syntax/token_stream.h"

namespace agora::syntax {
namespace {

/// Leaves the parser; no rule of the generated code catches it.
struct ParserStopped {};

/// Counts how deep the rules nest that contain themselves, and stops where the stack would be at
/// risk.
class NestingParser final : public AgoraParser {
 public:
  NestingParser(antlr4::TokenStream* tokens, std::uint32_t limit)
      : AgoraParser(tokens), limit_(limit) {}

  void enterRule(antlr4::ParserRuleContext* context, size_t state, size_t rule) override {
    // There is no hook for the way out: rules that have been left are dropped when the next one is
    // entered.
    while (!open_.empty() && open_.back().context != context->parent) open_.pop_back();
    const std::uint32_t depth = (open_.empty() ? 0 : open_.back().depth) + (nests(rule) ? 1 : 0);
    if (depth > limit_) {
      throw nesting_error(limit_, static_cast<StreamToken*>(_input->LT(1))->token().span());
    }
    open_.push_back({context, depth});
    AgoraParser::enterRule(context, state, rule);
  }

  void start_again() {
    open_.clear();
    reset();
  }

 private:
  struct Rule {
    antlr4::tree::ParseTree* context;
    std::uint32_t depth;
  };

  static bool nests(size_t rule) {
    return rule == RuleExpression || rule == RuleSubquery || rule == RuleSubqueryCall ||
           rule == RuleForeachClause || rule == RuleLabelExpression || rule == RulePathElement ||
           rule == RulePathPattern || rule == RuleTypeName;
  }

  std::uint32_t limit_;
  std::vector<Rule> open_;
};

/// Stops at the first token that does not fit.
class StopAtError : public antlr4::ANTLRErrorStrategy {
 public:
  void reset(antlr4::Parser*) override {}
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    stop(parser, nullptr);
    return nullptr;
  }
  void recover(antlr4::Parser* parser, std::exception_ptr error) override { stop(parser, error); }
  void sync(antlr4::Parser*) override {}
  bool inErrorRecoveryMode(antlr4::Parser*) override { return false; }
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}
  void reportMatch(antlr4::Parser*) override {}

 protected:
  virtual void stop(antlr4::Parser*, const std::exception_ptr&) { throw ParserStopped(); }
};

/// The construct that a rule of the grammar is for a person, if it is one.
std::optional<Construct> construct(size_t rule) {
  using P = AgoraParser;
  switch (rule) {
    case P::RuleStatement:
      return Construct::Statement;
    case P::RuleQuery:
      return Construct::Query;
    case P::RuleClause:
      return Construct::Clause;
    case P::RuleProjection:
      return Construct::Projection;
    case P::RulePathPattern:
    case P::RuleRelationshipsPattern:
      return Construct::Pattern;
    case P::RulePathElement:
    case P::RuleNodePattern:
      return Construct::Node;
    case P::RuleRelationship:
      return Construct::Relationship;
    case P::RuleLabelExpression:
      return Construct::Labels;
    case P::RuleExpression:
      return Construct::Expression;
    case P::RuleArguments:
      return Construct::Arguments;
    case P::RuleListLiteral:
      return Construct::List;
    case P::RuleMapLiteral:
    case P::RuleMapProjection:
      return Construct::Map;
    case P::RuleCaseExpression:
      return Construct::Case;
    case P::RuleListComprehension:
    case P::RulePatternComprehension:
      return Construct::Comprehension;
    case P::RuleSubquery:
      return Construct::Subquery;
    case P::RuleCreateSchema:
    case P::RuleAlterSchema:
      return Construct::Schema;
    default:
      return std::nullopt;
  }
}

/// Stops as well, and notes what was expected. It looks at each decision before it is made, as
/// ANTLR's own strategy does: later only a part of what would have fitted is known.
class ExplainError final : public StopAtError {
 public:
  explicit ExplainError(ParseFailure& failure) : failure_(failure) {}

  void sync(antlr4::Parser* parser) override {
    const auto& state = *parser->getATN().states[parser->getState()];
    const antlr4::misc::IntervalSet next =
        parser->getATN().nextTokens(const_cast<antlr4::atn::ATNState*>(&state));
    const auto token = static_cast<ssize_t>(parser->getTokenStream()->LA(1));
    if (next.contains(token)) return;
    if (next.contains(static_cast<ssize_t>(antlr4::Token::EPSILON)) &&
        parser->getExpectedTokens().contains(token)) {
      return;
    }
    stop(parser, nullptr);
  }

 protected:
  void stop(antlr4::Parser* parser, const std::exception_ptr& error) override {
    failure_.token = parser->getTokenStream()->index();
    if (error != nullptr) {
      try {
        std::rethrow_exception(error);
      } catch (const antlr4::RecognitionException& recognition) {
        if (recognition.getOffendingToken() != nullptr) {
          failure_.token = recognition.getOffendingToken()->getTokenIndex();
        }
      } catch (...) {
        // Whatever it was, the parser's place will do.
      }
    }
    for (antlr4::tree::ParseTree* rule = parser->getContext(); rule != nullptr;
         rule = rule->parent) {
      auto* context = static_cast<antlr4::ParserRuleContext*>(rule);
      if (const auto what = construct(context->getRuleIndex())) {
        failure_.constructs.push_back({*what, context->start->getTokenIndex()});
      }
    }
    const antlr4::misc::IntervalSet expected = parser->getExpectedTokens();
    for (const antlr4::misc::Interval& interval : expected.getIntervals()) {
      for (ssize_t kind = interval.a; kind <= interval.b; ++kind) {
        const bool end = kind == static_cast<ssize_t>(antlr4::Token::EOF);
        failure_.expected.push_back(end ? TokenKind::kEndOfText : static_cast<TokenKind>(kind));
      }
    }
    throw ParserStopped();
  }

 private:
  ParseFailure& failure_;
};

void set_mode(antlr4::Parser& parser, antlr4::atn::PredictionMode mode) {
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
}

void check_size(std::string_view text, const ParseLimits& limits) {
  if (text.size() <= limits.max_bytes) return;
  throw Error(ErrorCategory::LimitExceeded, "",
              "the query text has " + std::to_string(text.size()) + " bytes and the limit is " +
                  std::to_string(limits.max_bytes),
              ErrorPhase::CompileTime)
      .with_hint("put data into parameters or a file to import, not into the query");
}

}  // namespace

Statement parse(std::string_view text, const ParseLimits& limits) {
  check_size(text, limits);
  std::vector<Token> tokens = scan_tokens(text);
  mark_tokens(text, tokens);
  TokenStream stream(text, tokens);
  NestingParser parser(&stream, limits.max_nesting);
  parser.removeErrorListeners();
  parser.setErrorHandler(std::make_shared<StopAtError>());
  set_mode(parser, antlr4::atn::PredictionMode::SLL);
  AgoraParser::StatementContext* tree = nullptr;
  try {
    tree = parser.statement();
  } catch (const ParserStopped&) {
    ParseFailure failure;
    stream.seek(0);
    parser.start_again();
    parser.setErrorHandler(std::make_shared<ExplainError>(failure));
    set_mode(parser, antlr4::atn::PredictionMode::LL);
    try {
      tree = parser.statement();
    } catch (const ParserStopped&) {
      throw explain(text, tokens, failure);
    }
  }
  return AstBuilder(text, limits).statement(tree);
}

}  // namespace agora::syntax
