// agora/statements.h
//
// Texts of several statements, and what can be said about a statement without running it: what a
// shell, a script runner or an editor needs. Threads: all of these may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"

namespace agora {

/// One statement of a longer text.
struct Statement {
  std::string_view text;     ///< A part of the text given, without the `;` and outer white space.
  std::size_t offset = 0;    ///< Where `text` begins, in bytes.
  std::uint32_t line = 1;    ///< Where `text` begins, from 1 …
  std::uint32_t column = 1;  ///< … and in code points from 1: an error's place is relative to it.
  bool terminated =
      false;  ///< A `;` follows. False at most for the last: it is unfinished in a shell.
};

/// Splits a text at each `;` that is outside of strings, back quotes and comments. Parts that hold
/// nothing but white space and comments are left out. The result points into `text`. Never throws
/// for what the text says: an unclosed string or comment makes the rest one unterminated statement.
std::vector<Statement> split_statements(std::string_view text);

enum class StatementKind : std::uint8_t {
  Read,       ///< Leaves the graph and the schema as they are; so do SHOW and EXPLAIN.
  Write,      ///< May change the graph.
  Schema,     ///< CREATE or DROP of an index, a constraint or an enumeration.
  Begin,      ///< BEGIN …
  BeginRead,  ///< … READ ONLY
  Commit,
  Rollback,
};

/// True for what can run on a database that was opened read-only.
constexpr bool is_read_only(StatementKind kind) noexcept {
  return kind != StatementKind::Write && kind != StatementKind::Schema &&
         kind != StatementKind::Begin;
}

/// What kind of statement a text is. Names are not resolved and nothing is run; a procedure that a
/// program registered counts as reading. Throws Error (SyntaxError) if the text does not parse.
StatementKind statement_kind(std::string_view text);

/// The value of a text that is a literal of the language: a number with or without sign, a quoted
/// string, true, false, null, a list or a map of literals, or a call of a temporal constructor on a
/// literal (`date('2024-05-01')`). Empty if it is anything else.
std::optional<Value> parse_literal(std::string_view text);

}  // namespace agora
