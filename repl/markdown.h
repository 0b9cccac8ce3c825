// repl/markdown.h
//
// Markdown as reports and saved questions use it: fenced blocks between lines of text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agora::repl {

/// A piece of a Markdown text: a fenced block, or the lines between two.
struct MarkdownPiece {
  bool fenced = false;
  std::string_view
      whole;  ///< With the fences, line ends included: all pieces in a row are the text.
  std::string_view body;  ///< What stands within the fences; all of it for other lines.
  std::vector<std::string_view>
      words;               ///< Behind the opening fence: "agora", then a name and the like.
  std::uint32_t line = 1;  ///< Where the piece begins, from 1.
  std::uint32_t body_line = 1;
  bool closed = true;  ///< False for a fence that runs to the end of the text.

  /// True for a block of that language.
  bool is(std::string_view language) const {
    return fenced && !words.empty() && words[0] == language;
  }
};

/// The pieces of a text, which they point into.
std::vector<MarkdownPiece> split_markdown(std::string_view text);

}  // namespace agora::repl
