// function/unicode.h
//
// What ICU does for string functions, on UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agora::function {

std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);

enum class NormalForm { Nfc, Nfd, Nfkc, Nfkd };
/// `NFC`, `nfkd` …; unset for another name.
std::optional<NormalForm> normal_form(std::string_view name);
std::string normalize(std::string_view text, NormalForm form);
bool is_normalized(std::string_view text, NormalForm form);

/// Without case and diacritics, for searching: `Émile` and `emile` fold to the same text.
std::string fold(std::string_view text);

/// True for white space of Unicode, non-breaking ones included.
bool is_white_space(char32_t code_point);

}  // namespace agora::function
