// syntax/parser.h
//
// From text to AST. Everything here may be called from several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agora/error.h"
#include "agora/value.h"
#include "syntax/ast.h"

namespace agora::syntax {

struct ParseLimits {
  /// A longer text is refused before anything looks at it.
  std::size_t max_bytes = std::size_t{1} << 20;
  /// How deep brackets, subqueries, CASE, prefix operators and chains of operators may nest. It
  /// bounds the height of every tree made from the text, and so every recursion over one. Chains of
  /// AND, of OR and of XOR, lists and arguments are as deep as one of their parts and have no limit
  /// of their own.
  std::uint32_t max_nesting = 500;
};

/// Reads one statement; semicolons behind it are allowed. Throws Error: SyntaxError with
/// openCypher's detail and the place, or LimitExceeded.
Statement parse(std::string_view text, const ParseLimits& limits = {});

/// One statement of a text that may hold several.
struct StatementRange {
  /// The statement without the semicolon and the white space around it. Line and column say where
  /// it begins in the whole text; give them to locate errors of parse(), which count from the
  /// statement's begin.
  SourceSpan span;
  /// False for the last statement if no semicolon ends it: a shell asks for more.
  bool terminated = false;
};

struct SplitStatements {
  std::vector<StatementRange>
      statements;  ///< Without those that hold only white space and comments.
  /// True if the text ends within a string, a quoted name or a comment: a semicolon there ends
  /// nothing.
  bool inside_token = false;
};

/// Cuts a text at the semicolons outside of strings, quoted names and comments. Never throws: what
/// is wrong within a statement is parse()'s to say.
SplitStatements split_statements(std::string_view text);

/// The place in a whole text of a place in the statement that begins at `statement`.
SourceSpan place_in_text(const SourceSpan& statement, SourceSpan place_in_statement) noexcept;

/// The value of a literal: null, true, false, a number, a quoted string, a list or a map of such.
/// Nothing if the text is anything else; white space around it is allowed.
std::optional<Value> parse_literal(std::string_view text);

}  // namespace agora::syntax
