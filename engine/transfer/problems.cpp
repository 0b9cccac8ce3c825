#include "transfer/problems.h"

#include "agora/error.h"

namespace agora::transfer {

std::string place(const std::filesystem::path& file, std::uint64_t line) {
  return line == 0 ? file.string() : file.string() + ":" + std::to_string(line);
}

void Problems::add(const std::filesystem::path& file, std::uint64_t line,
                   const std::string& reason) {
  if (options_.problem) options_.problem(ImportProblem{file, line, reason, {}});
  if (count_++ == 0) first_ = place(file, line) + ": " + reason;
  if (count_ >= options_.max_problems) throw_if_any();
}

void Problems::add(const std::filesystem::path& file, std::uint64_t line, const std::string& reason,
                   std::string_view text) {
  if (!options_.skip_bad) return add(file, line, reason);
  ++skipped_;
  if (options_.problem) options_.problem(ImportProblem{file, line, reason, std::string(text)});
}

void Problems::throw_if_any() const {
  if (count_ == 0) return;
  std::string message = first_;
  if (count_ > 1) {
    message += " (and " + std::to_string(count_ - 1) + " more" +
               (count_ >= options_.max_problems ? "; reading stopped there)" : ")");
  }
  throw Error(ErrorCategory::ImportError, "", message)
      .with_hint("nothing was imported; correct the files and import again");
}

}  // namespace agora::transfer
