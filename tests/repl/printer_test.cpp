#include "printer.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "terminal.h"

namespace agora::repl {

namespace {

std::string printed(Mode mode, std::size_t width, const std::vector<std::string>& columns,
                    const std::vector<List>& rows) {
  std::ostringstream out;
  const auto printer = make_printer(mode, out, width);
  printer->begin(columns);
  for (const List& row : rows) printer->row(row);
  printer->finish();
  return out.str();
}

std::size_t widest(const std::string& text) {
  std::size_t width = 0;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) width = std::max(width, display_width(line));
  return width;
}

}  // namespace

TEST_CASE("each mode prints what its readers expect", "[repl]") {
  const std::vector<std::string> columns = {"a", "b c"};
  const std::vector<List> rows = {{1, "x|y"}, {nullptr, ""}, {List{1, "q\"q"}, "two\nlines"}};
  CHECK(printed(Mode::Csv, 0, columns, rows) ==
        "a,b c\n1,x|y\n,\"\"\n\"[1,\"\"q\\\"\"q\"\"]\",\"two\nlines\"\n");
  CHECK(printed(Mode::JsonLines, 0, columns, rows) ==
        "{\"a\":1,\"b c\":\"x|y\"}\n{\"a\":null,\"b c\":\"\"}\n"
        "{\"a\":[1,\"q\\\"q\"],\"b c\":\"two\\nlines\"}\n");
  CHECK(printed(Mode::Json, 0, columns, {rows[0], rows[1]}) ==
        "[\n{\"a\":1,\"b c\":\"x|y\"},\n{\"a\":null,\"b c\":\"\"}\n]\n");
  CHECK(printed(Mode::Json, 0, columns, {}) == "[]\n");
  CHECK(printed(Mode::Markdown, 0, columns, {rows[0]}) ==
        "| a | b c |\n| --- | --- |\n| 1 | x\\|y |\n");
}

TEST_CASE("a table aligns numbers right and text left", "[repl]") {
  CHECK(printed(Mode::Table, 0, {"n", "name"}, {{1, "Ada"}, {100, "Bo"}}) ==
        "n   │ name\n────┼─────\n  1 │ Ada\n100 │ Bo\n");
  CHECK(printed(Mode::Table, 0, {"x"}, {{nullptr}, {""}, {"two\nlines"}}) ==
        "x\n─────\n\n\"\"\ntwo\nlines\n");
  CHECK(printed(Mode::Table, 0, {"x"}, {}) == "x\n─\n");
}

TEST_CASE("a table is never wider than its terminal", "[repl]") {
  const std::string text = "a sentence of some length that does not fit into a narrow column";
  for (const std::size_t width : {20, 30, 50, 80, 200}) {
    for (const std::size_t columns : {1, 2, 3, 7, 20}) {
      std::vector<std::string> names;
      List row;
      for (std::size_t i = 0; i < columns; ++i) {
        names.push_back("column " + std::to_string(i));
        row.push_back(i % 2 == 0 ? Value(text) : Value(static_cast<std::int64_t>(i)));
      }
      const std::string table = printed(Mode::Table, width, names, {row, row});
      CHECK(widest(table) <= width);
      // Nothing is cut off: every word is still there, once for each of its cells.
      std::size_t count = 0;
      for (std::size_t at = 0; (at = table.find("narrow", at)) != std::string::npos; ++at) ++count;
      CHECK(count == 2 * ((columns + 1) / 2));
    }
  }
}

}  // namespace agora::repl
