// syntax/explain_failure.cpp
//
// From "the parser stopped here" to a sentence: first what people are known to get wrong, each in a function of
// its own that knows one slip; then, if it is none of these, what is missing or unexpected.

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/edit_distance.h"
#include "syntax/parse_failure.h"
#include "syntax/syntax_error.h"

namespace agora::syntax {
namespace {

using enum TokenKind;

std::string capitals(std::string_view word) {
  std::string text(word);
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::string_view keyword_text(TokenKind kind) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.kind == kind) return keyword.text;
  }
  return {};
}

bool opens(TokenKind kind) {
  return kind == kParenOpen || kind == kPatternParen || kind == kBracketOpen || kind == kComprehensionBracket ||
         kind == kPatternBracket || kind == kBraceOpen;
}

TokenKind closing(TokenKind open) {
  if (open == kParenOpen || open == kPatternParen) return kParenClose;
  return open == kBraceOpen ? kBraceClose : kBracketClose;
}

bool closes(TokenKind kind) { return kind == kParenClose || kind == kBracketClose || kind == kBraceClose; }

bool begins_clause(TokenKind kind) {
  switch (kind) {
    case kMatch:
    case kOptional:
    case kUnwind:
    case kWith:
    case kReturn:
    case kCreate:
    case kMerge:
    case kSet:
    case kRemove:
    case kDelete:
    case kDetach:
    case kUnion:
    case kFinish:
    case kCall:
    case kForeach:
    case kWhere:
    case kLimit:
    case kSkipRows: return true;
    default: return false;
  }
}

/// What is known about one failure, and the slips that may explain it.
class Explanation {
 public:
  Explanation(std::string_view text, const std::vector<Token>& tokens, const ParseFailure& failure)
      : text_(text), tokens_(tokens), failure_(failure) {}

  Error find() {
    using Slip = std::optional<Error> (Explanation::*)() const;
    // The first that knows something wins; what is seen from the token alone comes before what is guessed.
    static constexpr Slip kSlips[] = {
        &Explanation::no_statement,     &Explanation::second_statement, &Explanation::foreign_operator,
        &Explanation::foreign_language, &Explanation::misspelt_clause,  &Explanation::broken_number,
        &Explanation::relationship,     &Explanation::single_dash,      &Explanation::bare_node,
        &Explanation::list_in_parens,   &Explanation::closes_nothing,   &Explanation::reserved_name,
        &Explanation::last_comma,       &Explanation::never_closed,     &Explanation::doubled_quote,
        &Explanation::clause_words,     &Explanation::missing_behind,   &Explanation::map_key,
        &Explanation::missing_comma,
    };
    for (const Slip slip : kSlips) {
      if (std::optional<Error> error = (this->*slip)()) return std::move(*error);
    }
    return general();
  }

 private:
  // --- Looking around -----------------------------------------------------------------------------

  const Token& token(std::size_t i) const { return tokens_[std::min(i, tokens_.size() - 1)]; }
  const Token& wrong() const { return token(failure_.token); }
  TokenKind kind(std::size_t i) const { return token(i).kind; }
  TokenKind before() const { return failure_.token == 0 ? kEndOfText : kind(failure_.token - 1); }
  std::string text(const Token& token) const { return std::string(token.text(text_)); }
  bool at_end() const { return wrong().kind == kEndOfText || wrong().kind == kSemicolon; }
  bool expects(TokenKind kind) const {
    return std::find(failure_.expected.begin(), failure_.expected.end(), kind) != failure_.expected.end();
  }
  bool expects_operand() const { return expects(kInteger) && expects(kString) && expects(kParenOpen); }
  bool expects_name() const { return expects(kWord) && !expects_operand(); }
  bool expects_operator() const { return expects(kPlus) && expects(kIs); }
  bool within(Construct what) const {
    return !failure_.constructs.empty() && failure_.constructs.front().what == what;
  }
  /// The place of the error: the wrong token, or right behind the last one where the text ends.
  SourceSpan place() const {
    if (wrong().kind != kEndOfText || failure_.token == 0) return wrong().span();
    const Token& last = token(failure_.token - 1);
    SourceSpan span = last.span();
    span.offset += span.length;
    span.column += columns(last);
    span.length = 0;
    return span;
  }
  std::uint32_t columns(const Token& token) const {
    std::uint32_t count = 0;
    for (const char c : token.text(text_)) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return count;
  }
  /// The wrong token as it is called in a message.
  std::string what_is_there() const {
    switch (wrong().kind) {
      case kEndOfText: return "the end of the query";
      case kSemicolon: return "the end of the statement";
      case kString: return "the string " + text(wrong());
      default: return "`" + text(wrong()) + "`";
    }
  }
  Error error(std::string message) const { return unexpected_syntax(std::move(message), place()); }

