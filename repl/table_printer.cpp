// repl/table_printer.cpp
//
// Tables for people. Widths are found from the first kSample rows; what comes later is wrapped to
// them, so a result of any length is printed while it is made.
#include <algorithm>
#include <numeric>

#include "printer.h"
#include "terminal.h"

namespace agora::repl {

namespace {

constexpr std::size_t kSample = 1000;
constexpr std::size_t kSeparator = 3;  // " │ "
constexpr std::size_t kNarrowest = 8;  // A wrapped column narrower than this cannot be read.

std::string cell_text(const Value& value) {
  if (value.is_null()) return "";
  if (value.is(ValueType::String) && value.as_string().empty()) return "\"\"";
  return harmless(agora::to_string(value), true);
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  for (;;) {
    const std::size_t end = text.find('\n');
    widest = std::max(widest, display_width(text.substr(0, end)));
    if (end == std::string_view::npos) return widest;
    text.remove_prefix(end + 1);
  }
}

class TablePrinter : public Printer {
 public:
  TablePrinter(std::ostream& out, std::size_t width) : out_(out), limit_(width) {}

  void begin(const std::vector<std::string>& columns) override {
    for (const std::string& column : columns) names_.push_back(harmless(column));
    numeric_.assign(columns.size(), true);
  }

  void row(Row row) override {
    std::vector<std::string> cells;
    cells.reserve(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(cell_text(row[i]));
      if (!begun_ && !row[i].is_null() && !row[i].is_number()) numeric_[i] = false;
    }
    if (begun_) {
      print(cells);
    } else {
      sample_.push_back(std::move(cells));
      if (sample_.size() == kSample) print_sample();
    }
  }

  void finish() override {
    if (!begun_) print_sample();
    out_.flush();
  }

 private:
  void print_sample() {
    begun_ = true;
    choose_widths();
    if (!as_records_) print_header();
    for (const std::vector<std::string>& cells : sample_) print(cells);
    sample_.clear();
  }

  void choose_widths() {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      std::size_t width = display_width(names_[i]);
      for (const auto& cells : sample_) width = std::max(width, widest_line(cells[i]));
      widths_.push_back(width);
    }
    if (limit_ == 0) return;
    const std::size_t separators = kSeparator * (names_.size() - 1);
    const auto total = [&] { return std::accumulate(widths_.begin(), widths_.end(), separators); };
    if (total() <= limit_) return;
    if (separators + kNarrowest * names_.size() > limit_) {
      as_records_ = true;
      return;
    }
    shrink(limit_ - separators);
  }

  /// Takes from the widest columns until the sum is `available`, so that short columns stay whole.
  void shrink(std::size_t available) {
    std::size_t low = kNarrowest, high = *std::max_element(widths_.begin(), widths_.end());
    const auto sum = [&](std::size_t cap) {
      std::size_t all = 0;
      for (const std::size_t width : widths_) all += std::min(width, cap);
      return all;
    };
    while (low < high) {
      const std::size_t middle = (low + high + 1) / 2;
      if (sum(middle) <= available)
        low = middle;
      else
        high = middle - 1;
    }
    std::size_t left = available - std::min(available, sum(low));
    for (std::size_t& width : widths_) {
      if (width <= low) continue;
      const std::size_t more = left > 0 ? 1 : 0;
      left -= more;
      width = low + more;
    }
  }

  void print_header() {
    print_lines(names_, true);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (i > 0) out_ << "─┼─";
      for (std::size_t n = 0; n < widths_[i]; ++n) out_ << "─";
    }
    out_ << '\n';
  }

  void print(const std::vector<std::string>& cells) {
    if (as_records_)
      print_record(cells);
    else
      print_lines(cells, false);
  }

  void print_lines(const std::vector<std::string>& cells, bool header) {
    std::vector<std::vector<std::string>> lines;
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      height = std::max(
          height, lines.emplace_back(wrap(cells[i], std::max<std::size_t>(widths_[i], 1))).size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::string text;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text += " │ ";
        const std::string_view part =
            line < lines[i].size() ? std::string_view(lines[i][line]) : "";
        const std::size_t wide = display_width(part);
        const std::size_t pad = widths_[i] > wide ? widths_[i] - wide : 0;
        const bool right = numeric_[i] && !header;
        if (right) text.append(pad, ' ');
        text += part;
        if (!right) text.append(pad, ' ');
      }
      while (!text.empty() && text.back() == ' ') text.pop_back();
      out_ << text << '\n';
    }
  }

  /// One line for each column, for results too wide for the terminal.
  void print_record(const std::vector<std::string>& cells) {
    std::size_t widest = 0;
    for (const std::string& name : names_) widest = std::max(widest, display_width(name));
    widest = std::min(widest, limit_ / 2);
    out_ << "── row " << ++records_ << '\n';
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t wide = std::min(widest, display_width(names_[i]));
      std::string head = names_[i] + std::string(widest - wide, ' ') + " │ ";
      const std::size_t room = limit_ > widest + kSeparator ? limit_ - widest - kSeparator : 1;
      for (const std::string& line : wrap(cells[i], room)) {
        out_ << head << line << '\n';
        head = std::string(widest, ' ') + " │ ";
      }
    }
  }

  std::ostream& out_;
  std::size_t limit_;
  std::vector<std::string> names_;
  std::vector<bool> numeric_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> sample_;
  bool begun_ = false;
  bool as_records_ = false;
  std::uint64_t records_ = 0;
};

}  // namespace

std::unique_ptr<Printer> make_table_printer(std::ostream& out, std::size_t width) {
  return std::make_unique<TablePrinter>(out, width);
}

}  // namespace agora::repl
