// syntax/known_slips.cpp
//
// What people are known to get wrong: habits from SQL and other languages, and what is seen from
// the token alone. One function each; a new slip is a new function, its place in the list and a
// line in tests/syntax/slips.txt.

#include <array>

#include "base/edit_distance.h"
#include "syntax/failure_view.h"

namespace agora::syntax {
namespace {

using enum TokenKind;

class KnownSlips : FailureView {
 public:
  using FailureView::FailureView;

  std::optional<Error> find() const {
    using Slip = std::optional<Error> (KnownSlips::*)() const;
    // The first that knows something wins.
    static constexpr Slip kSlips[] = {
        &KnownSlips::no_statement,     &KnownSlips::second_statement, &KnownSlips::foreign_operator,
        &KnownSlips::name_before_if,   &KnownSlips::schema_words,
        &KnownSlips::foreign_schema,   &KnownSlips::foreign_value,
        &KnownSlips::foreign_language, &KnownSlips::misspelt_clause,  &KnownSlips::broken_number,
        &KnownSlips::relationship,     &KnownSlips::single_dash,      &KnownSlips::bare_node,
        &KnownSlips::node_properties,  &KnownSlips::list_in_parens,
    };
    for (const Slip slip : kSlips) {
      if (std::optional<Error> error = (this->*slip)()) return error;
    }
    return std::nullopt;
  }

 private:
  std::optional<Error> no_statement() const {
    if (failure_.token != 0 || !at_end()) return std::nullopt;
    return error("there is no statement in the text")
        .with_hint("write for instance MATCH (n) RETURN n LIMIT 10");
  }

  std::optional<Error> second_statement() const {
    if (failure_.token == 0 || before() != kSemicolon) return std::nullopt;
    return error("a second statement begins here, and one at a time is run")
        .with_hint("run them one after another");
  }

  std::optional<Error> foreign_operator() const {
    const TokenKind there = wrong().kind;
    if (there == kCEqual) return error("equality is written with one `=`").with_hint("write a = b");
    if (there == kCNotEqual) return error("inequality is written `<>`").with_hint("write a <> b");
    if (there == kCAnd) return error("`&&` is written AND").with_hint("write a AND b");
    if (there == kAmpersand && expects_operator())
      return error("`&` is written AND").with_hint("write a AND b");
    if (there == kBar && expects_operator())
      return error("`|` is written OR").with_hint("write a OR b");
    if (before() == kEqual && (there == kGreater || there == kLess)) {
      const std::string right = there == kGreater ? ">=" : "<=";
      return error("`=" + text(wrong()) + "` is written `" + right + "`")
          .with_hint("write a " + right + " b");
    }
    if (there == kMinus && kind(failure_.token + 1) == kMinus && failure_.token == 0) {
      return error("a comment begins with //");
    }
    if (there == kEqual && expects(kDashRelationship)) {
      return error("a relationship is written with dashes")
          .with_hint("write (a)-->(b), or (a)-[:TYPE]->(b)");
    }
    if (there == kExclamation && expects_operand())
      return error("`!` is written NOT").with_hint("write NOT a");
    if (there == kNot && kind(failure_.token + 1) == kIn) {
      return error("NOT stands before the whole comparison").with_hint("write NOT a IN b");
    }
    if (there == kNot && expects_operator()) {
      return error("NOT stands before the whole comparison, not within")
          .with_hint("write NOT a CONTAINS b");
    }
    return std::nullopt;
  }

  /// (a)-(b), or a path that ends in dashes.
  std::optional<Error> single_dash() const {
    if (wrong().kind != kMinus || !within(Construct::Node) || before() != kParenClose) {
      if (wrong().kind != kMinus || before() != kParenClose || !expects(kDashRelationship))
        return std::nullopt;
    }
    const TokenKind next = kind(failure_.token + 1);
    if (next == kMinus) {
      return error("a relationship leads to a node, and here none follows")
          .with_hint("write () for a node that does not matter");
    }
    return error("a relationship is written with two dashes")
        .with_hint("write -->, <--, -- or -[:TYPE]->");
  }

