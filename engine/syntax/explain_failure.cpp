// syntax/explain_failure.cpp
//
// From "the parser stopped here" to a sentence: first what people are known to get wrong
// (known_slips.cpp), then brackets, what a clause or an operator still needs, and in the end what
// is unexpected.

#include "syntax/failure_view.h"

namespace agora::syntax {
namespace {

using enum TokenKind;

class Explanation : FailureView {
 public:
  using FailureView::FailureView;

  Error find() const {
    using Step = std::optional<Error> (Explanation::*)() const;
    static constexpr Step kSteps[] = {
        &Explanation::closes_nothing, &Explanation::reserved_name, &Explanation::last_comma,
        &Explanation::never_closed,   &Explanation::doubled_quote, &Explanation::clause_words,
        &Explanation::missing_behind, &Explanation::map_key,       &Explanation::missing_comma,
    };
    for (const Step step : kSteps) {
      if (std::optional<Error> error = (this->*step)()) return std::move(*error);
    }
    return general();
  }

 private:
  /// A comma with nothing behind it.
  std::optional<Error> last_comma() const {
    if (before() != kComma || !closes(wrong().kind)) return std::nullopt;
    return unexpected_syntax("nothing follows this comma", token(failure_.token - 1).span())
        .with_hint("take it out, or add what is missing");
  }

