// Digests of strings.

#include <openssl/evp.h>

#include <array>

#include "function/arguments.h"
#include "function/families.h"

namespace agora::function {
namespace {

Value digest(std::string_view function, const EVP_MD* algorithm, std::span<const Value> values) {
  const std::string_view text = Arguments(function, values).text(0);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, algorithm, nullptr) != 1) {
    throw Error(ErrorCategory::NotSupported, "",
                "this system's cryptographic library does not offer " + std::string(function));
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 0xf];
  }
  return Value(out);
}

Value md5(CallContext&, std::span<const Value> values) { return digest("md5", EVP_md5(), values); }
Value sha1(CallContext&, std::span<const Value> values) {
  return digest("sha1", EVP_sha1(), values);
}
Value sha256(CallContext&, std::span<const Value> values) {
  return digest("sha256", EVP_sha256(), values);
}
Value sha512(CallContext&, std::span<const Value> values) {
  return digest("sha512", EVP_sha512(), values);
}

}  // namespace

void add_hash_functions(Functions& functions) {
  Family family(functions, "hashing");
  family.scalar("md5", {{"text", kText}}, ValueType::String, md5,
                "The MD5 digest of the string's bytes, in hex.", "md5('abc')",
                "900150983cd24fb0d6963f7d28e17f72");
  family.scalar("sha1", {{"text", kText}}, ValueType::String, sha1,
                "The SHA-1 digest of the string's bytes, in hex.", "sha1('abc')",
                "a9993e364706816aba3e25717850c26c9cd0d89d");
  family.scalar("sha256", {{"text", kText}}, ValueType::String, sha256,
                "The SHA-256 digest of the string's bytes, in hex.", "left(sha256('abc'), 16)",
                "ba7816bf8f01cfea");
  family.scalar("sha512", {{"text", kText}}, ValueType::String, sha512,
                "The SHA-512 digest of the string's bytes, in hex.", "left(sha512('abc'), 16)",
                "ddaf35a193617aba");
}

}  // namespace agora::function
