// syntax/mark_tokens.cpp
//
// The language has places where what begins with one token shows only far behind it. (a) may be a
// node or a variable in parentheses: a node if a relationship follows. [x IN … may begin a list of
// one truth value or a comprehension: the latter if there is a WHERE or a bar and no comma before.
// Brackets are matched once with a stack; when one closes, all within is known, and one look at
// what follows decides.
//
// Where the language is ambiguous this is also where the choice is made: (a)-[b]-(c) could be a
// difference and is a pattern; [x IN list] could be a list of one truth value and is the list's
// copy.

#include "syntax/mark_tokens.h"

#include <algorithm>

namespace agora::syntax {
namespace {

using enum TokenKind;

bool same_word(std::string_view text, std::string_view capitals) {
  return text.size() == capitals.size() &&
         std::equal(text.begin(), text.end(), capitals.begin(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
         });
}

class Marker {
 public:
  Marker(std::string_view text, std::vector<Token>& tokens)
      : text_(text), tokens_(tokens), match_(tokens.size(), kNoMatch) {}

  void run() {
    match_brackets();
    mark_beginning();
    for (std::size_t i = 0; i < tokens_.size(); ++i) mark(i);
  }

 private:
  static constexpr std::uint32_t kNoMatch = 0xffffffff;

  /// An open bracket, and what of its contents lies in no inner bracket.
  struct Open {
    std::size_t at = 0;
    std::size_t first_bar = 0;  ///< Where its bars begin in bars_.
    std::size_t comma = 0;      ///< The first comma; 0 if there is none.
    std::size_t where = 0;
  };

  TokenKind kind(std::size_t i) const { return i < tokens_.size() ? tokens_[i].kind : kEndOfText; }
  TokenKind before(std::size_t i) const { return i == 0 ? kEndOfText : tokens_[i - 1].kind; }
  bool is_word(std::size_t i, std::string_view capitals) const {
    return kind(i) == kWord && same_word(tokens_[i].text(text_), capitals);
  }
  /// True if the name at `i` is a property key or a label and so is no keyword, whatever it says.
  bool is_part_of_name(std::size_t i) const {
    const TokenKind prior = before(i);
    return prior == kDot || prior == kColon || prior == kAmpersand || prior == kExclamation;
  }

  static bool opens(TokenKind kind) {
    return kind == kParenOpen || kind == kBracketOpen || kind == kBraceOpen;
  }
  static TokenKind closing(TokenKind open) {
    return open == kParenOpen ? kParenClose : open == kBracketOpen ? kBracketClose : kBraceClose;
  }

  void match_brackets() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const TokenKind current = tokens_[i].kind;
      if (opens(current)) {
        open.push_back(i);
      } else if (current == kParenClose || current == kBracketClose || current == kBraceClose) {
        if (open.empty() || closing(tokens_[open.back()].kind) != current) continue;
        match_[i] = static_cast<std::uint32_t>(open.back());
        match_[open.back()] = static_cast<std::uint32_t>(i);
        open.pop_back();
      }
    }
  }

  /// CREATE begins a schema statement if a name follows that is no path's variable. START is a name anywhere but
  /// in START TRANSACTION.
  void mark_beginning() {
    std::size_t i = 0;
    while (kind(i) == kExplain || kind(i) == kProfile || kind(i) == kCite) ++i;
    if (is_word(i, "START") && is_word(i + 1, "TRANSACTION")) tokens_[i].kind = kBegin;
    if (kind(i) == kCreate && is_name(kind(i + 1)) && kind(i + 2) != kEqual)
      tokens_[i].kind = kCreateSchema;
  }

