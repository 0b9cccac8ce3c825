#include "function/unicode.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "agora/error.h"

namespace agora::function {
namespace {

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string narrow(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const icu::Normalizer2& normalizer(NormalForm form) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = nullptr;
  switch (form) {
    case NormalForm::Nfc:
      found = icu::Normalizer2::getNFCInstance(status);
      break;
    case NormalForm::Nfd:
      found = icu::Normalizer2::getNFDInstance(status);
      break;
    case NormalForm::Nfkc:
      found = icu::Normalizer2::getNFKCInstance(status);
      break;
    case NormalForm::Nfkd:
      found = icu::Normalizer2::getNFKDInstance(status);
      break;
  }
  if (U_FAILURE(status) || found == nullptr) {
    throw Error(ErrorCategory::Io, "", "the tables of Unicode cannot be loaded");
  }
  return *found;
}

icu::UnicodeString normalized(const icu::UnicodeString& text, NormalForm form) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out = normalizer(form).normalize(text, status);
  if (U_FAILURE(status)) throw Error(ErrorCategory::Io, "", "the text cannot be normalized");
  return out;
}

}  // namespace

std::string to_upper(std::string_view text) {
  if (!is_ascii(text)) return narrow(wide(text).toUpper(icu::Locale::getRoot()));
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string to_lower(std::string_view text) {
  if (!is_ascii(text)) return narrow(wide(text).toLower(icu::Locale::getRoot()));
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<NormalForm> normal_form(std::string_view name) {
  const std::string upper = to_upper(name);
  if (upper == "NFC") return NormalForm::Nfc;
  if (upper == "NFD") return NormalForm::Nfd;
  if (upper == "NFKC") return NormalForm::Nfkc;
  if (upper == "NFKD") return NormalForm::Nfkd;
  return std::nullopt;
}

std::string normalize(std::string_view text, NormalForm form) {
  return is_ascii(text) ? std::string(text) : narrow(normalized(wide(text), form));
}

bool is_normalized(std::string_view text, NormalForm form) {
  if (is_ascii(text)) return true;
  UErrorCode status = U_ZERO_ERROR;
  return normalizer(form).isNormalized(wide(text), status) && U_SUCCESS(status);
}

std::string fold(std::string_view text) {
  if (is_ascii(text)) return to_lower(text);
  const icu::UnicodeString parts = normalized(wide(text), NormalForm::Nfkd);
  icu::UnicodeString bare;
  for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 c = parts.char32At(i);
    if (u_charType(c) != U_NON_SPACING_MARK) bare.append(c);
  }
  return narrow(normalized(bare.foldCase(), NormalForm::Nfc));
}

bool is_white_space(char32_t code_point) {
  return u_isUWhiteSpace(static_cast<UChar32>(code_point)) != 0;
}

}  // namespace agora::function
