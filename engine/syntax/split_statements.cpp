// syntax/split_statements.cpp
//
// What needs tokens but no parser.

#include <limits>

#include "syntax/literal.h"
#include "syntax/parser.h"
#include "syntax/scanner.h"

namespace agora::syntax {
namespace {

/// Reads one literal, token by token. `nothing` in a result means: it is none.
class LiteralReader {
 public:
  explicit LiteralReader(std::string_view text)
      : text_(text), scanner_(text), token_(scanner_.next()) {}

  std::optional<Value> read_all() {
    std::optional<Value> value = read(0);
    if (!value || token_.kind != TokenKind::kEndOfText || token_.problem != TokenProblem::None)
      return std::nullopt;
    return value;
  }

 private:
  static constexpr int kMostNested = 100;

  bool accept(TokenKind kind) {
    if (token_.kind != kind || token_.problem != TokenProblem::None) return false;
    token_ = scanner_.next();
    return true;
  }

  std::optional<Value> read(int depth) {
    if (depth > kMostNested) return std::nullopt;
    const Token token = token_;
    const std::string_view word = token.text(text_);
    const auto take = [this](Value value) {
      token_ = scanner_.next();
      return std::optional<Value>(std::move(value));
    };
    switch (token.kind) {
      case TokenKind::kNullValue:
        return take(Value());
      case TokenKind::kTrueValue:
        return take(Value(true));
      case TokenKind::kFalseValue:
        return take(Value(false));
      case TokenKind::kString:
        return take(Value(string_value(word, token.span())));
      case TokenKind::kInteger:
      case TokenKind::kFloat:
      case TokenKind::kMinus:
      case TokenKind::kPlus:
        return read_number();
      case TokenKind::kBracketOpen:
        return read_list(depth);
      case TokenKind::kBraceOpen:
        return read_map(depth);
      default:
        return std::nullopt;
    }
  }

  std::optional<Value> read_number() {
    const bool negative = token_.kind == TokenKind::kMinus;
    if (negative || token_.kind == TokenKind::kPlus) token_ = scanner_.next();
    const Token token = token_;
    const std::string_view digits = token.text(text_);
    if (accept(TokenKind::kInteger)) return Value(integer_value(digits, negative, token.span()));
    if (!accept(TokenKind::kFloat)) return std::nullopt;
    const double value = float_value(digits, token.span());
    return Value(negative ? -value : value);
  }

  std::optional<Value> read_list(int depth) {
    accept(TokenKind::kBracketOpen);
    List list;
    if (accept(TokenKind::kBracketClose)) return Value(std::move(list));
    do {
      std::optional<Value> item = read(depth + 1);
      if (!item) return std::nullopt;
      list.push_back(std::move(*item));
    } while (accept(TokenKind::kComma));
    if (!accept(TokenKind::kBracketClose)) return std::nullopt;
    return Value(std::move(list));
  }

  std::optional<Value> read_map(int depth) {
    accept(TokenKind::kBraceOpen);
    Map map;
    if (accept(TokenKind::kBraceClose)) return Value(std::move(map));
    do {
      const Token key = token_;
      if (!is_keyword(key.kind) && key.kind != TokenKind::kWord &&
          key.kind != TokenKind::kQuotedName) {
        return std::nullopt;
      }
      token_ = scanner_.next();
      if (!accept(TokenKind::kColon)) return std::nullopt;
      std::optional<Value> value = read(depth + 1);
      if (!value) return std::nullopt;
      map.set(name_value(key.text(text_)), std::move(*value));
    } while (accept(TokenKind::kComma));
    if (!accept(TokenKind::kBraceClose)) return std::nullopt;
    return Value(std::move(map));
  }

  std::string_view text_;
  Scanner scanner_;
  Token token_;
};

constexpr std::size_t kMostBytes = std::numeric_limits<std::uint32_t>::max();

}  // namespace

SplitStatements split_statements(std::string_view text) {
  SplitStatements split;
  text = text.substr(0, kMostBytes);
  Scanner scanner(text);
  std::optional<StatementRange> open;
  while (true) {
    const Token token = scanner.next();
    if (token.kind == TokenKind::kEndOfText && token.problem == TokenProblem::None) break;
    if (token.problem == TokenProblem::UnclosedString ||
        token.problem == TokenProblem::UnclosedName ||
        token.problem == TokenProblem::UnclosedComment) {
      split.inside_token = true;
    }
    if (token.kind == TokenKind::kSemicolon) {
      if (open) {
        open->terminated = true;
        split.statements.push_back(*open);
        open.reset();
      }
      continue;
    }
    if (!open) open = StatementRange{token.span(), false};
    open->span.length = token.end() - open->span.offset;
  }
  if (open) split.statements.push_back(*open);
  return split;
}

SourceSpan place_in_text(const SourceSpan& statement, SourceSpan place) noexcept {
  place.offset += statement.offset;
  if (place.line == 1) place.column += statement.column - 1;
  place.line += statement.line - 1;
  return place;
}

std::optional<Value> parse_literal(std::string_view text) {
  if (text.size() > kMostBytes) return std::nullopt;
  try {
    return LiteralReader(text).read_all();
  } catch (const Error&) {
    return std::nullopt;  // A number out of range, an escape that does not exist.
  }
}

}  // namespace agora::syntax