  void mark(std::size_t i) {
    switch (tokens_[i].kind) {
      case kParenOpen:
      case kBracketOpen:
      case kBraceOpen:
        if (match_[i] != kNoMatch) open_.push_back({i, bars_.size(), 0, 0});
        mark_call(i);
        break;
      case kParenClose:
        if (match_[i] == kNoMatch) break;
        close_parenthesis(i);
        pop();
        break;
      case kBracketClose:
        if (match_[i] == kNoMatch) break;
        close_bracket(i);
        pop();
        break;
      case kBraceClose:
        if (match_[i] != kNoMatch) pop();
        break;
      case kBar:
        bars_.push_back(i);
        break;
      case kComma:
        if (!open_.empty() && open_.back().comma == 0) open_.back().comma = i;
        break;
      case kWhere:
        if (!open_.empty() && open_.back().where == 0 && !is_part_of_name(i))
          open_.back().where = i;
        break;
      case kIs: {
        const std::size_t word = kind(i + 1) == kNot ? i + 2 : i + 1;
        const TokenKind label = kind(word + 1);
        if (is_word(word, "LABELED") && (label == kWord || label == kQuotedName || label == kParenOpen ||
                                         label == kExclamation || label == kPercent)) {
          tokens_[word].kind = kLabeled;
        }
        break;
      }
      case kFrom:
        if (is_trim_from(i)) tokens_[i].kind = kTrimFrom;
        break;
      case kWith:
        if (is_with_time_zone(i)) tokens_[i].kind = kWord;
        if (is_with_place(i)) tokens_[i].kind = kWithPlace;
        break;
      case kLess:
        // LIST<INTEGER>; a list is nothing that could be compared by a name alone after ::.
        if ((is_word(i - 1, "LIST") || is_word(i - 1, "ARRAY")) &&
            (i >= 2 && (kind(i - 2) == kTypeOf || kind(i - 2) == kTyped || kind(i - 2) == kLess ||
                        kind(i - 2) == kBar))) {
          tokens_[i - 1].kind = kListType;
        }
        break;
      default:
        break;
    }
  }

  /// trim(LEADING 'x' FROM text), trim(BOTH FROM text): a side and a value next to each other.
  void mark_trim_side(std::size_t i) {
    if (!is_word(i, "LEADING") && !is_word(i, "TRAILING") && !is_word(i, "BOTH")) return;
    const TokenKind next = kind(i + 1);
    if (next == kFrom || next == kString || next == kParameter || next == kWord ||
        next == kQuotedName) {
      tokens_[i].kind = kTrimSide;
    }
  }

  /// FROM behind a value or a side, right within the parentheses of trim.
  bool is_trim_from(std::size_t i) const {
    if (open_.empty() || open_.back().comma != 0) return false;
    const std::size_t open = open_.back().at;
    if (kind(open) != kParenOpen || i == open + 1 || !is_word(open - 1, "TRIM")) return false;
    return before(i) == kTrimSide || !begins_operand(i);
  }

  /// TIME WITH TIMEZONE, TIMESTAMP WITH TIME ZONE, where a type stands.
  bool is_with_time_zone(std::size_t i) const {
    if (i < 2 || (!is_word(i - 1, "TIME") && !is_word(i - 1, "TIMESTAMP"))) return false;
    const TokenKind prior = before(i - 1);
    if (prior != kTypeOf && prior != kTyped && prior != kLess && prior != kBar) return false;
    return is_word(i + 1, "TIMEZONE") || (is_word(i + 1, "TIME") && is_word(i + 2, "ZONE"));
  }

  /// FOR x IN list WITH ORDINALITY i: behind WITH of a clause there are no two names side by side.
  bool is_with_place(std::size_t i) const {
    if (!is_word(i + 1, "ORDINALITY") && kind(i + 1) != kOffset) return false;
    return kind(i + 2) == kWord || kind(i + 2) == kQuotedName;
  }

  void pop() {
    bars_.resize(open_.back().first_bar);
    open_.pop_back();
  }