  /// Words that belong to the clause at hand and are not there.
  std::optional<Error> clause_words() const {
    const TokenKind last = before();
    const TokenKind there = wrong().kind;
    if (there == kSkipRows && within(Construct::Query)) return error("SKIP stands before LIMIT");
    if (there == kOrder && within(Construct::Query))
      return error("ORDER BY stands before SKIP and LIMIT");
    if (there == kWhere && expects(kReturn)) {
      return error("WHERE belongs to MATCH, WITH or YIELD, and stands right behind it")
          .with_hint("write MATCH … WHERE … RETURN …");
    }
    if (expects(kReturn) &&
        (there == kOrder || there == kSkipRows || there == kLimit || there == kOffset)) {
      const std::string name = there == kOrder ? "ORDER BY" : capitals(text(wrong()));
      return error(name + " belongs to RETURN or WITH, and stands behind what they return")
          .with_hint("write MATCH … RETURN … " + name + " …");
    }
    if (expects(kSeparator) && closes(there)) {
      return error("`|` and what to compute with each element are missing")
          .with_hint("write [(a)-->(b) | b.key], reduce(sum = 0, x IN list | sum + x)");
    }
    const Token* clause = nullptr;
    for (const OpenConstruct& open : failure_.constructs) {
      if (open.what != Construct::Clause) continue;
      clause = &token(open.first_token);
      break;
    }
    if (clause != nullptr && expects(kAs) && (clause->kind == kUnwind || clause->kind == kLoad)) {
      return error(capitals(text(*clause)) + " needs AS and a name: expected AS, not " +
                   what_is_there())
          .with_hint("write " + std::string(clause->kind == kUnwind
                                                ? "UNWIND list AS element"
                                                : "LOAD CSV FROM 'file' AS row"));
    }
    if (clause != nullptr && clause->kind == kRemove && there == kEqual) {
      return error("REMOVE takes no value").with_hint("use SET to give a property a value");
    }
    if (clause != nullptr && clause->kind == kDelete && last == kFrom) {
      return unexpected_syntax("DELETE takes variables that MATCH has bound",
                               token(failure_.token - 1).span())
          .with_hint("write MATCH (n:Label) WHERE … DELETE n");
    }
    if (clause != nullptr && clause->kind == kForeach && last == kForeach) {
      return error("FOREACH is written with parentheses")
          .with_hint("write FOREACH (x IN list | SET …)");
    }
    if (within(Construct::Case) && (expects(kEnd) || expects(kWhen))) {
      return error(expects(kEnd) ? "CASE is closed by END: it is missing before " + what_is_there()
                                 : "CASE needs WHEN: expected WHEN, not " + what_is_there())
          .with_hint("write CASE WHEN condition THEN value ELSE value END");
    }
    for (const OpenConstruct& open : failure_.constructs) {
      if (open.what != Construct::Case || !expects(kEnd) || !expects_operator()) continue;
      return error("CASE is closed by END: it is missing before " + what_is_there())
          .with_hint("write CASE WHEN condition THEN value ELSE value END");
    }
    if (expects(kSet) && failure_.expected.size() == 1) {
      return error("expected SET, not " + what_is_there())
          .with_hint("write ON CREATE SET n.key = value");
    }
    if (there == kComma && clause != nullptr && expects_operator()) {
      for (std::size_t i = failure_.token; i-- > 0 && !begins_clause(kind(i));) {
        if (i > 0 && kind(i - 1) == kLimit) {
          return error("LIMIT takes one number").with_hint("write SKIP 10 LIMIT 20");
        }
      }
    }
    if (last == kAs && there == kString) {
      const std::string name = text(wrong()).substr(1, text(wrong()).size() - 2);
      return error("a name is no string").with_hint("write AS `" + name + "`");
    }
    if (expects(kNormalized) && last == kWord && failure_.token >= 2 &&
        (kind(failure_.token - 2) == kIs || kind(failure_.token - 2) == kNot)) {
      return unexpected_syntax(
                 "IS takes NULL, NOT NULL or :: and a type, not `" +
                     text(token(failure_.token - 1)) + "`",
                 token(failure_.token - 1).span())
          .with_hint("a label is asked for with a colon: n:" + text(token(failure_.token - 1)));
    }
    if (last == kColon && (there == kInteger || there == kMinus) && within(Construct::Labels)) {
      return error("a range is written with two dots").with_hint("write list[1..3]");
    }
    if (there == kDollar)
      return error("a parameter needs a name right behind its $").with_hint("write $name");
    if (last == kUnion || last == kExcept || last == kIntersect || last == kOtherwise || last == kExplain || last == kProfile || last == kCite ||
        (last == kAll && failure_.token >= 2 && kind(failure_.token - 2) == kUnion)) {
      return error("expected a query after " + capitals(text(token(failure_.token - 1))) +
                   (at_end() ? "" : ", not " + what_is_there()));
    }
    if (within(Construct::Schema)) {
      if (expects(kIndex) && expects(kConstraint)) {
        const Token& what = token(failure_.constructs.front().first_token + 1);
        return unexpected_syntax(
                   "CREATE takes a pattern in parentheses, or INDEX, CONSTRAINT or ENUM, not `" +
                       text(what) + "`",
                   what.span())
            .with_hint("write CREATE (n:Label {key: 1})");
      }
      if (there == kOn) {
        return error("this is an older form of the statement")
            .with_hint("write CREATE INDEX name FOR (n:Label) ON (n.key)");
      }
      if (expects(kWord) && (last == kFor || expects(kFor))) {
        return error("expected FOR and what it is about, not " + what_is_there())
            .with_hint("write FOR (n:Label), or FOR ()-[r:TYPE]-()");
      }
      if (expects(kKey)) {
        return error("expected UNIQUE, NOT NULL, NODE KEY or :: and a type after IS");
      }
    }
    return std::nullopt;
  }

  std::optional<Error> closes_nothing() const {
    if (!closes(wrong().kind)) return std::nullopt;
    std::vector<TokenKind> open;
    for (std::size_t i = 0; i < failure_.token; ++i) {
      if (opens(kind(i))) {
        open.push_back(kind(i));
      } else if (closes(kind(i)) && !open.empty()) {
        open.pop_back();
      }
    }
    if (!open.empty()) return std::nullopt;
    return error("this " + what_is_there() + " closes nothing");
  }

  /// A bracket that stays open, if the text stopped making sense where it should have been closed.
  std::optional<Error> never_closed() const {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < failure_.token; ++i) {
      if (opens(kind(i))) {
        open.push_back(i);
      } else if (closes(kind(i)) && !open.empty()) {
        open.pop_back();
      }
    }
    if (open.empty()) return std::nullopt;
    const std::size_t innermost = open.back();
    const TokenKind wanted = closing(kind(innermost));
    const bool stopped =
        at_end() || begins_clause(wrong().kind) || (closes(wrong().kind) && wrong().kind != wanted);
    if (!stopped || !expects(wanted)) return std::nullopt;
    const Token& bracket = token(innermost);
    const std::string mark = text(bracket);
    const std::string end = wanted == kParenClose ? ")" : wanted == kBracketClose ? "]" : "}";
    return unexpected_syntax(
        "this `" + mark + "` is never closed: `" + end + "` is missing before " + what_is_there(),
        bracket.span());
  }

