#include "syntax/same_tokens.h"

#include <algorithm>

#include "syntax/scanner.h"

namespace agora::syntax {
namespace {

std::vector<SourceSpan> places_of(std::string_view text) {
  std::vector<SourceSpan> places;
  for (const Token& token : scan_tokens(text)) places.push_back(token.span());
  return places;
}

}  // namespace

std::string tokens_text(std::string_view text) {
  Scanner scanner(text);
  std::string tokens;
  bool names_columns = false;
  std::uint32_t end = 0;
  for (;;) {
    const Token token = scanner.next();
    if (token.problem != TokenProblem::None) return {};
    if (token.kind == TokenKind::kEndOfText) return tokens;
    tokens += names_columns ? text.substr(end, token.offset - end) : " ";
    tokens += token.text(text);
    names_columns = names_columns || token.kind == TokenKind::kReturn;
    end = token.end();
  }
}

PlaceMap::PlaceMap(std::string_view planned, std::string_view given)
    : planned_(places_of(planned)), given_(places_of(given)) {}

SourceSpan PlaceMap::operator()(const SourceSpan& planned) const {
  // The token that begins there, or within which the place lies, and the one where it ends.
  const auto token_at = [&](std::uint32_t offset) {
    const auto behind = std::upper_bound(
        planned_.begin(), planned_.end(), offset,
        [](std::uint32_t at, const SourceSpan& token) { return at < token.offset; });
    return behind == planned_.begin() ? 0 : static_cast<std::size_t>(behind - planned_.begin() - 1);
  };
  const std::size_t first = token_at(planned.offset);
  const std::size_t last = planned.length == 0 ? first : token_at(planned.offset + planned.length - 1);
  // Within a token both texts are equal.
  const auto moved = [&](std::size_t token, std::uint32_t offset) {
    return given_[token].offset + (offset - planned_[token].offset);
  };
  SourceSpan span = given_[first];
  span.offset = moved(first, planned.offset);
  if (planned.line == planned_[first].line) {
    span.column += planned.column - planned_[first].column;
  } else {  // Inside a token of several lines.
    span.line += planned.line - planned_[first].line;
    span.column = planned.column;
  }
  span.length = moved(last, planned.offset + planned.length) - span.offset;
  return span;
}

}  // namespace agora::syntax