  /// MATCH n
  std::optional<Error> bare_node() const {
    if (failure_.token == 0 || !within(Construct::Pattern) || !expects(kEqual) ||
        expects_operand()) {
      return std::nullopt;
    }
    const Token& name = token(failure_.token - 1);
    if (name.kind == kOn) return unexpected_syntax("a pattern stands before ON", name.span());
    if (capitals(text(name)) == "INTO") {
      return unexpected_syntax("there is no INTO", name.span())
          .with_hint("write CREATE (:Label {key: 1})");
    }
    return unexpected_syntax("a node is written in parentheses", name.span())
        .with_hint("write (" + text(name) + "), or (:" + text(name) + ") if it is a label");
  }

  /// (n.key), (n:Label, key: 1), (n:Label (key: 1))
  std::optional<Error> node_properties() const {
    const bool in_labels = within(Construct::Labels) && failure_.constructs.size() > 1 &&
                           failure_.constructs[1].what == Construct::Node;
    if (!within(Construct::Node) && !in_labels) return std::nullopt;
    const TokenKind there = wrong().kind;
    if (there == kEqual && expects(kDashRelationship)) return std::nullopt;
    if ((there != kDot && there != kComma && there != kParenOpen && there != kEqual) ||
        !expects(kParenClose)) {
      return std::nullopt;
    }
    return error("unexpected " + what_is_there() + " in a node")
        .with_hint("properties stand in braces, (n:Label {key: value}), or in WHERE");
  }

  /// x IN (1, 2)
  std::optional<Error> list_in_parens() const {
    if (wrong().kind != kComma || !expects(kParenClose)) return std::nullopt;
    int depth = 0;
    for (std::size_t i = failure_.token; i-- > 0;) {
      if (closes(kind(i))) ++depth;
      if (opens(kind(i)) && depth-- == 0) {
        if (kind(i) != kParenOpen) return std::nullopt;
        return unexpected_syntax("a list is written in square brackets", token(i).span())
            .with_hint("write [1, 2]");
      }
    }
    return std::nullopt;
  }

  /// CREATE ENUM IF NOT EXISTS name, DROP INDEX IF EXISTS name
  std::optional<Error> name_before_if() const {
    const bool thing = before() == kIndex || before() == kConstraint || before() == kEnum;
    if (wrong().kind == kIf && thing) {
      return error("the name stands before IF")
          .with_hint("write CREATE … name IF NOT EXISTS …, or DROP … name IF EXISTS");
    }
    if (within(Construct::Schema) && failure_.token >= 3 && kind(failure_.token - 3) == kIf &&
        (wrong().kind == kWord || wrong().kind == kQuotedName)) {
      return error("the name stands before IF NOT EXISTS")
          .with_hint("write CREATE INDEX " + text(wrong()) + " IF NOT EXISTS FOR …");
    }
    return std::nullopt;
  }

  /// CREATE OR REPLACE CONSTRAINT, CREATE TABLE t (…)
  std::optional<Error> schema_words() const {
    if (wrong().kind == kOr && before() == kCreate) {
      return error("there is no CREATE OR REPLACE")
          .with_hint("write ALTER for a constraint or an enumeration, DROP and CREATE for an index");
    }
    if (failure_.token >= 2 && kind(0) == kCreateSchema && capitals(text(token(1))) == "TABLE") {
      const std::string label = failure_.token > 2 && kind(2) == kWord ? text(token(2)) : "Label";
      return unexpected_syntax("there are no tables: nodes have labels, and need no declaration",
                               token(1).span())
          .with_hint("write CREATE (:" + label + " {key: value}), and constraints if they are wanted");
    }
    return std::nullopt;
  }

