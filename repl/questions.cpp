#include "questions.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <system_error>

#include "agora/error.h"
#include "markdown.h"
#include "statement_runner.h"

namespace agora::repl {

namespace {

namespace fs = std::filesystem;

std::string title_of(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.substr(0, 2) == "# ") {
      line.remove_prefix(2);
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
      return std::string(line);
    }
    at = end + 1;
  }
  return "";
}

Question read_question(const fs::path& file) {
  const std::string text = read_file(file);
  Question question;
  question.file = file;
  for (const MarkdownPiece& piece : split_markdown(text)) {
    if (!piece.fenced && question.title.empty()) question.title = title_of(piece.body);
    if (piece.is("agora") && question.query.empty()) question.query = piece.body;
    if (piece.is("csv") && question.expected.empty()) question.expected = piece.body;
  }
  if (question.title.empty() || question.query.empty()) {
    throw Error(
        ErrorCategory::ImportError, "",
        "a saved question needs a heading and a block \"agora\" with its query: " + file.string());
  }
  return question;
}

icu::UnicodeString folded(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
             icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))
      .foldCase();
}

}  // namespace

std::vector<Question> read_questions(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  }
  if (failed) {
    throw Error(
        ErrorCategory::Io, "",
        "the folder of questions cannot be read (" + failed.message() + "): " + folder.string());
  }
  std::sort(files.begin(), files.end());
  std::vector<Question> questions;
  for (const fs::path& file : files) questions.push_back(read_question(file));
  return questions;
}

std::vector<Question> matching(const std::vector<Question>& questions, std::string_view word) {
  std::vector<Question> found;
  const icu::UnicodeString wanted = folded(word);
  for (const Question& question : questions) {
    if (question.file.filename().string().rfind(word, 0) == 0 ||
        folded(question.title).indexOf(wanted) >= 0 ||
        folded(question.query).indexOf(wanted) >= 0) {
      found.push_back(question);
    }
  }
  return found;
}

fs::path find_questions() {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  const fs::path roots[] = {"datasets", program / ".." / "datasets",
                            program / ".." / "share" / "agora" / "datasets"};
  for (const fs::path& root : roots) {
    std::vector<fs::path> folders;
    for (const fs::directory_entry& entry : fs::directory_iterator(root, ignored)) {
      if (fs::is_directory(entry.path() / "questions", ignored))
        folders.push_back(entry.path() / "questions");
    }
    if (!folders.empty()) return *std::min_element(folders.begin(), folders.end());
  }
  return {};
}

}  // namespace agora::repl
