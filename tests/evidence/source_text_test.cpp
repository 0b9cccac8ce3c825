// Passages found, folded, ambiguous and lost.

#include "evidence/source_text.h"

#include <catch2/catch.hpp>

#include "agora/error.h"
#include "evidence/digest.h"

using namespace agora;
using namespace agora::evidence;

TEST_CASE("digests") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(normalise_space("  a\t b\r\n\u00a0c\u2003 ") == "a b c");
  CHECK(fold_text("\u201Cit\u2019s\u201D \u00ABso\u00BB") == "\"it's\" \"so\"");
  CHECK(passage_digest("a\nb") == sha256_hex("a b"));
}

TEST_CASE("passages in a text") {
  const std::string text =
      "Über alles: the river\nrises in May. They say \u201Cit\u2019s high\u201D. The river rises. "
      "Then the river rises again.";
  const SourceText source(text);
  CHECK(source.sha256() == sha256_hex(text));
  CHECK(source.words({0, 4}) == "Über");
  CHECK(source.words({12, 27}) == "the river\nrises");
  CHECK(source.words({90, 5000}).size() > 0);
  CHECK(source.words({5000, 6000}).empty());
  CHECK(source.words({4, 4}).empty());

  const auto mark = [](std::uint64_t start, std::uint64_t end, std::string_view words) {
    return PassageMark{{start, end},
                       passage_digest(words),
                       sha256_hex(fold_text(words)),
                       std::string(words.substr(0, 9))};
  };
  struct Case {
    PassageMark mark;
    PassageState state;
    std::vector<TextRange> elsewhere;
  };
  const Case cases[] = {
      {mark(12, 27, "the river rises"), PassageState::Exact, {}},
      {mark(12, 27, "the  river\trises"), PassageState::Exact, {}},
      {mark(45, 56, "\"it's high\""), PassageState::Folded, {}},
      {mark(0, 15, "the river rises"), PassageState::Ambiguous, {{12, 27}, {80, 95}}},
      {mark(0, 15, "rises in May"), PassageState::Lost, {{22, 34}}},
      {mark(0, 15, "the river falls"), PassageState::Lost, {}},
      {mark(5000, 5015, "rises in May"), PassageState::Lost, {{22, 34}}},
      {mark(7, 3, "rises in May"), PassageState::Lost, {}},
  };
  for (const Case& c : cases) {
    INFO(c.mark.opening << " at " << c.mark.range.start);
    const PassageFinding finding = source.check(c.mark);
    CHECK(to_string(finding.state) == to_string(c.state));
    CHECK(finding.elsewhere == c.elsewhere);
  }
  CHECK_THROWS_AS(SourceText("\xff"), Error);
  CHECK(SourceText("").length() == 0);
  CHECK(SourceText("").check(mark(0, 5, "words")).state == PassageState::Lost);
}

TEST_CASE("places count code points, far into a text") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "é";
  const SourceText source(text + " the end");
  CHECK(source.length() == 2008);
  CHECK(source.words({2001, 2008}) == "the end");
  const PassageMark mark{{0, 7}, passage_digest("the end"), "", "the"};
  CHECK(source.check(mark).elsewhere == std::vector<TextRange>{{2001, 2008}});
}