  /// CREATE DATABASE, DROP USER, DROP INDEX ON :Label(key), ASSERT exists(n.key), CREATE LOOKUP INDEX …
  std::optional<Error> foreign_schema() const {
    const TokenKind first = kind(0);
    if (first != kCreateSchema && first != kDrop && first != kAlter) return std::nullopt;
    const std::string what = capitals(text(token(1)));
    if (what == "DATABASE" || what == "COMPOSITE" || what == "ALIAS") {
      return unexpected_syntax("a database is one folder and one graph", token(1).span())
          .with_hint("agora copy, dump and load make others; the first write to a new folder makes one");
    }
    if (what == "USER" || what == "ROLE") {
      return unexpected_syntax("there are no users or roles", token(1).span())
          .with_hint("the rights to the database's folder say who may read and write it");
    }
    if (what == "LOOKUP" && first == kCreateSchema) {
      return unexpected_syntax("there are no lookup indexes", token(1).span())
          .with_hint("leave it out: nodes are always found by their labels, relationships by their types");
    }
    if (first == kDrop && wrong().kind == kOn) {
      return error("this is an older form of the statement")
          .with_hint("write DROP " + capitals(text(token(1))) + " name; SHOW INDEXES and SHOW CONSTRAINTS list the names");
    }
    if (first == kCreateSchema && wrong().kind == kParenOpen && before() == kWord &&
        capitals(text(token(failure_.token - 1))) == "EXISTS") {
      return error("this is an older form of the statement")
          .with_hint("write CREATE CONSTRAINT name FOR (n:Label) REQUIRE n.key IS NOT NULL");
    }
    return std::nullopt;
  }

  /// CAST(x AS INTEGER), DATE '2024-01-31'
  std::optional<Error> foreign_value() const {
    if (wrong().kind == kAs) {
      int depth = 0;
      for (std::size_t i = failure_.token; i-- > 0;) {
        if (closes(kind(i))) ++depth;
        if (!opens(kind(i)) || depth-- > 0) continue;
        if (i == 0 || capitals(text(token(i - 1))) != "CAST") break;
        return unexpected_syntax("there is no CAST", token(i - 1).span())
            .with_hint("write toInteger(x), toFloat(x), toString(x), toBoolean(x) or date(x)");
      }
    }
    if (wrong().kind == kString && before() == kWord) {
      const Token& type = token(failure_.token - 1);
      const std::string word = capitals(text(type));
      for (const std::string_view known : {"DATE", "TIME", "DATETIME", "TIMESTAMP", "DURATION", "INTERVAL"}) {
        if (word != known) continue;
        const std::string function = word == "TIMESTAMP"  ? "datetime"
                                     : word == "INTERVAL" ? "duration"
                                                          : lower(word);
        return unexpected_syntax("a function makes a " + function + " of a text", type.span())
            .with_hint("write " + function + "(" + text(wrong()) + ")");
      }
    }
    return std::nullopt;
  }

  static std::string lower(std::string word) {
    for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return word;
  }

