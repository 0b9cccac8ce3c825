// execution/find_text.h
#pragma once

#include <string_view>

namespace agora::execution {

/// True if `part` occurs in `text`, byte by byte. For many short texts and one part: sixteen places at a time are
/// tested for the part's first and last byte, and only where both stand the rest is compared. (W. Muła, "SIMD-friendly
/// algorithms for substring searching", 2016.)
bool contains_text(std::string_view text, std::string_view part);

}  // namespace agora::execution
