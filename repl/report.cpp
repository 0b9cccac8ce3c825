#include "report.h"

#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "agora/error.h"
#include "agora/format.h"
#include "agora/statements.h"
#include "markdown.h"
#include "printer.h"
#include "statement_runner.h"

namespace agora::repl {

namespace {

/// What a block gave.
struct Answer {
  std::string table;
  std::optional<Value> single;  ///< If it is one row of one column.
};

struct Block {
  const MarkdownPiece* piece;
  std::string name;
  bool shown = true;  ///< Its table stands in the report.
  bool check = false;
};

/// Keeps the rows for the table and looks whether there is exactly one value.
Answer answer_of(QueryResult& result) {
  Answer answer;
  std::ostringstream out;
  const auto printer = make_printer(Mode::Markdown, out, 0);
  printer->begin(result.columns());
  std::size_t rows = 0;
  while (result.next()) {
    printer->row(result.row());
    if (++rows == 1 && result.columns().size() == 1)
      answer.single = result[0];
    else
      answer.single.reset();
  }
  printer->finish();
  answer.table = out.str();
  return answer;
}

class Renderer {
 public:
  Renderer(Connection& connection, std::string_view file) : connection_(connection), file_(file) {}

  RenderedReport render(std::string_view text) {
    const std::vector<MarkdownPiece> pieces = split_markdown(text);
    for (const MarkdownPiece& piece : pieces) {
      if (piece.is("agora")) run(piece);
    }
    for (const MarkdownPiece& piece : pieces) {
      if (piece.is("agora"))
        append_block(piece);
      else if (piece.fenced)
        report_.text += piece.whole;
      else
        append_text(piece);
    }
    return std::move(report_);
  }

 private:
  void problem(std::uint32_t line, const std::string& message, bool check = false) {
    std::string place(file_);
    report_.problems.push_back({place + ':' + std::to_string(line) + ": " + message, check});
  }

  std::optional<Block> read_fence(const MarkdownPiece& piece) {
    Block block{&piece, "", true, false};
    if (!piece.closed) {
      problem(piece.line, "this block is not closed");
      return std::nullopt;
    }
    if (piece.words.size() > 1) block.name = piece.words[1];
    for (std::size_t i = 2; i < piece.words.size(); ++i) {
      if (piece.words[i] == "value") {
        block.shown = false;
      } else if (piece.words[i] == "check") {
        block.shown = false;
        block.check = true;
      } else {
        problem(piece.line,
                "a block is headed agora NAME, agora NAME value or agora NAME check, not with: " +
                    std::string(piece.words[i]));
        return std::nullopt;
      }
    }
    if (!block.name.empty() && answers_.contains(block.name)) {
      problem(piece.line, "another block has this name already: " + block.name);
      return std::nullopt;
    }
    return block;
  }

  void run(const MarkdownPiece& piece) {
    const std::optional<Block> block = read_fence(piece);
    if (!block) return;
    const std::vector<Statement> statements = split_statements(piece.body);
    if (statements.size() != 1) {
      problem(piece.line,
              "a block holds one query, this one holds " + std::to_string(statements.size()));
      return;
    }
    Answer answer;
    try {
      QueryResult result = connection_.query(statements[0].text);
      answer = answer_of(result);
    } catch (const Error& error) {
      report_error(error, statements[0], piece);
      answers_[block->name];  // Known, so that {{ }} reports no second problem.
      return;
    }
    if (block->check) check(*block, answer);
    if (!block->name.empty()) answers_[block->name] = answer;
    if (block->shown) tables_[&piece] = std::move(answer.table);
  }

  void report_error(const Error& error, const Statement& statement, const MarkdownPiece& piece) {
    const Error placed = relocated(error, statement);
    const std::uint32_t line = placed.where() ? placed.where()->line - 1 : 0;
    problem(piece.body_line + line, describe(placed, piece.body));
  }

  void check(const Block& block, const Answer& answer) {
    const bool holds =
        answer.single && answer.single->is(ValueType::Boolean) && answer.single->as_bool();
    if (holds) return;
    std::string found = answer.single ? agora::to_string(*answer.single) : "";
    if (!answer.single)
      found = "not a single value:\n" + answer.table;
    else if (answer.single->is_null())
      found = "null";
    problem(block.piece->line, "the check `" + block.name + "` must give true, it gave " + found,
            true);
  }

  void append_block(const MarkdownPiece& piece) {
    if (const auto table = tables_.find(&piece); table != tables_.end())
      report_.text += table->second;
  }

  /// Copies text and puts values where it says {{ name }}.
  void append_text(const MarkdownPiece& piece) {
    std::string_view text = piece.body;
    std::size_t at = 0;
    for (;;) {
      const std::size_t begin = text.find("{{", at);
      if (begin == std::string_view::npos) break;
      const std::size_t end = text.find("}}", begin);
      if (end == std::string_view::npos) break;
      report_.text += text.substr(at, begin - at);
      const std::string_view inner = text.substr(begin + 2, end - begin - 2);
      append_value(inner, piece.line + lines_before(text, begin));
      at = end + 2;
    }
    report_.text += text.substr(at);
  }

  static std::uint32_t lines_before(std::string_view text, std::size_t at) {
    std::uint32_t lines = 0;
    for (const char c : text.substr(0, at)) lines += c == '\n';
    return lines;
  }

  void append_value(std::string_view inner, std::uint32_t line) {
    const std::size_t first = inner.find_first_not_of(" \t");
    const std::string name(first == std::string_view::npos
                               ? ""
                               : inner.substr(first, inner.find_last_not_of(" \t") - first + 1));
    const auto answer = answers_.find(name);
    if (answer == answers_.end()) {
      problem(line, "no block of this report has the name: " + name);
    } else if (answer->second.single) {
      report_.text += to_markdown_cell(*answer->second.single);
    } else if (!answer->second.table.empty()) {
      problem(line, "{{ " + name + " }} stands for one value, but its block gives a table");
    }
  }

  Connection& connection_;
  std::string_view file_;
  RenderedReport report_;
  std::map<std::string, Answer> answers_;
  std::map<const MarkdownPiece*, std::string> tables_;
};

}  // namespace

RenderedReport render_report(Connection& connection, std::string_view text, std::string_view file) {
  return Renderer(connection, file).render(text);
}

}  // namespace agora::repl
