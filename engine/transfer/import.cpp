#include "transfer/import.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <map>
#include <memory>

#include "agora/error.h"
#include "transfer/import_target.h"
#include "transfer/key_table.h"
#include "transfer/manifest.h"
#include "transfer/problems.h"
#include "transfer/read_ahead.h"
#include "transfer/row_reader.h"

namespace agora::transfer {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kRowsAtOnce = 16 * 1024;
constexpr std::size_t kBytesWorthAThread = 256 * 1024;
constexpr auto kProgressEvery = std::chrono::milliseconds(100);

std::string quoted(const Value& key) { return "`" + to_string(key) + "`"; }

/// Takes the rows out that are marked.
void drop_rows(const std::vector<bool>& bad, RowBatch& batch) {
  const auto compact = [&](auto& cells) {
    if (cells.size() != bad.size()) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < bad.size(); ++i) {
      if (bad[i]) continue;
      if (kept != i) cells[kept] = std::move(cells[i]);
      ++kept;
    }
    cells.resize(kept);
  };
  for (auto& column : batch.rows.columns) compact(column);
  compact(batch.rows.texts);
  compact(batch.sources);
  compact(batch.destinations);
  compact(batch.rows.lines);
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : std::string(between)) + word;
  return all;
}

class Importer {
 public:
  Importer(Manifest manifest, const ImportOptions& options)
      : manifest_(std::move(manifest)), options_(options), problems_(options) {}

  ImportReport run(graph::GraphStore& store, std::chrono::milliseconds lock_wait) {
    open_files();
    infer();
    const auto view = store.view();
    const bool empty = view->node_id_bound() == 0 && view->relationship_id_bound() == 0;
    target_ = empty ? open_bulk_target(store, lock_wait, report_)
                    : open_transaction_target(store, lock_wait, report_);
    target_->declare(plan_schema(manifest_));
    for (std::size_t i = 0; i < manifest_.nodes.size(); ++i) read_nodes(i);
    for (std::size_t i = 0; i < manifest_.relationships.size(); ++i) read_relationships(i);
    problems_.throw_if_any();
    if (!manifest_.text.empty()) {
      target_->keep_manifest(manifest_);
      target_->compare(manifest_, options_.prune);
    }
    tell("storing", /*now=*/true);
    target_->finish();
    report_.rows_skipped = problems_.skipped();
    return std::move(report_);
  }

 private:
  void open_files() {
    for (const NodeFileSpec& spec : manifest_.nodes)
      files_.push_back(open_file(spec.file));
    for (const RelationshipFileSpec& spec : manifest_.relationships) {
      files_.push_back(open_file(spec.file));
    }
    for (const auto& file : files_) progress_.total += file->size();
  }
  std::unique_ptr<InputFile> open_file(const std::filesystem::path& file) const {
    if (manifest_.folder.empty()) return std::make_unique<InputFile>(file);
    return std::make_unique<InputFile>(file, manifest_.folder);
  }
  InputFile& node_file(std::size_t i) const { return *files_[i]; }
  InputFile& relationship_file(std::size_t i) const {
    return *files_[manifest_.nodes.size() + i];
  }

  /// Columns and types of files that no manifest describes.
  void infer() {
    for (std::size_t i = 0; i < manifest_.nodes.size(); ++i) {
      NodeFileSpec& spec = manifest_.nodes[i];
      if (!spec.columns.empty()) continue;
      spec.columns = infer_columns(node_file(i));
      if (spec.columns.empty() || spec.columns.front().name != spec.key) {
        problems_.add(spec.file, 1,
                      "the header of a file of nodes must begin with `" + spec.key + "`");
        continue;
      }
      ColumnSpec& key = spec.columns.front();
      if (key.type.type != ValueType::Integer) key.type.type = ValueType::String;
      key.required = true;
      key.unique = true;
      remark(spec.file, spec.columns);
    }
    for (std::size_t i = 0; i < manifest_.relationships.size(); ++i) {
      RelationshipFileSpec& spec = manifest_.relationships[i];
      if (!spec.columns.empty()) continue;
      spec.columns = infer_columns(relationship_file(i));
      if (spec.columns.size() < 2 || spec.columns[0].name != "src" ||
          spec.columns[1].name != "dst") {
        problems_.add(spec.file, 1,
                      "the header of a file of relationships must begin with `src,dst`");
        continue;
      }
      remark(spec.file, std::vector<ColumnSpec>(spec.columns.begin() + 2, spec.columns.end()));
    }
    problems_.throw_if_any();
  }

