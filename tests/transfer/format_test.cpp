// Values as JSON and as cells, and back.

#include "agora/format.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "agora/error.h"

using namespace agora;

TEST_CASE("JSON with tags comes back as it went") {
  for (
      const char* text : {
          "null",
          "true",
          "false",
          "0",
          "-1",
          "9223372036854775807",
          "-9223372036854775808",
          "1.5",
          "-0.0",
          "1e+20",
          R"("")",
          R"("a \"quoted\" \\ line\nend\ttab \u0001 é 😀")",
          "[]",
          "[1,[2,null],\"x\"]",
          "{}",
          R"({"a":1,"b":[{"c":null}]})",
          R"({"$map":{"$a":1,"b":2}})",
          R"({"$map":{"$date":"2024-01-01"}})",
          R"({"$float":"NaN"})",
          R"({"$float":"Infinity"})",
          R"({"$float":"-Infinity"})",
          R"({"$date":"2015-07-21"})",
          R"({"$time":"12:00+01:00"})",
          R"({"$localtime":"21:40:32.142"})",
          R"({"$localdatetime":"2015-07-21T21:40:32.142"})",
          R"({"$datetime":"2015-07-21T21:40:32.142+02:00[Europe/Stockholm]"})",
          R"({"$datetime":"2015-07-21T21:40Z"})",
          R"({"$duration":"P1Y2M10DT2H30M"})",
          R"({"$duration":"PT0S"})",
          R"({"$node":{"id":1,"labels":["A","B"],"properties":{"$x":1,"y":{"$date":"2015-07-21"}}}})",
          R"({"$rel":{"id":7,"type":"T","start":1,"end":2,"properties":{}}})",
          R"({"$path":{"nodes":[{"id":1,"labels":[],"properties":{}},{"id":2,"labels":[],"properties":{"$a":0}}],"rels":[{"id":7,"type":"T","start":1,"end":2,"properties":{}}]}})",
      }) {
    INFO(text);
    CHECK(to_json(from_json(text)) == text);
  }
}

TEST_CASE("JSON may be written in other ways") {
  const std::pair<const char*, const char*> cases[] = {
      {" { \"a\" : [ 1 , 2 ] } \n", R"({"a":[1,2]})"},
      {R"("\u0041\u00e9\ud83d\ude00\/")", R"("Aé😀/")"},
      {"1E2", "100.0"},
      {"18446744073709551616", "1.8446744073709552e+19"},
      {R"({"a":1,"a":2})", R"({"a":2})"},
      {R"({"$node":{"id":"12","labels":[],"properties":{}}})",
       R"({"$node":{"id":12,"labels":[],"properties":{}}})"},
      {R"({"$path":{"nodes":[{"$node":{"id":1,"labels":[],"properties":{}}}],"rels":[]}})",
       R"({"$path":{"nodes":[{"id":1,"labels":[],"properties":{}}],"rels":[]}})"},
      {R"({"$map":{}})", "{}"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(to_json(from_json(text)) == expected);
  }
}

TEST_CASE("what is no JSON is refused with its place") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "too early"},
      {"{", "key in quotes"},
      {"[1,", "too early"},
      {"[1 2]", "`]` is missing"},
      {"nul", "unknown word"},
      {"01", "something follows"},
      {"1.", "not complete"},
      {"-", "not complete"},
      {"1e", "not complete"},
      {"\"abc", "not closed"},
      {"\"\\x\"", "unknown escape"},
      {"\"\\ud800\"", "surrogate"},
      {"\"\\u12\"", "four digits"},
      {"\"\n\"", "control character"},
      {"\"\xff\"", "not UTF-8"},
      {"1 2", "something follows"},
      {"{\"a\" 1}", "`:` is missing"},
      {"{a:1}", "key in quotes"},
      {"1e999", "too large"},
      {"{\"$what\":\"x\"}", "unknown tag"},
      {"{\"$node\":{\"id\":1}}", "lacks `properties`"},
      {"{\"$date\":1}", "needs a text"},
      {"{\"$float\":\"x\"}", "NaN"},
      {R"({"$path":{"nodes":[],"rels":[]}})", "one node more"},
  };
  for (const auto& [text, reason] : cases) {
    INFO(text);
    CHECK_THROWS_WITH(from_json(text), Catch::Contains(reason));
  }
  CHECK_THROWS_AS(from_json(R"({"$date":"2015-99-99"})"), Error);
  CHECK_THROWS_WITH(from_json(std::string(100000, '[')), Catch::Contains("nested deeper"));
  CHECK_THROWS_WITH(from_json("\"" + std::string("\0", 1) + "\""),
                    Catch::Contains("control character"));
}

TEST_CASE("plain JSON has no tags") {
  CHECK(to_json(from_json(R"({"$date":"2015-07-21"})"), JsonStyle::Plain) == "\"2015-07-21\"");
  CHECK(to_json(Value(std::nan("")), JsonStyle::Plain) == "null");
  CHECK(to_json(from_json(R"({"$map":{"$a":1}})"), JsonStyle::Plain) == R"({"$a":1})");
  CHECK(to_json(from_json(R"({"$node":{"id":1,"labels":["A"],"properties":{}}})"),
                JsonStyle::Plain) == R"({"id":1,"labels":["A"],"properties":{}})");
}

TEST_CASE("cells of CSV") {
  const std::pair<Value, const char*> cases[] = {
      {Value(), ""},
      {"", "\"\""},
      {"plain", "plain"},
      {"a,b", "\"a,b\""},
      {"say \"x\"", "\"say \"\"x\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {" edge", "\" edge\""},
      {1, "1"},
      {1.0, "1.0"},
      {true, "true"},
      {List{1, "a"}, "\"[1,\"\"a\"\"]\""},
      {List{}, "[]"},
      {Map{{"k", 1}}, "\"{\"\"k\"\":1}\""},
  };
  for (const auto& [value, expected] : cases) CHECK(to_csv_cell(value) == expected);
}

TEST_CASE("cells of Markdown tables") {
  const std::pair<Value, const char*> cases[] = {
      {Value(), ""},
      {"a|b", "a\\|b"},
      {"a\r\nb\nc", "a<br>b<br>c"},
      {"<b> & `x`", "&lt;b&gt; &amp; \\`x\\`"},
      {"snake_case_name", "snake_case_name"},
      {"_it_", "\\_it\\_"},
      {"[x](y)", "\\[x\\](y)"},
      {7, "7"},
  };
  for (const auto& [value, expected] : cases) CHECK(to_markdown_cell(value) == expected);
}
