#include "agora/error.h"

#include <catch2/catch.hpp>

using namespace agora;

TEST_CASE("an error knows its category and code", "[error]") {
  const Error plain(ErrorCategory::TypeError, "", "no");
  CHECK(to_string(plain.category()) == "TypeError");
  CHECK(plain.code() == "22G03");
  CHECK(Error(ErrorCategory::SyntaxError, "UndefinedVariable", "no").code() == "42002");
  CHECK(Error(ErrorCategory::SyntaxError, "", "no").with_code("42999").code() == "42999");
  CHECK(to_string(ErrorCategory::Usage) == "Usage");
}

TEST_CASE("an error is located once, by the innermost place", "[error]") {
  Error error(ErrorCategory::TypeError, "", "no");
  error.locate({});
  CHECK_FALSE(error.where());
  error.locate({3, 1, 1, 4});
  error.locate({0, 9, 1, 1});
  CHECK(error.where()->column == 4);
  error.prefix("report.md:7: ");
  CHECK(std::string(error.what()) == "report.md:7: no");
}

TEST_CASE("a described error shows the line, a caret and advice", "[error]") {
  const std::string text = "MATCH (paper:Paper)\nWHERE «papr».year > 1990";
  const SourceSpan span{static_cast<std::uint32_t>(text.find("papr")), 4, 2, 8};
  CHECK(describe(Error(ErrorCategory::SyntaxError, "UndefinedVariable", "no such variable: papr")
                     .at(span)
                     .with_candidates({"paper", "page"}),
                 text) ==
        "42002 at 2:8: no such variable: papr\n"
        "  WHERE «papr».year > 1990\n"
        "         ^^^^  did you mean `paper` or `page`?");
  CHECK(describe(Error(ErrorCategory::Locked, "", "busy").with_hint("close the other one")) ==
        "55P03: busy\n  close the other one");
}

TEST_CASE("a described error stays short in a long line and at the end of a text", "[error]") {
  const std::string text = "RETURN " + std::string(500, 'x') + "! + " + std::string(500, 'y');
  const auto offset = static_cast<std::uint32_t>(text.find('!'));
  const std::string shown = describe(
      Error(ErrorCategory::SyntaxError, "", "stray `!`").at({offset, 1, 1, offset + 1}), text);
  CHECK(shown.size() < 300);
  const std::size_t line = shown.find('\n') + 1, carets = shown.rfind('\n') + 1;
  // The ellipsis before the line takes three bytes and one column.
  CHECK(shown[line + (shown.find('^', carets) - carets) + 2] == '!');
  CHECK(describe(Error(ErrorCategory::SyntaxError, "", "it ends here").at({7, 0, 1, 8}),
                 "RETURN ") == "42001 at 1:8: it ends here\n  RETURN \n         ^");
}