  void remark(const fs::path& file, const std::vector<ColumnSpec>& columns) {
    if (columns.empty()) return;
    std::vector<std::string> types;
    for (const ColumnSpec& column : columns)
      types.push_back(column.name + " " + catalog::to_string(column.type));
    report_.remarks.push_back(file.filename().string() +
                              ": types inferred from the values: " + joined(types, ", ") + ".");
  }

  /// Hands a file's rows on, batch by batch, and tells what is wrong with those that were left out.
  template <typename Use>
  void read_file(const fs::path& path, InputFile& file, const std::vector<ColumnSpec>& columns, bool ends,
                 std::optional<std::uint64_t> count, Use&& use) {
    const auto reader = open_reader(file, columns, manifest_, ends);
    if (const auto& problem = reader->problem()) {
      problems_.add(path, problem->line, problem->reason);
    } else {
      const auto read = [&](RowBatch& next) {
        const bool more = reader->read(next, kRowsAtOnce);
        if (ends) next.find_ends(keys_);  // No node is added any more.
        return more;
      };
      ReadAhead ahead(read, file.size() >= kBytesWorthAThread);
      RowBatch batch;
      while (ahead.next(batch)) {
        for (const BadRow& bad : batch.bad) problems_.add(path, bad.line, bad.reason, bad.text);
        use(batch);
        file.release(batch.offset);
        tell("reading " + path.filename().string(), false, batch.offset);
      }
      if (count && *count != batch.records) {
        problems_.add(path, 0,
                      "it has " + std::to_string(batch.records) + " rows, and its manifest says " +
                          std::to_string(*count));
      }
    }
    file.rewind();
    done_files_ += file.size();
  }

  void read_nodes(std::size_t index) {
    const NodeFileSpec& spec = manifest_.nodes[index];
    UniqueValues unique;
    read_file(spec.file, node_file(index), spec.columns, /*ends=*/false, spec.count, [&](RowBatch& batch) {
      Rows& rows = batch.rows;
      const std::size_t key = column_of(rows, spec.key);
      RowChecks checks(rows.count());
      for (std::size_t row = 0; row < rows.count(); ++row) {
        const Value& value = rows.columns[key][row];
        const KeyTable::Entry entry{{}, static_cast<std::uint32_t>(index), rows.lines[row]};
        const auto* other = keys_.add(value, entry);
        if (other) {
          checks.reasons.push_back("the " + spec.key + " " + quoted(value) + " was given before, at " +
                                   place(manifest_.nodes[other->file].file, other->line));
        }
        check_unique(rows, row, spec.key, unique, checks.reasons);
        if (!other && !checks.reasons.empty() && options_.skip_bad) keys_.remove(value);
        note(spec.file, rows, row, checks);
      }
      settle(batch, checks);
      progress_.nodes += rows.count();
      if (!problems_.any()) add_nodes(spec, key, rows);
    });
  }

  void add_nodes(const NodeFileSpec& spec, std::size_t key, Rows& rows) {
    const std::vector<Value> node_keys = rows.columns[key];
    if (!spec.key_is_property) {
      rows.columns.erase(rows.columns.begin() + static_cast<std::ptrdiff_t>(key));
      rows.specs.erase(rows.specs.begin() + static_cast<std::ptrdiff_t>(key));
    }
    std::vector<NodeId> ids;
    target_->add_nodes(spec, rows, ids);
    for (std::size_t row = 0; row < ids.size(); ++row) keys_.set_node(node_keys[row], ids[row]);
  }

