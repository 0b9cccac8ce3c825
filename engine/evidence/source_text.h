// evidence/source_text.h
//
// The text of a source, and whether passages are where they are said to be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace agora::evidence {

/// A place in a text: code points from `start` up to `end`.
struct TextRange {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  bool operator==(const TextRange&) const = default;
};

/// What is known of a passage without its words.
struct PassageMark {
  TextRange range;
  std::string sha256;         ///< passage_digest() of its words.
  std::string folded_sha256;  ///< sha256_hex(fold_text()) of its words; may be empty.
  std::string opening;  ///< Its first words, by which it is looked for elsewhere; may be empty.
};

enum class PassageState : std::uint8_t {
  Exact,      ///< The words are at their place, white space apart.
  Folded,     ///< They are, once typographic quotation marks are taken for plain ones.
  Ambiguous,  ///< They are not at their place, but at several others.
  Lost,       ///< They are not at their place. Nobody moves a passage but a person.
};
std::string_view to_string(PassageState state) noexcept;

struct PassageFinding {
  PassageState state = PassageState::Lost;
  /// Where else the words are, if they are not at their place: suggestions, in the order of the
  /// text.
  std::vector<TextRange> elsewhere;
};

/// Immutable; may be shared by threads.
class SourceText {
 public:
  /// Throws Error ImportError if the text is not valid UTF-8.
  explicit SourceText(std::string text);

  std::string_view text() const noexcept { return text_; }
  /// SHA-256 of its bytes.
  const std::string& sha256() const noexcept { return sha256_; }
  /// In code points.
  std::uint64_t length() const noexcept { return length_; }

  /// The words at a place; cut at the end of the text, empty if the range is.
  std::string_view words(const TextRange& range) const;
  /// Whether the passage is at its place and, if not, where else its words are.
  PassageFinding check(const PassageMark& mark) const;

 private:
  std::size_t byte_of(std::uint64_t code_point) const;
  std::uint64_t code_point_of(std::size_t byte) const;
  void search(const PassageMark& mark, PassageFinding& finding) const;

  std::string text_;
  std::string sha256_;
  std::uint64_t length_ = 0;
  std::vector<std::size_t> marks_;  ///< The byte of every kMarkEvery-th code point.
  struct Folded;
  std::shared_ptr<Folded> folded_;  ///< Made when a passage is looked for for the first time.
};

}  // namespace agora::evidence