  /// Words that are keywords only before a certain bracket.
  void mark_call(std::size_t open) {
    if (open == 0) return;
    // Behind a colon the word is a label, or the value in a map: `{a: any(x IN …)}`. No label has a
    // parenthesis behind it, and a brace behind a label holds keys with colons.
    const bool behind_colon = open >= 2 && before(open - 1) == kColon;
    if (open >= 2 && !behind_colon && is_part_of_name(open - 1)) return;
    Token& word = tokens_[open - 1];
    if (kind(open) == kParenOpen) {
      const bool quantifier =
          word.kind == kAll || word.kind == kAny || word.kind == kNone || word.kind == kSingle;
      if (quantifier && is_name(kind(open + 1)) && kind(open + 2) == kIn) word.kind = kQuantifier;
      if (is_word(open - 1, "TRIM")) mark_trim_side(open + 1);
      if (is_word(open - 1, "REDUCE") && is_name(kind(open + 1)) && kind(open + 2) == kEqual)
        word.kind = kReduce;
      if (is_word(open - 1, "SHORTESTPATH") || is_word(open - 1, "ALLSHORTESTPATHS"))
        word.kind = kShortestPath;
    } else if (kind(open) == kBraceOpen) {
      // `count {.name}` is a map projection of a variable, `(count {a: 1})` a node.
      const TokenKind first = kind(open + 1);
      const bool map = first == kDot || first == kBraceClose ||
                       (first != kParenOpen && kind(open + 2) == kColon) ||
                       (behind_colon && first != kParenOpen && !is_keyword(first));
      if (!map && (is_word(open - 1, "EXISTS") || is_word(open - 1, "COUNT") ||
                   is_word(open - 1, "COLLECT") ||
                   (is_word(open - 1, "VALUE") && kind(open + 2) != kComma &&
                    kind(open + 2) != kBraceClose))) {
        word.kind = kSubquery;
      }
    }
  }

  // --- Nodes and relationships
  // --------------------------------------------------------------------

  void close_parenthesis(std::size_t close) {
    const std::size_t open = match_[close];
    const std::size_t callee = open - 1;  // Wraps for the first token: kind() then says kEndOfText.
    if (kind(callee) == kReduce || kind(callee) == kForeach) mark_separator(open_.back());
    if (is_node(open, close)) {
      if (is_relationship(close + 1)) {
        tokens_[open].kind = kPatternParen;
        mark_relationship(close + 1);
      }
    } else if (is_group(open)) {
      const std::size_t next = skip_quantifier(close + 1);
      if (is_relationship(next)) mark_relationship(next);
    }
  }

  void mark_relationship(std::size_t i) {
    tokens_[i].kind = kind(i) == kLess ? kLeftRelationship : kDashRelationship;
  }

  /// True if what stands in the parentheses begins as a node does: (), (a), (:A, (a:A, ({, (a {,
  /// ($p), (a WHERE.
  bool is_node(std::size_t open, std::size_t close) const {
    if (is_call(open)) return false;
    std::size_t i = open + 1;
    if (is_name(kind(i))) ++i;
    const TokenKind first = kind(i);
    return i == close || first == kColon || first == kBraceOpen || first == kWhere ||
           first == kIs || (first == kParameter && (i + 1 == close || i != open + 1));
  }

  /// A path in parentheses, which may have a name and a mode: its first node has been marked, as there
  /// is a relationship behind it.
  bool is_group(std::size_t open) const {
    std::size_t i = open + 1;
    if (is_name(kind(i)) && kind(i + 1) == kEqual) i += 2;
    const TokenKind mode = kind(i);
    if (mode == kWalk || mode == kTrail || mode == kAcyclic || mode == kSimple) {
      ++i;
      if (is_word(i, "PATH") || is_word(i, "PATHS")) ++i;
    }
    return kind(i) == kPatternParen && !is_call(open);
  }

  /// True if a name stands before the parenthesis, so that it holds arguments. What stands before a
  /// path are words too (ANY, ALL SHORTEST PATHS, ACYCLIC).
  bool is_call(std::size_t open) const {
    const TokenKind prior = before(open);
    if (prior == kQuotedName) return true;
    if (prior == kWord) {
      const std::string_view word = tokens_[open - 1].text(text_);
      return !same_word(word, "PATH") && !same_word(word, "PATHS") && !same_word(word, "GROUP") &&
             !same_word(word, "GROUPS");
    }
    if (prior == kShortestPath || prior == kSubquery || prior == kReduce || prior == kQuantifier)
      return true;
    return is_keyword(prior) && !is_reserved(prior) && open >= 2 && before(open - 1) == kDot;
  }

