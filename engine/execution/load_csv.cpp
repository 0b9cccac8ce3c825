#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "execution/evaluator.h"
#include "execution/streams.h"
#include "transfer/csv_reader.h"
#include "transfer/input_file.h"

namespace agora::execution {

namespace {

/// LOAD CSV: a row for each record. Only files below the folder that the database was opened with; never from
/// the network.
class LoadCsv : public Stream {
 public:
  LoadCsv(const plan::LoadCsv& node, const Site& site)
      : load_(node.load), context_(site.context), carried_(site.carried()), input_(site.input()),
        from_(compile(*node.load.from, site.context, site.scope)) {}

  bool next(Batch& batch) override {
    batch.clear();
    batch.set_slot_count(context_.slot_count());
    context_.check();
    value::Selection rows;
    Column records;
    while (rows.size() < value::kBatchRows) {
      if (!reader_ && !open_next()) break;
      if (!reader_->next()) {
        finish_file();
        if (!rows.empty()) break;  // The rows belong to the batch that is current now.
        continue;
      }
      records.append(record());
      file_->release(reader_->offset());
      rows.push_back(static_cast<std::uint32_t>(row_ - 1));
    }
    if (rows.empty()) return false;
    take_slots(in_, rows, carried_, batch);
    batch.column(load_.slot) = std::move(records);
    batch.set_row_count(rows.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    reader_.reset();
    file_.reset();
  }

 private:
  bool open_next() {
    if (row_ == in_.row_count()) {
      in_ = Batch(context_.slot_count());
      row_ = 0;
      if (!input_->next(in_)) return false;
    }
    const Value name = from_->evaluate(in_, scratch_).value(row_++);
    try {
      open(name);
    } catch (Error& error) {
      error.locate(load_.where);
      throw;
    }
    return true;
  }

  void open(const Value& name) {
    if (!name.is(ValueType::String)) {
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "LOAD CSV needs the name of a file, but got " + std::string(to_string(name.type())));
    }
    const std::filesystem::path path = allowed(std::string(name.as_string()));
    file_ = std::make_unique<transfer::InputFile>(path, context_.csv_folder);
    reader_ = std::make_unique<transfer::CsvReader>(*file_, load_.separator);
    headers_.clear();
    if (!load_.with_headers || !reader_->next()) return;
    for (std::size_t i = 0; i < reader_->field_count(); ++i) headers_.emplace_back(reader_->field(i));
  }

  static constexpr std::string_view kScheme = "file:";

  [[noreturn]] static void fail_network(const std::string& name) {
    throw Error(ErrorCategory::ImportError, "", "LOAD CSV reads files, nothing from the network: " + name)
        .with_hint("put the file into the folder that LOAD CSV may read from, and give its name");
  }

  /// `file:///a%20b.csv`, `file:/a.csv`, `file://localhost/a.csv`: the path, which begins at the allowed folder.
  static std::string name_in_url(const std::string& url) {
    std::string_view rest = std::string_view(url).substr(kScheme.size());
    if (rest.starts_with("//")) {
      rest.remove_prefix(2);
      const std::string_view host = rest.substr(0, rest.find('/'));
      if (!host.empty() && host != "localhost") fail_network(url);
      rest.remove_prefix(host.size());
    }
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    std::string name;
    for (; !rest.empty(); rest.remove_prefix(1)) {
      if (rest.front() != '%') {
        name += rest.front();
        continue;
      }
      unsigned code = 0;
      const char* const digits = rest.data() + 1;
      if (rest.size() < 3 || std::from_chars(digits, digits + 2, code, 16).ptr != digits + 2) {
        throw Error(ErrorCategory::ImportError, "", "a % in a URL stands before two hexadecimal digits: " + url)
            .with_hint("write %25 for the character itself, or give the name without file:");
      }
      name += static_cast<char>(code);
      rest.remove_prefix(2);
    }
    return name;
  }

  std::filesystem::path allowed(std::string name) const {
    if (name.starts_with(kScheme)) {
      name = name_in_url(name);
    } else if (name.find("://") != name.npos) {
      fail_network(name);
    }
    if (context_.csv_folder.empty()) {
      throw Error(ErrorCategory::ImportError, "", "LOAD CSV may not read any files here: no folder is allowed")
          .with_hint("open the database with --csv-folder FOLDER, in a program with OpenOptions::csv_folder");
    }
    return transfer::file_within(context_.csv_folder, name, "the folder that LOAD CSV may read from");
  }

  void finish_file() {
    if (reader_->problem()) {
      throw Error(ErrorCategory::ImportError, "",
                  file_->path().filename().string() + ", line " + std::to_string(reader_->line()) + ": " +
                      *reader_->problem())
          .at(load_.where);
    }
    reader_.reset();
    file_.reset();
  }

  /// Nothing between two separators is null; "" is an empty string.
  Value field(std::size_t i) const {
    if (i >= reader_->field_count()) return {};
    const std::string_view text = reader_->field(i);
    return text.empty() && !reader_->quoted(i) ? Value() : Value(text);
  }

  Value record() const {
    if (!load_.with_headers) {
      List list;
      for (std::size_t i = 0; i < reader_->field_count(); ++i) list.push_back(field(i));
      return list;
    }
    Map map;
    for (std::size_t i = 0; i < headers_.size(); ++i) map.set(headers_[i], field(i));
    return map;
  }

  const semantic::LoadCsv& load_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  EvaluatorPtr from_;
  Column scratch_;
  Batch in_;
  std::size_t row_ = 0;
  std::unique_ptr<transfer::InputFile> file_;
  std::unique_ptr<transfer::CsvReader> reader_;
  std::vector<std::string> headers_;
};

}  // namespace

StreamPtr make_load_csv(const plan::LoadCsv& node, const Site& site) {
  return std::make_unique<LoadCsv>(node, site);
}

}  // namespace agora::execution
