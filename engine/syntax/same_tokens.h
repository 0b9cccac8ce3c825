// syntax/same_tokens.h
//
// Texts that have the same tokens and differ in the blanks and comments between them alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agora/error.h"

namespace agora::syntax {

/// The statement's tokens, one blank before each: equal for texts that mean the same in all but their
/// places. Behind the first RETURN the blanks stay as they are, as a column without AS is called what
/// was written. Empty if a token is wrong.
std::string tokens_text(std::string_view text);

/// Leads places in the text that a plan was made from to the same tokens of another text.
class PlaceMap {
 public:
  /// Both texts must have the same tokens.
  PlaceMap(std::string_view planned, std::string_view given);

  /// Where the tokens of the place `planned` stand in the given text.
  SourceSpan operator()(const SourceSpan& planned) const;

 private:
  std::vector<SourceSpan> planned_, given_;
};

}  // namespace agora::syntax
