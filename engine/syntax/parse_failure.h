// syntax/parse_failure.h
//
// Where and why the parser stopped, without ANTLR's types, and the sentence made of it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "agora/error.h"
#include "syntax/scanner.h"

namespace agora::syntax {

/// The constructs that messages talk about. Others are told by what encloses them.
enum class Construct : std::uint8_t {
  Statement,
  Query,
  Clause,
  Projection,
  Pattern,
  Node,
  Relationship,
  Labels,
  Expression,
  Arguments,
  List,
  Map,
  Case,
  Comprehension,
  Subquery,
  Schema,
};

struct OpenConstruct {
  Construct what = Construct::Statement;
  std::size_t first_token = 0;
};

struct ParseFailure {
  std::size_t token = 0;                  ///< The number of the token that does not fit.
  std::vector<OpenConstruct> constructs;  ///< What was being read, innermost first.
  std::vector<TokenKind> expected;        ///< What would have fitted, in the grammar's order.
};

/// The error a person sees. `tokens` are the marked ones, the last of kind kEndOfText.
Error explain(std::string_view text, const std::vector<Token>& tokens, const ParseFailure& failure);

}  // namespace agora::syntax
