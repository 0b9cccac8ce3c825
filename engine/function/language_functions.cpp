// Functions that know human languages: stems of words (Snowball) and the order of a dictionary (ICU).

#include <libstemmer.h>
#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <map>
#include <memory>
#include <string>

#include "base/edit_distance.h"
#include "function/arguments.h"
#include "function/families.h"
#include "function/unicode.h"

namespace agora::function {
namespace {

struct StemmerDeleter {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, StemmerDeleter>;

[[noreturn]] void unknown_language(const std::string& language) {
  base::NearestNames nearest(language, 1);
  for (const char** each = sb_stemmer_list(); *each != nullptr; ++each) nearest.offer(*each);
  std::vector<std::string> near = nearest.take();
  throw Error(ErrorCategory::ArgumentError, "InvalidArgumentValue",
              "stem() knows no language `" + language + "`")
      .with_hint(near.empty() ? "write its English name, as 'german', or its code, as 'de'"
                              : "did you mean `" + near.front() + "`?")
      .with_candidates(std::move(near));
}

/// Kept for the thread: making one costs more than a word, and it may be used by one thread only.
sb_stemmer* stemmer_for(const std::string& language) {
  thread_local std::map<std::string, Stemmer> known;
  Stemmer& stemmer = known[language];
  if (!stemmer) stemmer.reset(sb_stemmer_new(language.c_str(), "UTF_8"));
  if (!stemmer) {
    known.erase(language);
    unknown_language(language);
  }
  return stemmer.get();
}

Value stem(CallContext&, std::span<const Value> values) {
  const Arguments arguments("stem", values);
  const std::string language = arguments.has(1) ? to_lower(arguments.text(1)) : "english";
  sb_stemmer* const stemmer = stemmer_for(language);
  const std::string word = to_lower(arguments.text(0));
  const sb_symbol* stemmed = sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                                             static_cast<int>(word.size()));
  if (stemmed == nullptr) throw Error(ErrorCategory::LimitExceeded, "", "there is no memory for stem()");
  return Value(std::string_view(reinterpret_cast<const char*>(stemmed),
                                static_cast<std::size_t>(sb_stemmer_length(stemmer))));
}

/// Kept for the thread, as making one reads tables.
const icu::Collator& collator_for(const std::string& language) {
  thread_local std::map<std::string, std::unique_ptr<icu::Collator>> known;
  std::unique_ptr<icu::Collator>& collator = known[language];
  if (collator) return *collator;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(language, status);
  const bool usable = U_SUCCESS(status) && (language.empty() || *locale.getLanguage() != '\0');
  if (usable) collator.reset(icu::Collator::createInstance(locale, status));
  if (!usable || U_FAILURE(status) || !collator) {
    known.erase(language);
    throw Error(ErrorCategory::ArgumentError, "InvalidArgumentValue",
                "collation_key() knows no language `" + language + "`")
        .with_hint("write a language tag, as 'de', 'sv', 'es-u-co-trad'");
  }
  return *collator;
}

/// The collator's sort key in hex, as its bytes are no text. Hex keeps their order.
Value collation_key(CallContext& context, std::span<const Value> values) {
  const Arguments arguments("collation_key", values);
  const icu::Collator& collator = collator_for(arguments.has(1) ? std::string(arguments.text(1)) : "");
  const std::string_view text = arguments.text(0);
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const std::int32_t size = collator.getSortKey(wide, nullptr, 0);
  check_size(context, 2 * static_cast<std::size_t>(size));
  std::string bytes(static_cast<std::size_t>(size), '\0');
  collator.getSortKey(wide, reinterpret_cast<std::uint8_t*>(bytes.data()), size);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes.substr(0, bytes.empty() ? 0 : bytes.size() - 1)) {  // The last byte is a zero.
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 0xf];
  }
  return Value(out);
}

}  // namespace

void add_language_functions(Functions& functions) {
  Family family(functions, "string");
  family
      .scalar("stem", {{"word", kText}, {"language", kText}}, ValueType::String, stem,
              "The word without its endings, in lower case, by the rules of a language: English unless "
              "another is named.",
              "stem('Häuser', 'german')", "haus")
      .optional(1);
  family
      .scalar("collation_key", {{"text", kText}, {"language", kText}}, ValueType::String, collation_key,
              "A string to sort by where the order of a language is wanted: ORDER BY "
              "collation_key(n.name, 'de').",
              "sort([collation_key('z', 'de'), collation_key('ä', 'de')])[0] = collation_key('ä', 'de')",
              "true")
      .optional(1);
}

}  // namespace agora::function
