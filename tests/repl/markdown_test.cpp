#include "markdown.h"

#include <catch2/catch.hpp>

namespace agora::repl {

namespace {

/// "text@1" or "agora name@3:4 [body]" for each piece.
std::string outline(std::string_view text) {
  std::string out, whole;
  for (const MarkdownPiece& piece : split_markdown(text)) {
    whole += piece.whole;
    if (!out.empty()) out += ", ";
    if (!piece.fenced) {
      out += "text@" + std::to_string(piece.line);
      continue;
    }
    for (std::size_t i = 0; i < piece.words.size(); ++i) {
      out += (i > 0 ? " " : "") + std::string(piece.words[i]);
    }
    out += "@" + std::to_string(piece.line) + " [" + std::string(piece.body) + "]";
    if (!piece.closed) out += " open";
  }
  CHECK(whole == text);  // The pieces are the text, without a gap.
  return out;
}

}  // namespace

TEST_CASE("split_markdown finds fenced blocks", "[repl]") {
  const struct {
    const char* what;
    const char* text;
    const char* outline;
  } cases[] = {
      {"text alone", "a\nb\n", "text@1"},
      {"nothing", "", ""},
      {"a block between text", "a\n```agora n\nq\n```\nb\n", "text@1, agora n@2 [q\n], text@5"},
      {"two blocks", "```a\n1\n```\n```b c d\n```\n", "a@1 [1\n], b c d@4 []"},
      {"tildes", "~~~agora\n```\n~~~\n", "agora@1 [```\n]"},
      {"a longer fence holds a shorter", "````md\n```agora\n```\n````\n", "md@1 [```agora\n```\n]"},
      {"a fence is not closed by one with words", "```a\n```b\n```\n", "a@1 [```b\n]"},
      {"an open fence runs to the end", "```agora x\nq", "agora x@1 [q] open"},
      {"code in a line is no fence", "```x``` y\n", "text@1"},
      {"an indented fence", "  ```agora x\nq\n  ```\n", "agora x@1 [q\n]"},
      {"line ends of Windows", "```agora x\r\nq\r\n```\r\n", "agora x@1 [q\r\n]"},
  };
  for (const auto& [what, text, expected] : cases) {
    DYNAMIC_SECTION(what) { CHECK(outline(text) == expected); }
  }
}

}  // namespace agora::repl
