#include "line_editor.h"

#include <histedit.h>
#include <langinfo.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <iostream>
#include <system_error>

#include "agora/error.h"
#include "interrupt.h"
#include "terminal.h"

namespace agora::repl {

namespace {

constexpr int kHistorySize = 2000;

/// libedit takes a prompt from a function without arguments of ours; there is one terminal anyway.
std::string current_prompt;
char* prompt_of(EditLine*) { return current_prompt.data(); }

/// Reads one character. libedit's own reader goes on after a signal; ours ends the line on Ctrl-C.
int read_character(EditLine*, wchar_t* character) {
  std::mbstate_t state{};
  for (;;) {
    char byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got == 0) return 0;
    if (got < 0) {
      if (errno == EINTR && !interrupted()) continue;
      return -1;
    }
    switch (std::mbrtowc(character, &byte, 1, &state)) {
      case static_cast<std::size_t>(-2):
        continue;  // More bytes of this character follow.
      case static_cast<std::size_t>(-1):
        state = {};
        continue;  // No text; leave the byte out.
      default:
        return 1;
    }
  }
}

/// One line of history for a statement of several, unless a comment that ends with its line would
/// swallow the rest.
std::string on_one_line(const std::string& statement) {
  if (statement.find("//") != std::string::npos) return statement;
  std::string line = statement;
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return line;
}

class TerminalEditor : public LineEditor {
 public:
  TerminalEditor() {
    // libedit decodes keys by the locale; a bare "C" would lose everything beyond ASCII.
    if (!std::setlocale(LC_CTYPE, "") || std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
      std::setlocale(LC_CTYPE, "C.UTF-8");
    }
    catch_interrupts();
    history_ = history_init();
    edit_ = el_init("agora", stdin, stdout, stderr);
    if (!edit_ || !history_)
      throw Error(ErrorCategory::Io, "", "this terminal cannot be used for editing");
    HistEvent event;
    history(history_, &event, H_SETSIZE, kHistorySize);
    history(history_, &event, H_SETUNIQUE, 1);
    el_set(edit_, EL_PROMPT, prompt_of);
    el_set(edit_, EL_EDITOR, "emacs");
    el_set(edit_, EL_HIST, history, history_);
    el_set(edit_, EL_GETCFN, read_character);
    el_set(edit_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_source(edit_, nullptr);  // The user's own ~/.editrc.
    load();
  }
  ~TerminalEditor() override {
    el_end(edit_);
    history_end(history_);
  }

  Outcome read(const std::string& prompt, std::string& line) override {
    current_prompt = prompt;
    clear_interrupt();
    int count = 0;
    // Before the prompt: libedit itself would show it first, and keys struck in between - a Ctrl-D above all -
    // would reach it changed by the terminal's line discipline.
    el_set(edit_, EL_PREP_TERM, 1);
    const char* text = el_gets(edit_, &count);
    if (interrupted()) {
      clear_interrupt();
      el_reset(edit_);
      std::cout << "^C" << std::endl;
      return Outcome::Interrupted;
    }
    if (!text || count <= 0) {
      std::cout << std::endl;
      return Outcome::End;
    }
    line = text;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    return Outcome::Line;
  }

  void remember(const std::string& statement) override {
    HistEvent event;
    history(history_, &event, H_ENTER, on_one_line(statement).c_str());
    // At once: a session that is killed keeps what was typed.
    if (!file_.empty()) history(history_, &event, H_SAVE, file_.c_str());
  }

 private:
  void load() {
    file_ = history_file();
    if (file_.empty()) return;
    std::error_code failed;
    std::filesystem::create_directories(file_.parent_path(), failed);
    if (failed) {
      file_.clear();  // No place to write is no reason not to work.
      return;
    }
    HistEvent event;
    history(history_, &event, H_LOAD, file_.c_str());
  }

  EditLine* edit_ = nullptr;
  History* history_ = nullptr;
  std::filesystem::path file_;
};

class PlainReader : public LineEditor {
 public:
  Outcome read(const std::string&, std::string& line) override {
    return std::getline(std::cin, line) ? Outcome::Line : Outcome::End;
  }
  void remember(const std::string&) override {}
};

}  // namespace

std::unique_ptr<LineEditor> make_line_editor() {
  if (input_is_terminal()) return std::make_unique<TerminalEditor>();
  return std::make_unique<PlainReader>();
}

std::filesystem::path history_file() {
  if (const char* chosen = std::getenv("AGORA_HISTORY")) return chosen;
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/') {
    return std::filesystem::path(state) / "agora" / "history";
  }
  if (const char* home = std::getenv("HOME"); home && *home) {
    return std::filesystem::path(home) / ".local" / "state" / "agora" / "history";
  }
  return {};
}

}  // namespace agora::repl
