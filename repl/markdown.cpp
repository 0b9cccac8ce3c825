#include "markdown.h"

#include <algorithm>

namespace agora::repl {

namespace {

std::string_view take_line(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

struct Fence {
  char mark = 0;
  std::size_t length = 0;
  std::string_view rest;
};

/// The fence that a line is: three or more back quotes or tildes, indented by three spaces at most.
Fence fence_of(std::string_view line) {
  line = without_end(line);
  std::size_t at = 0;
  while (at < line.size() && at < 3 && line[at] == ' ') ++at;
  if (at == line.size() || (line[at] != '`' && line[at] != '~')) return {};
  const char mark = line[at];
  const std::size_t begin = at;
  while (at < line.size() && line[at] == mark) ++at;
  if (at - begin < 3) return {};
  const std::string_view rest = line.substr(at);
  if (mark == '`' && rest.find('`') != std::string_view::npos) return {};
  return {mark, at - begin, rest};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0;;) {
    at = text.find_first_not_of(" \t", at);
    if (at == std::string_view::npos) return words;
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
}

bool closes(const Fence& fence, const Fence& opening) {
  return fence.mark == opening.mark && fence.length >= opening.length &&
         words_of(fence.rest).empty();
}

}  // namespace

std::vector<MarkdownPiece> split_markdown(std::string_view text) {
  std::vector<MarkdownPiece> pieces;
  std::uint32_t line_number = 1;
  std::size_t at = 0, plain_begin = 0;
  std::uint32_t plain_line = 1;
  const auto end_plain = [&](std::size_t end) {
    if (end == plain_begin) return;
    MarkdownPiece piece;
    piece.whole = piece.body = text.substr(plain_begin, end - plain_begin);
    piece.line = piece.body_line = plain_line;
    pieces.push_back(piece);
  };
  while (at < text.size()) {
    const std::string_view line = take_line(text.substr(at));
    const Fence opening = fence_of(line);
    if (opening.mark == 0) {
      at += line.size();
      ++line_number;
      continue;
    }
    end_plain(at);
    MarkdownPiece block;
    block.fenced = true;
    block.words = words_of(opening.rest);
    block.line = line_number++;
    block.body_line = line_number;
    const std::size_t begin = at, body = at + line.size();
    std::size_t body_end = text.size();
    block.closed = false;
    for (at = body; at < text.size();) {
      const std::string_view next = take_line(text.substr(at));
      const std::size_t start = at;
      at += next.size();
      ++line_number;
      if (closes(fence_of(next), opening)) {
        body_end = start;
        block.closed = true;
        break;
      }
    }
    block.body = text.substr(body, body_end - body);
    block.whole = text.substr(begin, at - begin);
    pieces.push_back(block);
    plain_begin = at;
    plain_line = line_number;
  }
  end_plain(text.size());
  return pieces;
}

}  // namespace agora::repl