  /// 'it''s': two strings side by side.
  std::optional<Error> doubled_quote() const {
    if (wrong().kind != kString || before() != kString) return std::nullopt;
    const Token& last = token(failure_.token - 1);
    if (last.end() == wrong().offset) {
      return error("a quote within a string is written with a backslash")
          .with_hint("write 'it\\'s', or \"it's\"");
    }
    return error("an operator or a comma is missing between two strings");
  }

  /// What a keyword or an operator needs behind it.
  std::optional<Error> missing_behind() const {
    if (failure_.token == 0) return std::nullopt;
    const Token& last = token(failure_.token - 1);
    const std::string name = is_keyword(last.kind) ? capitals(text(last)) : "`" + text(last) + "`";
    const std::string_view missing = needed_behind(last.kind);
    if (missing.empty()) return std::nullopt;
    std::string message = "expected " + std::string(missing) + " after " + name;
    if (!at_end()) message += ", not " + what_is_there();
    if (last.kind == kStar && failure_.token >= 2 &&
        capitals(text(token(failure_.token - 2))) == "COUNT") {
      return unexpected_syntax("count takes its argument in parentheses", last.span())
          .with_hint("write count(*)");
    }
    return error(std::move(message));
  }

  std::string_view needed_behind(TokenKind last) const {
    switch (last) {
      case kMatch:
      case kCreate:
      case kMerge:
      case kInsert:
        return expects(kParenOpen) ? "a pattern" : "";
      case kOptional:
        return "MATCH or CALL";
      case kWhere:
        return expects_operand() ? "a condition" : "";
      case kReturn:
      case kWith:
        return expects_operand() ? "what to return" : "";
      case kDistinct:
        return expects_operand() ? "what to return" : "";
      case kBy:
        return expects_operand() ? "what to order by" : "";
      case kOrder:
        return expects(kBy) ? "BY" : "";
      case kSkipRows:
      case kOffset:
      case kLimit:
        return expects_operand() ? "a number of rows" : "";
      case kUnwind:
        return expects_operand() ? "a list" : "";
      case kIn:
        return expects_operand() ? "a list" : "";
      case kAs:
        return expects_name() ? "a name" : "";
      case kSet:
        return expects_operand() ? "a property or a label" : "";
      case kRemove:
        return expects_operand() ? "a property or a label" : "";
      case kDelete:
        return expects_operand() ? "what to delete" : "";
      case kDetach:
        return "DELETE";
      case kCall:
        return expects_name() ? "a procedure's name or a subquery" : "";
      case kYield:
        return expects_name() ? "the names of columns" : "";
      case kOn:
        return expects(kCreate) ? "CREATE or MATCH" : "";
      case kIs:
        return "NULL, NOT NULL or :: and a type";
      case kStarts:
      case kEnds:
        return "WITH";
      case kWhen:
        return expects_operand() ? "a value or a condition" : "";
      case kNot:
        if (expects(kTypeOf)) return "NULL or :: and a type";
        return expects_operand() ? "an expression" : "";
      case kThen:
      case kElse:
      case kAnd:
      case kOr:
      case kXor:
      case kContains:
      case kEqual:
      case kNotEqual:
      case kLess:
      case kLessOrEqual:
      case kGreater:
      case kGreaterOrEqual:
      case kMatches:
      case kPlus:
      case kMinus:
      case kStar:
      case kSlash:
      case kPercent:
      case kPower:
      case kConcatenate:
        return expects_operand() ? "an expression" : "";
      case kComma:
        if (expects_operand()) return "another expression";
        return expects(kParenOpen) ? "another pattern" : expects_name() ? "another name" : "";
      case kColon:
        if (within(Construct::Labels) || within(Construct::Node)) return "a label";
        return within(Construct::Relationship) ? "a type" : expects_operand() ? "a value" : "";
      case kDot:
        return expects_name() ? "the name of a property" : "";
      default:
        return {};
    }
  }

