#include "evidence/source_text.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "agora/error.h"
#include "base/utf8.h"
#include "evidence/digest.h"

namespace agora::evidence {
namespace {

constexpr std::uint64_t kMarkEvery = 256;
/// Places at which a passage is looked for in vain before it counts as lost.
constexpr std::size_t kMaxCandidates = 100;

/// A text folded, and from which byte of the original each of its bytes came.
struct FoldedText {
  std::string text;
  std::vector<std::size_t> origin;

  explicit FoldedText(std::string_view original) {
    bool gap = false;
    for (std::size_t at = 0; at < original.size();) {
      const std::size_t begin = at;
      base::next_code_point(original, at);
      const std::string folded = fold_text(original.substr(begin, at - begin));
      if (folded.empty()) {
        gap = true;
        continue;
      }
      if (gap && !text.empty()) add(" ", begin);
      gap = false;
      add(folded, begin);
    }
  }

 private:
  void add(std::string_view bytes, std::size_t from) {
    text += bytes;
    origin.insert(origin.end(), bytes.size(), from);
  }
};

}  // namespace

struct SourceText::Folded {
  std::once_flag once;
  std::optional<FoldedText> text;
};

std::string_view to_string(PassageState state) noexcept {
  switch (state) {
    case PassageState::Exact:
      return "exact";
    case PassageState::Folded:
      return "folded";
    case PassageState::Ambiguous:
      return "ambiguous";
    case PassageState::Lost:
      return "lost";
  }
  return "lost";
}

SourceText::SourceText(std::string text)
    : text_(std::move(text)), sha256_(sha256_hex(text_)), folded_(std::make_shared<Folded>()) {
  if (const std::size_t bad = base::first_invalid_utf8(text_); bad != std::string::npos) {
    throw Error(ErrorCategory::ImportError, "",
                "the text of the source is not valid UTF-8 at byte " + std::to_string(bad + 1));
  }
  for (std::size_t at = 0; at < text_.size(); ++length_) {
    if (length_ % kMarkEvery == 0) marks_.push_back(at);
    base::next_code_point(text_, at);
  }
}

std::size_t SourceText::byte_of(std::uint64_t code_point) const {
  if (code_point >= length_) return text_.size();
  std::size_t at = marks_[code_point / kMarkEvery];
  for (std::uint64_t i = code_point % kMarkEvery; i > 0; --i) base::next_code_point(text_, at);
  return at;
}

std::uint64_t SourceText::code_point_of(std::size_t byte) const {
  if (marks_.empty()) return 0;
  const auto mark = std::upper_bound(marks_.begin(), marks_.end(), byte) - marks_.begin() - 1;
  std::uint64_t code_point = static_cast<std::uint64_t>(mark) * kMarkEvery;
  for (std::size_t at = marks_[static_cast<std::size_t>(mark)]; at < byte; ++code_point) {
    base::next_code_point(text_, at);
  }
  return code_point;
}

std::string_view SourceText::words(const TextRange& range) const {
  if (range.start >= range.end) return {};
  const std::size_t begin = byte_of(range.start);
  return std::string_view(text_).substr(begin, byte_of(range.end) - begin);
}

PassageFinding SourceText::check(const PassageMark& mark) const {
  PassageFinding finding;
  const std::string_view here = words(mark.range);
  if (mark.range.end <= length_ && !here.empty()) {
    if (passage_digest(here) == mark.sha256) {
      finding.state = PassageState::Exact;
      return finding;
    }
    const std::string folded = sha256_hex(fold_text(here));
    // A digest made of plain marks is its own folded one.
    if (folded == mark.folded_sha256 || folded == mark.sha256) {
      finding.state = PassageState::Folded;
      return finding;
    }
  }
  search(mark, finding);
  if (finding.elsewhere.size() > 1) finding.state = PassageState::Ambiguous;
  return finding;
}

void SourceText::search(const PassageMark& mark, PassageFinding& finding) const {
  const std::string opening = fold_text(mark.opening);
  if (opening.empty() || mark.range.start >= mark.range.end) return;
  std::call_once(folded_->once, [this] { folded_->text.emplace(text_); });
  const FoldedText& folded = *folded_->text;
  // Its white space may have been another, so its length is only roughly known.
  const std::uint64_t longest = (mark.range.end - mark.range.start) * 2 + 64;
  std::size_t candidates = 0;
  for (std::size_t found = folded.text.find(opening);
       found != std::string::npos && candidates < kMaxCandidates;
       found = folded.text.find(opening, found + 1), ++candidates) {
    const std::size_t begin = folded.origin[found];
    std::size_t at = begin;
    for (std::uint64_t length = 1; length <= longest && at < text_.size(); ++length) {
      base::next_code_point(text_, at);
      const std::string_view words(text_.data() + begin, at - begin);
      if (words.size() < mark.opening.size() / 2) continue;
      if (passage_digest(words) != mark.sha256) continue;
      const std::uint64_t start = code_point_of(begin);
      finding.elsewhere.push_back({start, start + length});
      break;
    }
  }
}

}  // namespace agora::evidence