  /// Words of SQL and its kin where a clause or an operator stands.
  std::optional<Error> foreign_language() const {
    if (wrong().kind == kIf && begins_no_statement()) {
      return error("there is no IF")
          .with_hint("write CASE WHEN condition THEN value ELSE value END, or WHERE");
    }
    const bool in_case =
        std::any_of(failure_.constructs.begin(), failure_.constructs.end(),
                    [](const OpenConstruct& open) { return open.what == Construct::Case; });
    if (!in_case && (wrong().kind == kElse || wrong().kind == kThen || wrong().kind == kWhen)) {
      return error(capitals(text(wrong())) + " stands within CASE")
          .with_hint("write CASE WHEN condition THEN value ELSE value END");
    }
    if (wrong().kind == kColon && failure_.token == 0) {
      return error("no statement begins with a colon")
          .with_hint("leave `:" + text(token(1)) + "` out: such commands belong to other programs");
    }
    if (failure_.token == 0 && capitals(text(wrong())) == "USING") {
      return error("there is no USING PERIODIC COMMIT")
          .with_hint("write LOAD CSV … CALL (row) { … } IN TRANSACTIONS OF 500 ROWS");
    }
    if (before() == kWord && expects_operator()) {
      const Token& last = token(failure_.token - 1);
      const std::string word = capitals(text(last));
      if (word == "EXISTS") {
        return unexpected_syntax("EXISTS takes a subquery in braces", last.span())
            .with_hint("write a.key IS NOT NULL, or EXISTS { (a)-->() }");
      }
      if (word == "TOP" && wrong().kind == kInteger) {
        return unexpected_syntax("there is no TOP: LIMIT stands at the end", last.span())
            .with_hint("write RETURN a LIMIT 10");
      }
    }
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
        Foreign{"GROUP",
                "there is no GROUP BY: rows are grouped by what stands beside an aggregate",
                "write RETURN a.key, count(*)"},
        Foreign{"HAVING", "there is no HAVING: WITH … WHERE filters groups",
                "write WITH a, count(*) AS n WHERE n > 1 RETURN a"},
        Foreign{"UPDATE", "there is no UPDATE: MATCH finds and SET changes",
                "write MATCH (n:Label) SET n.key = 1"},
        Foreign{"VALUES", "there are no VALUES: properties stand in the pattern",
                "write CREATE (:Label {key: 1})"},
        Foreign{"LIKE", "there is no LIKE",
                "use CONTAINS, STARTS WITH, ENDS WITH or =~ with a regular expression"},
        Foreign{"ILIKE", "there is no ILIKE",
                "write toLower(a) CONTAINS 'text', or a =~ '(?i).*text.*'"},
        Foreign{"EXISTS", "EXISTS stands before what is asked for",
                "write a.key IS NOT NULL, or EXISTS { (a)-->() }"},
        Foreign{"TOP", "there is no TOP: LIMIT stands at the end", "write RETURN a LIMIT 10"},
        Foreign{"MOD", "the remainder is written `%`", "write 7 % 3"},
        Foreign{"DIV", "there is no DIV: integers divide to an integer", "write 7 / 3"},
        Foreign{"BETWEEN", "there is no BETWEEN", "write 1 <= a <= 9"},
        Foreign{"USE", "there is no USE: a database is one graph", "leave USE out"},
        Foreign{"USING", "there are no hints: the planner chooses indexes and joins by itself",
                "leave USING out; EXPLAIN shows what was chosen"},
        Foreign{"DESCRIBE", "there is no DESCRIBE",
                "write SHOW LABELS, SHOW CONSTRAINTS or CALL db.schema.nodeTypeProperties()"},
        Foreign{"START", "there is no START: MATCH finds, and BEGIN begins a transaction",
                "write MATCH (n:Label) RETURN n, or BEGIN"},
        Foreign{"TRUNCATE", "there is no TRUNCATE", "write MATCH (n:Label) DETACH DELETE n"},
        Foreign{"GRANT", "there are no users or roles",
                "the rights to the database's folder say who may read and write it"},
        Foreign{"REVOKE", "there are no users or roles",
                "the rights to the database's folder say who may read and write it"},
        Foreign{"DENY", "there are no users or roles",
                "the rights to the database's folder say who may read and write it"},
        Foreign{"RENAME", "there is no RENAME", "write DROP and CREATE, or ALTER for a constraint"},
        Foreign{"TERMINATE", "there is no TERMINATE",
                "interrupt the statement (Ctrl-C at the shell), or set a limit with --timeout"},
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

  bool begins_no_statement() const { return failure_.token != 0 && !expects(kIf); }

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
    if (!within(Construct::Relationship) &&
        !(within(Construct::Labels) && failure_.constructs.size() > 1 &&
          failure_.constructs[1].what == Construct::Relationship)) {
      return std::nullopt;
    }
    if (wrong().kind == kBracketOpen && (before() == kGreater || before() == kMinus)) {
      return error("a node is written in parentheses").with_hint("write (a)-->(b)");
    }
    bool bracket = false;
    for (std::size_t i = failure_.token; i-- > 0;) {
      if (kind(i) == kBracketClose) break;
      if (kind(i) == kDashRelationship || kind(i) == kLeftRelationship) break;
      if (kind(i) == kBracketOpen) bracket = true;
    }
    if (!bracket) {
      return error("this relationship is not finished: " + what_is_there() +
                   " stands where its second dash should")
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
      return invalid("unexpected `" + text(wrong()) + "` in a relationship")
          .with_hint("a type follows a colon: [r:TYPE]");
    }
    return invalid("unexpected " + what_is_there() + " in a relationship")
        .with_hint(
            "a relationship is written [variable:TYPE *1..3 {key: value}], and each part may be "
            "missing");
  }
};

}  // namespace

std::optional<Error> find_known_slip(std::string_view text, const std::vector<Token>& tokens,
                                     const ParseFailure& failure) {
  return KnownSlips(text, tokens, failure).find();
}

}  // namespace agora::syntax