  std::optional<Error> reserved_name() const {
    if (!is_reserved(wrong().kind) || !expects(kWord)) return std::nullopt;
    const TokenKind next = kind(failure_.token + 1);
    const bool used_as_name = closes(next) || next == kColon || next == kComma || next == kDot ||
                              next == kEqual || next == kBraceOpen ||
                              (before() == kAs && next == kEndOfText);
    if (!used_as_name && (begins_clause(wrong().kind) || expects_operand())) return std::nullopt;
    return error("`" + text(wrong()) + "` is a keyword and cannot be a name as it stands")
        .with_hint("put it into back quotes: `" + text(wrong()) + "`");
  }

  std::optional<Error> map_key() const {
    if (!within(Construct::Map) || !(before() == kBraceOpen || before() == kComma))
      return std::nullopt;
    if (wrong().kind == kString) {
      const std::string written = text(wrong());
      return error("a map's key is a name, not a string")
          .with_hint("write " + written.substr(1, written.size() - 2) +
                     ": without quotes, or with `back quotes`");
    }
    return error("expected a key in this map, not " + what_is_there())
        .with_hint("write {key: value}");
  }

  /// Two values side by side where a list of them is read.
  std::optional<Error> missing_comma() const {
    const TokenKind there = wrong().kind;
    const bool value = there == kWord || there == kQuotedName || there == kString ||
                       there == kInteger || there == kFloat || there == kParameter ||
                       there == kTrueValue || there == kFalseValue || there == kNullValue ||
                       there == kMalformedNumber;
    if (within(Construct::Map) && expects(kColon)) {
      const std::size_t open = failure_.constructs.front().first_token;
      if (there == kBraceClose && open + 2 == failure_.token) {
        const std::string name = text(token(open + 1));
        return error("a colon and a value are missing behind this key")
            .with_hint("a parameter is written $" + name + ", a map {" + name + ": value}");
      }
      return error("a colon stands between a key and its value").with_hint("write {key: value}");
    }
    if (!value || !expects(kComma)) return std::nullopt;
    return error("unexpected " + what_is_there() + ": an operator or a comma is missing before it");
  }

  // --- If nothing else is known
  // -------------------------------------------------------------------

  Error general() const {
    std::string message = "unexpected " + what_is_there();
    if (at_end()) message = "the query ends too early";
    const std::string wanted = expected_words();
    if (!wanted.empty()) message += ": expected " + wanted;
    return error(std::move(message));
  }

  /// What would have fitted, if that is little enough to be said.
  std::string expected_words() const {
    if (expects_operand()) return "an expression";
    std::vector<std::string> words;
    bool name = false;
    for (const TokenKind kind : failure_.expected) {
      if (kind == kWord) name = true;
    }
    for (const TokenKind kind : failure_.expected) {
      if (is_keyword(kind)) {
        if (!name) words.emplace_back(keyword_text(kind));
      } else if (const std::string_view mark = punctuation(kind); !mark.empty()) {
        words.push_back("`" + std::string(mark) + "`");
      }
    }
    if (name) words.insert(words.begin(), "a name");
    if (words.empty() || words.size() > 5) return {};
    std::string list = words.front();
    for (std::size_t i = 1; i < words.size(); ++i)
      list += (i + 1 == words.size() ? " or " : ", ") + words[i];
    return list;
  }

  static std::string_view punctuation(TokenKind kind) {
    switch (kind) {
      case kParenOpen:
        return "(";
      case kParenClose:
        return ")";
      case kBracketOpen:
        return "[";
      case kBracketClose:
        return "]";
      case kBraceOpen:
        return "{";
      case kBraceClose:
        return "}";
      case kComma:
        return ",";
      case kColon:
        return ":";
      case kSeparator:
      case kBar:
        return "|";
      case kEqual:
        return "=";
      case kMinus:
        return "-";
      default:
        return {};
    }
  }
};

}  // namespace

Error explain(std::string_view text, const std::vector<Token>& tokens,
              const ParseFailure& failure) {
  if (std::optional<Error> error = find_known_slip(text, tokens, failure)) return std::move(*error);
  return Explanation(text, tokens, failure).find();
}

}  // namespace agora::syntax
