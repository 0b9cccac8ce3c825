// transfer/csv_reader.h
//
// CSV as RFC 4180 describes it, read a record at a time from bytes that somebody else holds, or from a file. Beyond
// the letter: lines may end in LF alone, a byte order mark is skipped, empty lines are skipped, a
// quote inside a field that does not begin with one is a character like any other.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agora::transfer {

class InputFile;

class CsvReader {
 public:
  /// `separator` is a character of ASCII that is no quote or line end.
  explicit CsvReader(std::string_view bytes, char separator = ',');
  /// Reads the file anew. It must outlive the reader. Throws what InputFile::more() throws, as next() does.
  explicit CsvReader(InputFile& file, char separator = ',');

  /// Goes to the next record. False at the end of the input, and where a record is malformed:
  /// problem() tells which. After a malformed record reading goes on at the next line.
  bool next();
  /// What is wrong with the record at line(), or nullopt at the end of the input.
  const std::optional<std::string>& problem() const noexcept { return problem_; }

  std::size_t field_count() const noexcept { return fields_.size(); }
  /// The field without its quotes; its bytes stay put until next().
  std::string_view field(std::size_t i) const noexcept { return fields_[i].text; }
  /// Whether it was in quotes, which tells an empty text from no value.
  bool quoted(std::size_t i) const noexcept { return fields_[i].quoted; }
  /// The line on which the record begins, from 1.
  std::uint64_t line() const noexcept { return record_line_; }
  /// The record as it stands in the input, without its line end; of a malformed one the part that was
  /// skipped.
  std::string_view record() const noexcept;
  /// Bytes worked off.
  std::uint64_t offset() const noexcept { return static_cast<std::uint64_t>(at_ - begin_); }

 private:
  struct Field {
    std::string_view text;
    bool quoted;
  };
  void start(std::string_view bytes);
  bool read_on();
  bool read_whole_record();
  bool read_record();
  bool read_quoted();
  void read_plain();
  void skip_line();

  InputFile* file_ = nullptr;  ///< Where there may be more.
  const char* begin_;
  const char* record_begin_ = nullptr;
  const char* at_;
  const char* end_;
  bool cut_ = false;  ///< The record may be another if there is more.
  char separator_;
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 0;
  std::vector<Field> fields_;
  std::deque<std::string>
      unescaped_;  ///< Fields whose text differs from the file's bytes; they stay put.
  std::size_t unescaped_count_ = 0;
  std::optional<std::string> problem_;
};

}  // namespace agora::transfer
