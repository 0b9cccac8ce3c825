#include "parse_test.h"

using namespace agora::syntax;

namespace {

/// The statements between bars, `;` behind those that are terminated, `…` if the text ends within a
/// token.
std::string split(const std::string& text) {
  const SplitStatements parts = split_statements(text);
  std::string all;
  for (const StatementRange& part : parts.statements) {
    all += "|" + text.substr(part.span.offset, part.span.length) + (part.terminated ? ";" : "");
  }
  return all + (parts.inside_token ? "…" : "");
}

}  // namespace

TEST_CASE("statements are split at semicolons outside of tokens", "[syntax]") {
  const Row kRows[] = {
      {"", ""},
      {" \n// nothing\n", ""},
      {";;", ""},
      {"RETURN 1", "|RETURN 1"},
      {"RETURN 1;", "|RETURN 1;"},
      {"RETURN 1 ; RETURN 2;\n", "|RETURN 1;|RETURN 2;"},
      {"RETURN ';', \";\", `;` /* ; */ // ;\n;", "|RETURN ';', \";\", `;`;"},
      {"RETURN 'a\\';b'; RETURN 2", "|RETURN 'a\\';b';|RETURN 2"},
      {"RETURN 'a; RETURN 2;", "|RETURN 'a; RETURN 2;…"},
      {"RETURN `a; RETURN 2;", "|RETURN `a; RETURN 2;…"},
      {"RETURN 1 /* ; RETURN 2;", "|RETURN 1 /* ; RETURN 2;…"},
      {"RETURN # — \xff; RETURN 2;", "|RETURN # — \xff;|RETURN 2;"},
      {"MATCH (n", "|MATCH (n"},
      {"CALL { RETURN 1; }", "|CALL { RETURN 1;|}"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(split(c.text) == c.result); }
  }
}

TEST_CASE("a statement's place makes an error's place in the whole text", "[syntax]") {
  const std::string text = "RETURN 'é'; RETURN\n  1; MATCH (n) RETRUN n;";
  const SplitStatements parts = split_statements(text);
  REQUIRE(parts.statements.size() == 3);
  const agora::SourceSpan& last = parts.statements[2].span;
  CHECK(last.line == 2);
  CHECK(last.column == 6);
  try {
    parse(text.substr(last.offset, last.length));
    FAIL("no error");
  } catch (const agora::Error& error) {
    const agora::SourceSpan place = place_in_text(last, *error.where());
    CHECK(place.line == 2);
    CHECK(place.column == 16);
    CHECK(text.substr(place.offset, place.length) == "RETRUN");
  }
}
