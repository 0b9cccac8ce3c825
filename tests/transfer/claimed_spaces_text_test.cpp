// The dataset claimed-spaces against the text it codes, where that is at hand: it is no part of this
// repository.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include "base/utf8.h"
#include "evidence/attached_text.h"
#include "graph/graph_store.h"
#include "transfer/import.h"

using namespace agora;
using namespace agora::evidence;
namespace fs = std::filesystem;

namespace {

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) points += base::next_code_point(text, at);
  return points;
}

std::string utf8(const std::u32string& points) {
  std::string text;
  for (const char32_t point : points) base::append_code_point(text, point);
  return text;
}

bool is_space(char32_t point) {
  return point == U' ' || point == U'\n' || point == U'\r' || point == U'\t' || point == 0xA0 ||
         (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
         point == 0x202F || point == 0x3000 || point == 0x0B || point == 0x0C || point == 0x85;
}

}  // namespace

TEST_CASE("one changed character fails exactly the passages that contain it") {
  const char* shared = std::getenv("AGORA_SHARED");
  const fs::path file = fs::path(shared ? shared : "") / "thesis" / "thesis.txt";
  if (!shared || !fs::exists(file)) {
    WARN("skipped: the text that claimed-spaces codes is not here");
    return;
  }
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto store = graph::GraphStore::open(":memory:");
  transfer::import_folder(*store, AGORA_TESTS_FOLDER "/../datasets/claimed-spaces", {},
                          std::chrono::milliseconds(0));
  const auto passages = PassageReader(*store->view()).all();
  REQUIRE(passages.size() > 500);
  const SourceText whole(text);
  for (const GraphPassage& passage : passages) {
    INFO(passage.key);
    CHECK(whole.check(passage.mark).state == PassageState::Exact);
  }

  const std::u32string points = code_points(text);
  std::mt19937 random(20160701);
  std::size_t trials = 0;
  std::size_t failing = 0;
  while (trials < 300) {
    const std::size_t at = random() % points.size();
    if (is_space(points[at])) continue;
    ++trials;
    std::u32string changed = points;
    changed[at] = changed[at] == U'#' ? U'%' : U'#';
    const SourceText copy(utf8(changed));
    std::set<std::string> expected;
    std::set<std::string> found;
    for (const GraphPassage& passage : passages) {
      const TextRange& range = passage.mark.range;
      if (range.start <= at && at < range.end) expected.insert(passage.key);
      PassageMark mark = passage.mark;
      mark.opening.clear();  // Whether it holds here, not where else it might.
      if (copy.check(mark).state != PassageState::Exact) found.insert(passage.key);
    }
    INFO("position " << at);
    CHECK(found == expected);
    failing += expected.size();
  }
  CHECK(failing > 150);  // Most of the text lies in a passage.
}
