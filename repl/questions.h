// repl/questions.h
//
// Saved questions: a folder of Markdown files, each a heading that asks, a block "agora" that
// answers, and a block "csv" with the answer that is expected.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace agora::repl {

struct Question {
  std::filesystem::path file;
  std::string title;  ///< The heading, without its #.
  std::string query;
  std::string expected;  ///< The expected answer as CSV; empty if the file has none.
};

/// The questions of a folder in the order of their files' names. Throws Error (Io) if it cannot be
/// read, Error (ImportError) if a file has no heading or no query.
std::vector<Question> read_questions(const std::filesystem::path& folder);

/// Those whose title or query has `word` in it, case ignored, or whose file's name begins with it.
std::vector<Question> matching(const std::vector<Question>& questions, std::string_view word);

/// The first folder of saved questions: `datasets/*/questions` here, beside the program or
/// installed with it. Empty if there is none.
std::filesystem::path find_questions();

}  // namespace agora::repl
