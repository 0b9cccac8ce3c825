#include "execution/find_text.h"

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace agora::execution {

namespace {

#ifdef __SSE2__

constexpr std::size_t kPlaces = 16;

/// True if `part` stands at one of the places from `at` on. Requires: kPlaces + part.size() - 1 bytes there.
bool stands_near(const char* at, std::string_view part, __m128i first, __m128i last) {
  const auto load = [](const char* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); };
  const __m128i begins = _mm_cmpeq_epi8(load(at), first);
  const __m128i ends = _mm_cmpeq_epi8(load(at + part.size() - 1), last);
  auto places = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(begins, ends)));
  for (; places != 0; places &= places - 1) {
    const int place = __builtin_ctz(places);
    if (std::memcmp(at + place, part.data(), part.size()) == 0) return true;
  }
  return false;
}

bool contains_long(std::string_view text, std::string_view part) {
  const __m128i first = _mm_set1_epi8(part.front());
  const __m128i last = _mm_set1_epi8(part.back());
  const std::size_t last_block = text.size() - part.size() + 1 - kPlaces;
  for (std::size_t i = 0; i < last_block; i += kPlaces) {
    if (stands_near(text.data() + i, part, first, last)) return true;
  }
  return stands_near(text.data() + last_block, part, first, last);
}

#endif

}  // namespace

bool contains_text(std::string_view text, std::string_view part) {
  if (part.empty()) return true;
  if (text.size() < part.size()) return false;
#ifdef __SSE2__
  if (text.size() - part.size() + 1 >= kPlaces) return contains_long(text, part);
#endif
  return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace agora::execution
