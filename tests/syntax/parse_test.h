// tests/syntax/parse_test.h: tables of text in, text out.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "syntax/parser.h"
#include "syntax/print_ast.h"

namespace agora::syntax {

/// The statement as print() shows it, or the error as `Detail at line:column: message`.
inline std::string parsed(std::string_view text, const ParseLimits& limits = {}) {
  try {
    return print(parse(text, limits));
  } catch (const Error& error) {
    std::string place;
    if (error.where()) {
      place = " at " + std::to_string(error.where()->line) + ":" +
              std::to_string(error.where()->column);
    }
    const std::string kind =
        error.detail().empty() ? std::string(to_string(error.category())) : error.detail();
    return kind + place + ": " + error.what();
  }
}

/// The same of an expression: what stands behind RETURN.
inline std::string expression(std::string_view text) {
  const std::string result = parsed("RETURN " + std::string(text));
  return result.rfind("RETURN ", 0) == 0 ? result.substr(7) : result;
}

/// A text and what it becomes.
struct Row {
  const char* text;
  const char* result;
};

}  // namespace agora::syntax