  void read_relationships(std::size_t index) {
    const RelationshipFileSpec& spec = manifest_.relationships[index];
    const std::vector<bool> from = allowed(spec.from);
    const std::vector<bool> to = allowed(spec.to);
    std::vector<NodeId> starts;
    std::vector<NodeId> ends;
    UniqueValues& unique = unique_of_type_[spec.type];
    read_file(spec.file, relationship_file(index), spec.columns, /*ends=*/true, spec.count, [&](RowBatch& batch) {
      Rows& rows = batch.rows;
      starts.clear();
      ends.clear();
      RowChecks checks(rows.count());
      for (std::size_t row = 0; row < rows.count(); ++row) {
        std::vector<std::string>& reasons = checks.reasons;
        const auto* start = batch.starts[row];
        const auto* end = batch.ends[row];
        check_end(spec, "src", start, batch.sources[row], from, spec.from, reasons);
        check_end(spec, "dst", end, batch.destinations[row], to, spec.to, reasons);
        check_unique(rows, row, "", unique, reasons);
        if (note(spec.file, rows, row, checks) && options_.skip_bad) continue;
        starts.push_back(start ? start->node : NodeId{});
        ends.push_back(end ? end->node : NodeId{});
      }
      settle(batch, checks);
      progress_.relationships += rows.count();
      if (!problems_.any()) target_->add_relationships(spec, starts, ends, rows);
    });
  }

  /// What is found out about the rows of one read.
  struct RowChecks {
    explicit RowChecks(std::size_t count) : bad(count) {}
    std::vector<bool> bad;
    std::vector<std::string> reasons;  ///< Of the row that is looked at.
  };

  /// Tells what is wrong with a row; true if anything is.
  bool note(const fs::path& file, const Rows& rows, std::size_t row, RowChecks& checks) {
    if (checks.reasons.empty()) return false;
    checks.bad[row] = true;
    if (options_.skip_bad) {
      problems_.add(file, rows.lines[row], joined(checks.reasons, "; "), rows.texts[row]);
    } else {
      for (const std::string& reason : checks.reasons) problems_.add(file, rows.lines[row], reason);
    }
    checks.reasons.clear();
    return true;
  }

  /// Leaves the bad rows out, if that is wanted.
  void settle(RowBatch& batch, const RowChecks& checks) const {
    const bool any = std::find(checks.bad.begin(), checks.bad.end(), true) != checks.bad.end();
    if (any && options_.skip_bad) drop_rows(checks.bad, batch);
  }

  void check_end(const RelationshipFileSpec& spec, std::string_view which, const KeyTable::Entry* entry,
                 const std::string& cell, const std::vector<bool>& allowed_files,
                 const std::vector<std::string>& labels, std::vector<std::string>& reasons) const {
    if (!entry) {
      reasons.push_back(std::string(which) + ": there is no node with the key `" + cell + "`");
    } else if (!allowed_files[entry->file]) {
      reasons.push_back(std::string(which) + ": `" + cell + "` is a node with the label " +
                        joined(manifest_.nodes[entry->file].labels, ":") + ", and " + spec.type +
                        " needs one with " + joined(labels, " or "));
    }
  }

  /// By node file: whether its nodes carry one of the labels (all do, if none is asked for).
  std::vector<bool> allowed(const std::vector<std::string>& labels) const {
    std::vector<bool> allowed;
    for (const NodeFileSpec& spec : manifest_.nodes) {
      const auto carried = [&](const std::string& label) {
        return std::find(spec.labels.begin(), spec.labels.end(), label) != spec.labels.end();
      };
      allowed.push_back(labels.empty() || std::any_of(labels.begin(), labels.end(), carried));
    }
    return allowed;
  }

  /// By column, the values seen so far as text, and where.
  using UniqueValues = std::map<std::string, absl::flat_hash_map<std::string, std::uint64_t>>;

  void check_unique(const Rows& rows, std::size_t row, std::string_view except, UniqueValues& seen,
                    std::vector<std::string>& reasons) const {
    for (std::size_t i = 0; i < rows.specs.size(); ++i) {
      const Value& value = rows.columns[i][row];
      if (!rows.specs[i]->unique || rows.specs[i]->name == except || value.is_null()) continue;
      const auto& values = seen[rows.specs[i]->name];
      const auto at = values.find(to_string(value));
      if (at == values.end()) continue;
      reasons.push_back("column `" + rows.specs[i]->name + "`: " + quoted(value) +
                        " must be unique and was given before, in line " +
                        std::to_string(at->second));
    }
    if (!reasons.empty() && options_.skip_bad) return;  // The row will not be there.
    for (std::size_t i = 0; i < rows.specs.size(); ++i) {
      const Value& value = rows.columns[i][row];
      if (!rows.specs[i]->unique || rows.specs[i]->name == except || value.is_null()) continue;
      seen[rows.specs[i]->name].try_emplace(to_string(value), rows.lines[row]);
    }
  }

