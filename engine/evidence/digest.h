// evidence/digest.h
//
// Fingerprints by which a text and the passages in it are recognised.
#pragma once

#include <string>
#include <string_view>

namespace agora::evidence {

/// SHA-256 in 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// The words of `text`, one space between two: what a passage's digest is made of. White space is
/// what Unicode calls so. Requires: valid UTF-8.
std::string normalise_space(std::string_view text);

/// `normalise_space`, with typographic quotation marks and apostrophes as plain ones (`"` and `'`)
/// as well.
std::string fold_text(std::string_view text);

/// The digest of a passage: sha256_hex(normalise_space(words)).
std::string passage_digest(std::string_view words);

}  // namespace agora::evidence
