#include "transfer/csv_reader.h"

#include <algorithm>
#include <cstring>

#include "transfer/input_file.h"

namespace agora::transfer {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view bytes, char separator) : separator_(separator) { start(bytes); }

CsvReader::CsvReader(InputFile& file, char separator) : file_(&file), separator_(separator) {
  file.rewind();
  file.more();
  start(file.bytes());
}

void CsvReader::start(std::string_view bytes) {
  begin_ = at_ = bytes.data();
  end_ = begin_ + bytes.size();
  if (bytes.starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
}

/// Has more of the file, if there is more.
bool CsvReader::read_on() {
  if (!file_ || !file_->more()) return false;
  end_ = begin_ + file_->bytes().size();
  return true;
}

bool CsvReader::next() {
  while (at_ != end_ || read_on()) {
    record_line_ = line_;
    record_begin_ = at_;
    if (!read_whole_record()) return false;
    const bool empty_line = fields_.size() == 1 && fields_[0].text.empty() && !fields_[0].quoted;
    if (!empty_line) return true;
  }
  problem_.reset();
  return false;
}

/// Where the end of what was read may have cut the record off, it is read again with more of the file.
bool CsvReader::read_whole_record() {
  for (;;) {
    problem_.reset();
    cut_ = false;
    fields_.clear();
    unescaped_count_ = 0;
    const bool well = read_record();
    if ((at_ != end_ && !cut_) || !read_on()) return well;
    at_ = record_begin_;
    line_ = record_line_;
  }
}

std::string_view CsvReader::record() const noexcept {
  if (!record_begin_) return {};
  std::string_view text(record_begin_, static_cast<std::size_t>(at_ - record_begin_));
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool CsvReader::read_record() {
  for (;;) {
    if (at_ != end_ && *at_ == '"') {
      if (!read_quoted()) return false;
    } else {
      read_plain();
    }
    if (at_ == end_) return true;
    const char separator = *at_++;
    if (separator == separator_) {
      if (at_ == end_) fields_.push_back({{}, false});
      if (at_ == end_) return true;
      continue;
    }
    if (separator == '\r') ++at_;  // read_plain and read_quoted stop at it only before a line feed.
    ++line_;
    return true;
  }
}

void CsvReader::read_plain() {
  const char* const start = at_;
  while (at_ != end_ && *at_ != separator_ && *at_ != '\n') ++at_;
  if (at_ != end_ && *at_ == '\n' && at_ != start && at_[-1] == '\r') --at_;
  // The last line may end in a carriage return alone.
  const char* const stop = at_ == end_ && at_ != start && at_[-1] == '\r' ? at_ - 1 : at_;
  fields_.push_back({{start, static_cast<std::size_t>(stop - start)}, false});
}

bool CsvReader::read_quoted() {
  const char* const start = ++at_;
  const char* piece = start;
  std::string* unescaped = nullptr;
  for (;;) {
    const char* const quote =
        static_cast<const char*>(std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_)));
    if (!quote) {
      problem_ = "a field that begins with a quote is not closed";
      cut_ = true;
      at_ = start;  // Otherwise one forgotten quote would hide the rest of the file.
      skip_line();
      return false;
    }
    if (quote + 1 == end_ || quote[1] != '"') {
      at_ = quote;
      break;
    }
    if (!unescaped) {
      if (unescaped_count_ == unescaped_.size()) unescaped_.emplace_back();
      unescaped = &unescaped_[unescaped_count_++];
      unescaped->clear();
    }
    unescaped->append(piece, quote + 1);
    at_ = piece = quote + 2;
  }
  line_ += static_cast<std::uint64_t>(std::count(start, at_, '\n'));
  if (unescaped) {
    unescaped->append(piece, at_);
    fields_.push_back({*unescaped, true});
  } else {
    fields_.push_back({{start, static_cast<std::size_t>(at_ - start)}, true});
  }
  ++at_;
  if (at_ == end_ || *at_ == separator_ || *at_ == '\n') return true;
  if (*at_ == '\r' && (at_ + 1 == end_ || at_[1] == '\n')) {
    if (at_ + 1 == end_) at_ = end_;
    return true;
  }
  problem_ = "after the closing quote of a field there must be a comma or the end of the line";
  skip_line();
  return false;
}

void CsvReader::skip_line() {
  const char* const newline =
      static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_)));
  at_ = newline ? newline + 1 : end_;
  ++line_;
}

}  // namespace agora::transfer