  // --- Slips --------------------------------------------------------------------------------------

  std::optional<Error> no_statement() const {
    if (failure_.token != 0 || !at_end()) return std::nullopt;
    return error("there is no statement in the text").with_hint("write for instance MATCH (n) RETURN n LIMIT 10");
  }

  std::optional<Error> second_statement() const {
    if (failure_.token == 0 || before() != kSemicolon) return std::nullopt;
    return error("a second statement begins here, and one at a time is run").with_hint("run them one after another");
  }

  std::optional<Error> foreign_operator() const {
    const TokenKind there = wrong().kind;
    if (there == kCEqual) return error("equality is written with one `=`").with_hint("write a = b");
    if (there == kCNotEqual) return error("inequality is written `<>`").with_hint("write a <> b");
    if (there == kCAnd) return error("`&&` is written AND").with_hint("write a AND b");
    if (there == kExclamation && expects_operand()) return error("`!` is written NOT").with_hint("write NOT a");
    if (there == kNot && kind(failure_.token + 1) == kIn) {
      return error("NOT stands before the whole comparison").with_hint("write NOT a IN b");
    }
    if (there == kNot && expects_operator()) {
      return error("NOT stands before the whole comparison, not within").with_hint("write NOT a CONTAINS b");
    }
    return std::nullopt;
  }

  /// (a)-(b), or a path that ends in dashes.
  std::optional<Error> single_dash() const {
    if (wrong().kind != kMinus || !within(Construct::Node) || before() != kParenClose) {
      if (wrong().kind != kMinus || before() != kParenClose || !expects(kDashRelationship)) return std::nullopt;
    }
    const TokenKind next = kind(failure_.token + 1);
    if (next == kMinus) {
      return error("a relationship leads to a node, and here none follows")
          .with_hint("write () for a node that does not matter");
    }
    return error("a relationship is written with two dashes").with_hint("write -->, <--, -- or -[:TYPE]->");
  }

  /// MATCH n
  std::optional<Error> bare_node() const {
    if (failure_.token == 0 || !within(Construct::Pattern) || !expects(kEqual) || expects_operand()) {
      return std::nullopt;
    }
    const Token& name = token(failure_.token - 1);
    return unexpected_syntax("a node is written in parentheses", name.span())
        .with_hint("write (" + text(name) + "), or (:" + text(name) + ") if it is a label");
  }