  /// True if a relationship begins at `i`: -[, --, ->, <-[, <--. Two dashes need a node behind
  /// them, as (a) - -1 is arithmetic; a bracket needs none, as nothing can be taken from a list.
  bool is_relationship(std::size_t i) const {
    const bool left = kind(i) == kLess;
    if (left) ++i;
    if (kind(i) != kMinus) return false;
    const TokenKind next = kind(i + 1);
    if (next == kBracketOpen) return true;
    if (next == kGreater) return !left;  // `->`: a dash was forgotten.
    if (next != kMinus) return false;
    i += 2;
    if (kind(i) == kGreater) return true;
    return kind(i) == kParenOpen || kind(i) == kPatternParen || kind(i) == kBraceOpen ||
           kind(i) == kPlus || kind(i) == kStar;
  }

  std::size_t skip_quantifier(std::size_t i) const {
    if (kind(i) == kPlus || kind(i) == kStar) return i + 1;
    if (kind(i) == kBraceOpen && match_[i] != kNoMatch) return match_[i] + 1;
    return i;
  }

  // --- Comprehensions
  // -----------------------------------------------------------------------------

  void close_bracket(std::size_t close) {
    const Open& scope = open_.back();
    const std::size_t open = match_[close];
    if (!begins_operand(open)) return;
    const bool has_bar = bars_.size() > scope.first_bar;
    if (is_name(kind(open + 1)) && kind(open + 2) == kIn) {
      std::size_t end_of_list = close;
      if (has_bar) end_of_list = bars_[scope.first_bar];
      if (scope.where != 0) end_of_list = std::min(end_of_list, scope.where);
      if (scope.comma != 0 && scope.comma < end_of_list) return;
      tokens_[open].kind = kComprehensionBracket;
      mark_separator(scope);
      return;
    }
    const bool named = is_name(kind(open + 1)) && kind(open + 2) == kEqual;
    if ((has_bar || scope.where != 0) && begins_path(open + (named ? 3 : 1))) {
      tokens_[open].kind = kPatternBracket;
      mark_separator(scope);
    }
  }

  /// A node with a relationship or a group behind it, or a group.
  bool begins_path(std::size_t i) const {
    if (kind(i) == kPatternParen) return true;
    if (kind(i) != kParenOpen || match_[i] == kNoMatch) return false;
    if (is_group(i)) return true;
    const std::size_t close = match_[i];
    return is_node(i, close) && kind(close + 1) == kParenOpen && is_group(close + 1);
  }

  /// True unless the bracket at `open` follows a value, which it then takes an element of.
  bool begins_operand(std::size_t open) const {
    const TokenKind prior = before(open);
    switch (prior) {
      case kParenClose:
      case kBracketClose:
      case kBraceClose:
      case kInteger:
      case kFloat:
      case kString:
      case kParameter:
      case kTrueValue:
      case kFalseValue:
      case kNullValue:
        return false;
      case kBy:
      case kFrom:
      case kFilter:
      case kOffset:
        return !is_part_of_name(open - 1);
      default:
        return !is_name(prior) && !(is_keyword(prior) && open >= 2 && is_part_of_name(open - 1));
    }
  }

  /// Of the bars of a bracket, one separates; the others stand between labels. It is the first,
  /// unless that one is between labels by its looks (`x:A|B AND …`) and another one follows.
  void mark_separator(const Open& scope) {
    for (std::size_t n = scope.first_bar; n < bars_.size(); ++n) {
      if (n + 1 < bars_.size() && is_between_labels(bars_[n])) continue;
      tokens_[bars_[n]].kind = kSeparator;
      return;
    }
  }

  bool is_between_labels(std::size_t bar) const {
    const TokenKind prior = before(bar - 1);
    if (prior != kColon && prior != kBar && prior != kAmpersand && prior != kExclamation)
      return false;
    switch (kind(bar + 2)) {
      case kBar:
      case kAmpersand:
      case kAnd:
      case kOr:
      case kXor:
        return true;
      default:
        return false;
    }
  }

  std::string_view text_;
  std::vector<Token>& tokens_;
  std::vector<std::uint32_t> match_;  ///< The other bracket of a pair.
  std::vector<Open> open_;
  std::vector<std::size_t> bars_;  ///< Of the open brackets, outermost first.
};

}  // namespace

void mark_tokens(std::string_view text, std::vector<Token>& tokens) { Marker(text, tokens).run(); }

}  // namespace agora::syntax