  static std::size_t column_of(const Rows& rows, const std::string& name) {
    const auto named = [&](const ColumnSpec* spec) { return spec->name == name; };
    return static_cast<std::size_t>(std::find_if(rows.specs.begin(), rows.specs.end(), named) -
                                    rows.specs.begin());
  }

  void tell(std::string activity, bool now, std::uint64_t offset = 0) {
    const auto time = std::chrono::steady_clock::now();
    if (!options_.progress || (!now && time - told_ < kProgressEvery)) return;
    told_ = time;
    progress_.activity = std::move(activity);
    progress_.done = done_files_ + offset;
    if (!options_.progress(progress_)) {
      throw Error(ErrorCategory::Cancelled, "", "the import was cancelled; nothing was imported");
    }
  }

  Manifest manifest_;
  const ImportOptions& options_;
  Problems problems_;
  ImportReport report_;
  ImportProgress progress_;
  std::chrono::steady_clock::time_point told_{};
  std::uint64_t done_files_ = 0;
  std::vector<std::unique_ptr<InputFile>>
      files_;  ///< Those of the nodes, then those of the relationships.
  std::unique_ptr<ImportTarget> target_;
  KeyTable keys_;
  std::map<std::string, UniqueValues> unique_of_type_;
};

/// What the manifest beside a single file says of it; the manifests that were read are kept in
/// `known`.
class NeighbouringManifests {
 public:
  template <typename Spec>
  const Spec* find(const fs::path& file, std::vector<Spec> Manifest::*list) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    auto [at, added] = known_.try_emplace(folder.string());
    if (added && fs::exists(folder / "manifest.json")) at->second = read_manifest(folder);
    for (const Spec& spec : at->second.*list) {
      if (fs::equivalent(spec.file, file)) return &spec;
    }
    return nullptr;
  }
  const Manifest& of(const fs::path& file) {
    return known_[file.has_parent_path() ? file.parent_path().string() : "."];
  }

 private:
  std::map<std::string, Manifest> known_;
};

void require_file(const fs::path& file) {
  if (fs::exists(file)) return;
  throw Error(ErrorCategory::Io, "", "there is no file " + file.string());
}

void add_enumerations(const std::vector<ColumnSpec>& columns, const Manifest& from, Manifest& to) {
  for (const ColumnSpec& column : columns) {
    const catalog::Enumeration* used = from.find_enumeration(column.type.enumeration);
    if (used && !to.find_enumeration(used->name)) to.enumerations.push_back(*used);
  }
}

}  // namespace

ImportReport import_folder(graph::GraphStore& store, const fs::path& folder,
                           const ImportOptions& options, std::chrono::milliseconds lock_wait) {
  return Importer(read_manifest(folder), options).run(store, lock_wait);
}

ImportReport import_files(graph::GraphStore& store, const ImportFiles& files,
                          const ImportOptions& options, std::chrono::milliseconds lock_wait) {
  Manifest manifest;
  NeighbouringManifests neighbours;
  for (const NodeFile& file : files.nodes) {
    require_file(file.file);
    if (file.labels.empty())
      throw Error(ErrorCategory::Usage, "", "no label was given for " + file.file.string());
    NodeFileSpec spec;
    if (const NodeFileSpec* described = neighbours.find(file.file, &Manifest::nodes)) {
      spec = *described;
      add_enumerations(spec.columns, neighbours.of(file.file), manifest);
    }
    spec.labels = file.labels;
    spec.file = file.file;
    manifest.nodes.push_back(std::move(spec));
  }
  for (const RelationshipFile& file : files.relationships) {
    require_file(file.file);
    RelationshipFileSpec spec;
    if (const auto* described = neighbours.find(file.file, &Manifest::relationships)) {
      spec = *described;
      add_enumerations(spec.columns, neighbours.of(file.file), manifest);
      // The labels given for the nodes may differ from the manifest's.
      spec.from.clear();
      spec.to.clear();
    }
    spec.type = file.type;
    spec.file = file.file;
    manifest.relationships.push_back(std::move(spec));
  }
  return Importer(std::move(manifest), options).run(store, lock_wait);
}

}  // namespace agora::transfer
