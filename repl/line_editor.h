// repl/line_editor.h
//
// Lines from a person (edited, with a history kept between sessions) or from a file or pipe (as
// they are).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace agora::repl {

class LineEditor {
 public:
  enum class Outcome { Line, Interrupted, End };
  virtual ~LineEditor() = default;

  /// Reads a line without its end into `line`, showing `prompt` to a person. Interrupted: Ctrl-C;
  /// the line is given up.
  virtual Outcome read(const std::string& prompt, std::string& line) = 0;
  /// Keeps a statement, so that the up key brings it back.
  virtual void remember(const std::string& statement) = 0;
};

/// An editor on the terminal, or a plain reader if standard input is none.
std::unique_ptr<LineEditor> make_line_editor();

/// Where the history is kept: agora/history in the user's XDG state folder. Empty if there is no
/// home.
std::filesystem::path history_file();

}  // namespace agora::repl
