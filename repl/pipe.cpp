#include "pipe.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include "agora/error.h"
#include "exit_code.h"
#include "pipe_session.h"
#include "statement_runner.h"

namespace agora::repl {

namespace {

/// Lines from a file descriptor. Replies are held back while further requests are already here, so
/// that many sent at once are answered at once.
class LineReader {
 public:
  /// The next line without its end; false at the end of input. `idle` runs before waiting for more.
  template <typename Idle>
  bool next(std::string& line, Idle&& idle) {
    for (;;) {
      if (const char* end = static_cast<const char*>(
              std::memchr(buffer_.data() + begin_, '\n', buffer_.size() - begin_))) {
        line.assign(buffer_, begin_, static_cast<std::size_t>(end - buffer_.data()) - begin_);
        begin_ = static_cast<std::size_t>(end - buffer_.data()) + 1;
        return true;
      }
      buffer_.erase(0, begin_);
      begin_ = 0;
      idle();
      const std::size_t size = buffer_.size();
      buffer_.resize(size + kChunk);
      ssize_t got;
      do {
        got = read(STDIN_FILENO, buffer_.data() + size, kChunk);
      } while (got < 0 && errno == EINTR);
      buffer_.resize(size + static_cast<std::size_t>(got > 0 ? got : 0));
      if (got > 0) continue;
      if (buffer_.empty()) return false;
      line = std::move(buffer_);  // A last line without its end.
      buffer_.clear();
      return true;
    }
  }

 private:
  static constexpr std::size_t kChunk = 1 << 16;
  std::string buffer_;
  std::size_t begin_ = 0;
};

void write_all(const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw Error(ErrorCategory::Io, "", "standard output was closed");
    done += static_cast<std::size_t>(wrote);
  }
}

}  // namespace

int run_pipe(const PipeOptions& options) {
  std::optional<Database> database = open_database(options.database, options.open);
  if (!database) return kCannotOpen;
  PipeSession session(*database, options.limits, options.allow_reset);
  LineReader lines;
  std::string line, out;
  const auto flush = [&out] {
    write_all(out);
    out.clear();
  };
  while (lines.next(line, flush)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    session.answer(line, out);
    if (out.size() > (1 << 20)) flush();
  }
  flush();
  return kFine;
}

}  // namespace agora::repl
