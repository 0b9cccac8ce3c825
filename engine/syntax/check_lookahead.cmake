# Fails the build when a rule of the grammar needs more lookahead than the next token and is not known to.
# Such a decision costs time in every process when it is first made (see grammar/README.md).
# Usage: cmake -DPARSER=<AgoraParser.cpp> -P check_lookahead.cmake
cmake_minimum_required(VERSION 3.25)

# Two tokens tell these: a path's variable from a search word, a subquery's query from a pattern, EACH [.
set(known pathPattern subquery indexedProperties)

# The line that begins a rule's function, and the calls within that look further ahead.
file(STRINGS ${PARSER} lines REGEX "Context. AgoraParser::[A-Za-z]+.. {|adaptivePredict")
set(rule "")
foreach(line IN LISTS lines)
  if(line MATCHES "Context. AgoraParser::([A-Za-z]+).. {")
    set(rule ${CMAKE_MATCH_1})
  elseif(NOT rule IN_LIST known AND line MATCHES "adaptivePredict")
    message(FATAL_ERROR "The grammar rule ${rule} cannot decide by the next token. Let a token tell what begins "
                        "there (mark_tokens.cpp) or, if two tokens do, name the rule in check_lookahead.cmake.")
  endif()
endforeach()
if(NOT rule)
  message(FATAL_ERROR "No rule was found in ${PARSER}: the generated code looks different now.")
endif()