  /// x IN (1, 2)
  std::optional<Error> list_in_parens() const {
    if (wrong().kind != kComma || !expects(kParenClose)) return std::nullopt;
    int depth = 0;
    for (std::size_t i = failure_.token; i-- > 0;) {
      if (closes(kind(i))) ++depth;
      if (opens(kind(i)) && depth-- == 0) {
        if (kind(i) != kParenOpen) return std::nullopt;
        return unexpected_syntax("a list is written in square brackets", token(i).span()).with_hint("write [1, 2]");
      }
    }
    return std::nullopt;
  }

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
    if (there == kOrder && within(Construct::Query)) return error("ORDER BY stands before SKIP and LIMIT");
    if (there == kWhere && expects(kReturn)) {
      return error("WHERE belongs to MATCH, WITH or YIELD, and stands right behind it")
          .with_hint("write MATCH … WHERE … RETURN …");
    }
    if (there == kStar && last == kWord) return std::nullopt;
    const Token* clause = nullptr;
    for (const OpenConstruct& open : failure_.constructs) {
      if (open.what != Construct::Clause) continue;
      clause = &token(open.first_token);
      break;
    }
    if (clause != nullptr && expects(kAs) && (clause->kind == kUnwind || clause->kind == kLoad)) {
      return error(capitals(text(*clause)) + " needs AS and a name: expected AS, not " + what_is_there())
          .with_hint("write " + std::string(clause->kind == kUnwind ? "UNWIND list AS element" : "LOAD CSV FROM 'file' AS row"));
    }
    if (clause != nullptr && clause->kind == kForeach && last == kForeach) {
      return error("FOREACH is written with parentheses").with_hint("write FOREACH (x IN list | SET …)");
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
    if (expects(kNormalized) && last == kWord) {
      return unexpected_syntax("IS takes NULL, NOT NULL or :: and a type, not `" +
                                   text(token(failure_.token - 1)) + "`",
                               token(failure_.token - 1).span());
    }
    if (last == kColon && (there == kInteger || there == kMinus) && within(Construct::Labels)) {
      return error("a range is written with two dots").with_hint("write list[1..3]");
    }
    if (there == kDollar) return error("a parameter needs a name right behind its $").with_hint("write $name");
    if (last == kUnion || last == kExplain || last == kProfile || last == kCite ||
        (last == kAll && failure_.token >= 2 && kind(failure_.token - 2) == kUnion)) {
      return error("expected a query after " + capitals(text(token(failure_.token - 1))) +
                   (at_end() ? "" : ", not " + what_is_there()));
    }
    if (within(Construct::Schema)) {
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

  /// Words of SQL and its kin where a clause or an operator stands.
  std::optional<Error> foreign_language() const {
    if (wrong().kind != kWord && wrong().kind != kFrom) return std::nullopt;
    struct Foreign {
      std::string_view word;
      std::string_view message;
      std::string_view hint;
    };
    static constexpr std::array kForeign = {
        Foreign{"SELECT", "there is no SELECT: what is wanted stands at the end, after RETURN",
                "write MATCH (n:Label) WHERE … RETURN n.key"},
        Foreign{"FROM", "there is no FROM: MATCH says where the data comes from",
                "write MATCH (n:Label) RETURN n"},
        Foreign{"JOIN", "there is no JOIN: a pattern joins", "write MATCH (a)-[:TYPE]->(b)"},
        Foreign{"GROUP", "there is no GROUP BY: rows are grouped by what stands beside an aggregate",
                "write RETURN a.key, count(*)"},
        Foreign{"HAVING", "there is no HAVING: WITH … WHERE filters groups",
                "write WITH a, count(*) AS n WHERE n > 1 RETURN a"},
        Foreign{"UPDATE", "there is no UPDATE: MATCH finds and SET changes", "write MATCH (n:Label) SET n.key = 1"},
        Foreign{"VALUES", "there are no VALUES: properties stand in the pattern", "write CREATE (:Label {key: 1})"},
        Foreign{"LIKE", "there is no LIKE", "use CONTAINS, STARTS WITH, ENDS WITH or =~ with a regular expression"},
        Foreign{"BETWEEN", "there is no BETWEEN", "write 1 <= a <= 9"},
        Foreign{"USE", "there is no USE: a database is one graph", "leave USE out"},
        Foreign{"CYPHER", "a query has no version or options before it", "leave CYPHER out"},
    };
    const std::string word = capitals(text(wrong()));
    for (const Foreign& each : kForeign) {
      if (each.word == word && !expects(wrong().kind)) {
        return error(std::string(each.message)).with_hint(std::string(each.hint));
      }
    }
    return std::nullopt;
  }

  /// A word where the grammar wants one of some keywords.
  std::optional<Error> misspelt_clause() const {
    if (wrong().kind != kWord || expects_operand()) return std::nullopt;
    const std::string word = capitals(text(wrong()));
    if (word.size() < 3 && failure_.token != 0) return std::nullopt;  // Everything is near to it.
    base::NearestNames nearest(word, 1);
    for (const TokenKind kind : failure_.expected) {
      if (is_keyword(kind)) nearest.offer(keyword_text(kind));
    }
    const std::vector<std::string> names = nearest.take();
    if (names.empty()) {
      if (failure_.token != 0) return std::nullopt;
      return error("no statement begins with `" + text(wrong()) + "`")
          .with_hint("a query begins with MATCH, CREATE, MERGE, UNWIND, WITH, CALL or RETURN");
    }
    return error("unexpected `" + text(wrong()) + "`")
        .with_hint("did you mean " + names.front() + "?")
        .with_candidates(names);
  }

  std::optional<Error> broken_number() const {
    if (wrong().kind != kMalformedNumber) return std::nullopt;
    if (expects(kWord)) {
      return error("a name does not begin with a digit: `" + text(wrong()) + "`")
          .with_hint("quote it: `" + text(wrong()) + "`");
    }
    return std::nullopt;
  }

  /// What is wrong within a relationship, from its first dash on.
  std::optional<Error> relationship() const {
    if (!within(Construct::Relationship) && !(within(Construct::Labels) && failure_.constructs.size() > 1 &&
                                              failure_.constructs[1].what == Construct::Relationship)) {
      return std::nullopt;
    }
    bool bracket = false;
    for (std::size_t i = failure_.token; i-- > 0;) {
      if (kind(i) == kBracketClose) break;
      if (kind(i) == kDashRelationship || kind(i) == kLeftRelationship) break;
      if (kind(i) == kBracketOpen) bracket = true;
    }
    if (!bracket) {
      return error("this relationship is not finished: " + what_is_there() + " stands where its second dash should")
          .with_hint("write -[:TYPE]->, <-[:TYPE]-, -->, <-- or --");
    }
    const auto invalid = [&](std::string message) {
      return syntax_error("InvalidRelationshipPattern", std::move(message), place());
    };
    if (wrong().kind == kRange) {
      return invalid("a range of lengths begins with `*`").with_hint("write -[:TYPE*1..3]->");
    }
    if (wrong().kind == kMinus && before() == kStar) {
      return invalid("a length cannot be negative").with_hint("write -[:TYPE*1..3]->");
    }
    if (at_end() || wrong().kind == kMinus || closes(wrong().kind) || begins_clause(wrong().kind)) {
      return invalid("a relationship pattern must end with `]`");
    }
    if (wrong().kind == kWord && (before() == kBracketOpen || expects(kColon))) {
      return invalid("unexpected `" + text(wrong()) + "` in a relationship").with_hint("a type follows a colon: [r:TYPE]");
    }
    return invalid("unexpected " + what_is_there() + " in a relationship")
        .with_hint("a relationship is written [variable:TYPE *1..3 {key: value}], and each part may be missing");
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
    const bool stopped = at_end() || begins_clause(wrong().kind) || (closes(wrong().kind) && wrong().kind != wanted);
    if (!stopped || !expects(wanted)) return std::nullopt;
    const Token& bracket = token(innermost);
    const std::string mark = text(bracket);
    const std::string end = wanted == kParenClose ? ")" : wanted == kBracketClose ? "]" : "}";
    return unexpected_syntax("this `" + mark + "` is never closed: `" + end + "` is missing before " + what_is_there(),
                             bracket.span());
  }

  /// 'it''s': two strings side by side.
  std::optional<Error> doubled_quote() const {
    if (wrong().kind != kString || before() != kString) return std::nullopt;
    const Token& last = token(failure_.token - 1);
    if (last.end() == wrong().offset) {
      return error("a quote within a string is written with a backslash").with_hint("write 'it\\'s', or \"it's\"");
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
    if (last.kind == kStar && failure_.token >= 2 && capitals(text(token(failure_.token - 2))) == "COUNT") {
      return unexpected_syntax("count takes its argument in parentheses", last.span()).with_hint("write count(*)");
    }
    return error(std::move(message));
  }

  std::string_view needed_behind(TokenKind last) const {
    switch (last) {
      case kMatch:
      case kCreate:
      case kMerge:
      case kInsert: return expects(kParenOpen) ? "a pattern" : "";
      case kOptional: return "MATCH or CALL";
      case kWhere: return expects_operand() ? "a condition" : "";
      case kReturn:
      case kWith: return expects_operand() ? "what to return" : "";
      case kDistinct: return expects_operand() ? "what to return" : "";
      case kBy: return expects_operand() ? "what to order by" : "";
      case kOrder: return expects(kBy) ? "BY" : "";
      case kSkipRows:
      case kOffset:
      case kLimit: return expects_operand() ? "a number of rows" : "";
      case kUnwind: return expects_operand() ? "a list" : "";
      case kIn: return expects_operand() ? "a list" : "";
      case kAs: return expects_name() ? "a name" : "";
      case kSet: return expects_operand() ? "a property or a label" : "";
      case kRemove: return expects_operand() ? "a property or a label" : "";
      case kDelete: return expects_operand() ? "what to delete" : "";
      case kDetach: return "DELETE";
      case kCall: return expects_name() ? "a procedure's name or a subquery" : "";
      case kYield: return expects_name() ? "the names of columns" : "";
      case kOn: return expects(kCreate) ? "CREATE or MATCH" : "";
      case kIs: return "NULL, NOT NULL or :: and a type";
      case kStarts:
      case kEnds: return "WITH";
      case kWhen: return expects_operand() ? "a value or a condition" : "";
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
      case kConcatenate: return expects_operand() ? "an expression" : "";
      case kComma:
        if (expects_operand()) return "another expression";
        return expects(kParenOpen) ? "another pattern" : expects_name() ? "another name" : "";
      case kColon:
        if (within(Construct::Labels) || within(Construct::Node)) return "a label";
        return within(Construct::Relationship) ? "a type" : expects_operand() ? "a value" : "";
      case kDot: return expects_name() ? "the name of a property" : "";
      default: return {};
    }
  }

  std::optional<Error> reserved_name() const {
    if (!is_reserved(wrong().kind) || !expects(kWord)) return std::nullopt;
    const TokenKind next = kind(failure_.token + 1);
    const bool used_as_name = closes(next) || next == kColon || next == kComma || next == kDot || next == kEqual ||
                              next == kBraceOpen || (before() == kAs && next == kEndOfText);
    if (!used_as_name && (begins_clause(wrong().kind) || expects_operand())) return std::nullopt;
    return error("`" + text(wrong()) + "` is a keyword and cannot be a name as it stands")
        .with_hint("put it into back quotes: `" + text(wrong()) + "`");
  }

  std::optional<Error> map_key() const {
    if (!within(Construct::Map) || !(before() == kBraceOpen || before() == kComma)) return std::nullopt;
    if (wrong().kind == kString) {
      const std::string written = text(wrong());
      return error("a map's key is a name, not a string")
          .with_hint("write " + written.substr(1, written.size() - 2) + ": without quotes, or with `back quotes`");
    }
    return error("expected a key in this map, not " + what_is_there()).with_hint("write {key: value}");
  }

  /// Two values side by side where a list of them is read.
  std::optional<Error> missing_comma() const {
    const TokenKind there = wrong().kind;
    const bool value = there == kWord || there == kQuotedName || there == kString || there == kInteger ||
                       there == kFloat || there == kParameter || there == kTrueValue || there == kFalseValue ||
                       there == kNullValue || there == kMalformedNumber;
    if (within(Construct::Map) && expects(kColon)) {
      return error("a colon stands between a key and its value").with_hint("write {key: value}");
    }
    if (!value || !expects(kComma)) return std::nullopt;
    return error("unexpected " + what_is_there() + ": an operator or a comma is missing before it");
  }

  // --- If nothing else is known -------------------------------------------------------------------

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
    for (std::size_t i = 1; i < words.size(); ++i) list += (i + 1 == words.size() ? " or " : ", ") + words[i];
    return list;
  }

  static std::string_view punctuation(TokenKind kind) {
    switch (kind) {
      case kParenOpen: return "(";
      case kParenClose: return ")";
      case kBracketOpen: return "[";
      case kBracketClose: return "]";
      case kBraceOpen: return "{";
      case kBraceClose: return "}";
      case kComma: return ",";
      case kColon: return ":";
      case kSeparator:
      case kBar: return "|";
      case kEqual: return "=";
      case kMinus: return "-";
      default: return {};
    }
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const ParseFailure& failure_;
};

}  // namespace

Error explain(std::string_view text, const std::vector<Token>& tokens, const ParseFailure& failure) {
  return Explanation(text, tokens, failure).find();
}

}  // namespace agora::syntax
