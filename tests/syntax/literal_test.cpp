#include "parse_test.h"

using namespace agora::syntax;

TEST_CASE("numbers", "[syntax]") {
  const Row kRows[] = {
      {"0", "0"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"- 9223372036854775808", "-9223372036854775808"},
      {"0x1F, 0XaB, -0x8000000000000000", "31, 171, -9223372036854775808"},
      {"0o17, -0o1000000000000000000000", "15, -9223372036854775808"},
      {"1_000_000", "1000000"},
      {"1.0, .5, 1e3, 1E-3, 1.5e+2, -0.0", "1.0, 0.5, 1000.0, 0.001, 150.0, -0.0"},
      {"1e-999", "0.0"},
      {"0.0e999", "0.0"},
      {"9223372036854775808",
       "IntegerOverflow at 1:8: the integer is too large: integers go from "
       "-9223372036854775808 to 9223372036854775807"},
      {"0x8000000000000000",
       "IntegerOverflow at 1:8: the integer is too large: integers go from "
       "-9223372036854775808 to 9223372036854775807"},
      {"1.34E999",
       "FloatingPointOverflow at 1:8: the number is too large: floats go up to "
       "1.7976931348623157e308"},
      {"0x", "InvalidNumberLiteral at 1:8: `0x` is no number"},
      {"0o8", "InvalidNumberLiteral at 1:8: `0o8` is no number"},
      {"9223372h54775808", "InvalidNumberLiteral at 1:8: `9223372h54775808` is no number"},
      {"012", "InvalidNumberLiteral at 1:8: a decimal number does not begin with 0"},
      {"1_", "InvalidNumberLiteral at 1:8: `1_` is no number"},
      {"9223372#54775808", "UnexpectedSyntax at 1:15: `#` is no character of the language"},
      {"{1b: 2}", "UnexpectedSyntax at 1:9: a name does not begin with a digit: `1b`"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(expression(c.text) == c.result); }
  }
}

TEST_CASE("strings and quoted names", "[syntax]") {
  const Row kRows[] = {
      {R"('a"b')", R"('a"b')"},
      {R"("a'b")", R"('a'b')"},
      {R"('\'\"\\\t\b\n\r\f')", "'\'\"\\\t\b\n\r\f'"},
      {R"('\u00e9\U0001F600')", "'é😀'"},
      {R"('\uD83D\uDE00')", "'😀'"},
      {"'two\nlines // no comment /* none */'", "'two\nlines // no comment /* none */'"},
      {"`a b`.`c``d`", "a b.c`d"},
      {R"('\uH')", "InvalidUnicodeLiteral at 1:9: after \\u there must be 4 hexadecimal digits"},
      {R"('\u12')", "InvalidUnicodeLiteral at 1:9: after \\u there must be 4 hexadecimal digits"},
      {R"('\uD83D')", "InvalidUnicodeLiteral at 1:9: this escape is no character of Unicode"},
      {R"('\U00110000')", "InvalidUnicodeLiteral at 1:9: this escape is no character of Unicode"},
      {R"('é\q')", "UnexpectedSyntax at 1:10: a string has no escape `\\q`"},
      {"'abc", "UnexpectedSyntax at 1:8: this string is never closed"},
      {"'abc\\'", "UnexpectedSyntax at 1:8: this string is never closed"},
      {"`abc", "UnexpectedSyntax at 1:8: this name in back quotes is never closed"},
      {"1 /* abc", "UnexpectedSyntax at 1:10: this comment is never closed"},
      {"42 — 41", "InvalidUnicodeCharacter at 1:11: an em dash stands here: —"},
      {"‘x’", "InvalidUnicodeCharacter at 1:8: a typographic quote stands here: ‘"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(expression(c.text) == c.result); }
  }
}

TEST_CASE("bytes that are no UTF-8 are refused with their place", "[syntax]") {
  CHECK(parsed("RETURN 1,\n 'a\xff'") ==
        "InvalidUnicodeCharacter at 2:4: the query is no valid UTF-8 here");
  CHECK(parsed("RETURN \xc3") ==
        "InvalidUnicodeCharacter at 1:8: the query is no valid UTF-8 here");
  CHECK(parsed("// é\xed\xa0\x80") ==
        "InvalidUnicodeCharacter at 1:5: the query is no valid UTF-8 here");
}

TEST_CASE("names may have letters of any script", "[syntax]") {
  CHECK(expression("größe.名前 + _x1 + a$b + x‿y") == "(+ größe.名前 _x1 a$b x‿y)");
  CHECK(parsed("RETURN\u00a01\u2003AS\u3000x") == "RETURN 1 AS x");
}

TEST_CASE("parse_literal reads values and nothing else", "[syntax]") {
  using agora::List;
  using agora::Map;
  using agora::Value;
  CHECK(parse_literal("null") == Value());
  CHECK(parse_literal(" TRUE ") == Value(true));
  CHECK(parse_literal("-0x10") == Value(-16));
  CHECK(parse_literal("+1.5") == Value(1.5));
  CHECK(parse_literal("'a\\n'") == Value("a\n"));
  CHECK(parse_literal("[1, [\"x\"], {}]") ==
        Value(List{Value(1), Value(List{Value("x")}), Value(Map{})}));
  CHECK(parse_literal("{a: 1, `b c`: null}") == Value(Map{{"a", Value(1)}, {"b c", Value()}}));
  CHECK(parse_literal("[1] // a comment") == Value(List{Value(1)}));
  for (const char* none : {"", "abc", "1 2", "'a", "[1", "[1,]", "{a 1}", "{'a': 1}", "1 + 1",
                           "9223372036854775808", "'\\q'", "$p", "- ", "1;", "2024-01-01"}) {
    INFO(none);
    CHECK_FALSE(parse_literal(none).has_value());
  }
  CHECK_FALSE(parse_literal(std::string(100000, '[')).has_value());
}
