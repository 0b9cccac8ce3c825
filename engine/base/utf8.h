// base/utf8.h
//
// UTF-8 by code points. Everything but first_invalid() and is_valid() expects valid text; in
// invalid text a stray byte counts as one code point and decodes to U+FFFD, so that nothing reads
// past the end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agora::base {

/// The byte offset of the first byte that does not begin a well-formed sequence (overlong forms,
/// surrogates and values above U+10FFFF are not well-formed), or npos.
std::size_t first_invalid_utf8(std::string_view text) noexcept;
inline bool is_valid_utf8(std::string_view text) noexcept {
  return first_invalid_utf8(text) == std::string_view::npos;
}

/// The code point at `offset`, which moves behind it. Requires: offset < text.size().
char32_t next_code_point(std::string_view text, std::size_t& offset) noexcept;

/// Appends one code point. One that cannot be encoded (a surrogate, above U+10FFFF) becomes U+FFFD.
void append_code_point(std::string& text, char32_t code_point);

/// How many code points `text` has.
std::size_t count_code_points(std::string_view text) noexcept;

/// The byte offset of the code point number `index`, or text.size() if there are not so many.
std::size_t code_point_offset(std::string_view text, std::size_t index) noexcept;

/// `length` code points from number `start` on; both are cut at the end of the text.
std::string_view code_point_substring(std::string_view text, std::size_t start,
                                      std::size_t length = std::string_view::npos) noexcept;

/// All code points.
std::u32string to_code_points(std::string_view text);

}  // namespace agora::base
