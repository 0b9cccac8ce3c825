#include "evidence/digest.h"

#include <openssl/evp.h>
#include <unicode/uchar.h>

#include <memory>

#include "agora/error.h"
#include "base/utf8.h"

namespace agora::evidence {
namespace {

/// The plain mark for a typographic one, or the code point itself.
char32_t plain_quote(char32_t code_point) noexcept {
  switch (code_point) {
    case 0x2018:  // ‘
    case 0x2019:  // ’
    case 0x201A:  // ‚
    case 0x201B:  // ‛
    case 0x2032:  // ′
    case 0x02BC:  // ʼ
      return U'\'';
    case 0x201C:  // “
    case 0x201D:  // ”
    case 0x201E:  // „
    case 0x201F:  // ‟
    case 0x2033:  // ″
    case 0x00AB:  // «
    case 0x00BB:  // »
      return U'"';
    default:
      return code_point;
  }
}

template <typename Change>
std::string rewrite(std::string_view text, Change change) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code_point = base::next_code_point(text, at);
    if (u_isUWhiteSpace(static_cast<UChar32>(code_point))) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += ' ';
    gap = false;
    base::append_code_point(out, change(code_point));
  }
  return out;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorCategory::Io, "", "the system's library cannot compute SHA-256");
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

std::string normalise_space(std::string_view text) {
  return rewrite(text, [](char32_t code_point) { return code_point; });
}

std::string fold_text(std::string_view text) { return rewrite(text, plain_quote); }

std::string passage_digest(std::string_view words) { return sha256_hex(normalise_space(words)); }

}  // namespace agora::evidence
