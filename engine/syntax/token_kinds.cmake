# Writes the C++ names and the keyword table of the tokens that grammar/AgoraLexer.g4 defines, from the list
# that ANTLR makes of it: so a token is named in one place. Lines are NAME=number or 'literal'=number.
# Usage: cmake -DTOKENS=<AgoraLexer.tokens> -DHEADER=<token_kinds.h> -P token_kinds.cmake

file(STRINGS ${TOKENS} lines)
set(kinds "")
set(keywords "")
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Z_]+)=([0-9]+)$")
    set(number ${CMAKE_MATCH_2})
    string(REPLACE "_" ";" parts ${CMAKE_MATCH_1})
    set(name "k")
    foreach(part IN LISTS parts)
      string(SUBSTRING ${part} 0 1 head)
      string(SUBSTRING ${part} 1 -1 tail)
      string(TOLOWER "${tail}" tail)
      string(APPEND name "${head}${tail}")
    endforeach()
    string(APPEND kinds "  ${name} = ${number},\n")
  elseif(line MATCHES "^'([A-Z]+)'=([0-9]+)$")
    string(APPEND keywords "    {\"${CMAKE_MATCH_1}\", static_cast<TokenKind>(${CMAKE_MATCH_2})},\n")
  endif()
endforeach()
file(WRITE ${HEADER}
"// Generated from grammar/AgoraLexer.g4 by engine/syntax/token_kinds.cmake.
#pragma once

#include <cstdint>
#include <string_view>

namespace agora::syntax {

enum class TokenKind : std::uint16_t {
  kEndOfText = 0,
${kinds}};

struct Keyword {
  std::string_view text;
  TokenKind kind;
};

inline constexpr Keyword kKeywords[] = {
${keywords}};

}  // namespace agora::syntax
")
