#include "transfer/export.h"

#include <algorithm>
#include <optional>

#include "agora/error.h"
#include "agora/format.h"
#include "transfer/export_layout.h"
#include "transfer/manifest_text.h"
#include "transfer/output_folder.h"
#include "transfer/own_manifest.h"
#include "transfer/row_writer.h"

namespace agora::transfer {
namespace fs = std::filesystem;
namespace {

constexpr const char* kManifestFile = "manifest.json";

/// The manifest to write by, and those of the database's other datasets. Without a text there was none.
struct Choice {
  Manifest manifest;
  std::vector<Manifest> others;
};

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

/// As a person would name the dataset of a manifest.
std::string shown(const std::string& name) { return name.empty() ? "(without a name)" : name; }

Choice choose_manifest(const graph::GraphView& graph, const fs::path& folder,
                       const ExportOptions& options) {
  const std::string prefix = manifest_document("");
  std::vector<Manifest> kept;
  std::vector<std::string> names;
  for (const std::string& document : graph.document_names(prefix)) {
    kept.push_back(parse_manifest(*graph.document(document), "the manifest that was kept at import"));
    names.push_back(shown(kept.back().name));
  }
  Choice choice;
  const auto take = [&](const std::string& name) {
    const auto found = std::find_if(kept.begin(), kept.end(),
                                    [&](const Manifest& each) { return each.name == name; });
    if (found == kept.end()) return false;
    if (choice.manifest.text.empty()) choice.manifest = std::move(*found);
    kept.erase(found);
    return true;
  };
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(folder / kManifestFile, ignored))) {
    choice.manifest = parse_manifest_file(folder);
    const std::string name = choice.manifest.name;
    const bool wanted = options.dataset.empty() || options.dataset == name;
    if (!wanted || (!take(name) && !kept.empty())) {
      throw Error(ErrorCategory::Usage, "",
                  "the folder has the dataset " + shown(name) + ", and " +
                      (wanted ? "the database has " + listed(names)
                              : "the dataset asked for is " + options.dataset))
          .with_hint("nothing was written; choose another folder");
    }
  } else if (!options.dataset.empty()) {
    if (!take(options.dataset)) {
      throw Error(ErrorCategory::Usage, "",
                  "no dataset of that name was imported: " + options.dataset)
          .with_hint(names.empty() ? "the database keeps no manifest" : "there are " + listed(names));
    }
  } else if (kept.size() == 1) {
    take(std::string(kept.front().name));
  } else if (kept.size() > 1) {
    throw Error(ErrorCategory::Usage, "", "the database has several datasets: " + listed(names))
        .with_hint("name the one to write");
  }
  choice.others = std::move(kept);
  return choice;
}

class Exporter {
 public:
  Exporter(const graph::GraphView& graph, Choice choice, const fs::path& folder)
      : graph_(graph), own_(choice.manifest.text.empty()), manifest_(std::move(choice.manifest)) {
    if (own_) manifest_.enumerations = graph.catalog().enumerations();
    layout_ = plan_export(graph, manifest_, choice.others);
    if (own_) manifest_.name = folder.filename().empty() ? folder.parent_path().filename().string()
                                                         : folder.filename().string();
  }

  ExportReport run(const fs::path& folder) {
    OutputFolder out(folder);
    for (const NodeEntry& entry : layout_.nodes) write(entry, entry.nodes, out, report_.nodes);
    for (const RelationshipEntry& entry : layout_.relationships) {
      write(entry, entry.relationships, out, report_.relationships);
    }
    out.write(kManifestFile, own_ ? own_manifest(graph_.catalog(), manifest_, layout_)
                                  : change_manifest(manifest_.text, changes()));
    remark();
    report_.files_written = out.written();
    report_.files_unchanged = out.unchanged();
    out.commit();
    return std::move(report_);
  }

 private:
  template <typename Entry, typename Id>
  void write(const Entry& entry, const std::vector<Id>& ids, OutputFolder& out,
             std::uint64_t& count) {
    out.write(entry.spec.file, file_text(graph_, manifest_, layout_, entry));
    count += ids.size();
    if (own_) return;
    const std::string file = entry.spec.file.string();
    if (entry.added) {
      report_.remarks.push_back(file + " is new: the manifest had no file for what it holds.");
    } else {
      for (const ColumnSpec& column : entry.extra) {
        report_.remarks.push_back(file + " has a new column `" + column.name + "`, a " +
                                  manifest_type(column) + ".");
      }
    }
  }

  ManifestChanges changes() const {
    ManifestChanges changes;
    for (const NodeEntry& entry : layout_.nodes) {
      if (entry.added) {
        changes.new_nodes.push_back(manifest_entry(entry));
      } else {
        changes.nodes.push_back({entry.nodes.size(), entry.extra});
      }
    }
    for (const RelationshipEntry& entry : layout_.relationships) {
      if (entry.added) {
        changes.new_relationships.push_back(manifest_entry(entry));
      } else {
        changes.relationships.push_back({entry.relationships.size(), entry.extra});
      }
    }
    return changes;
  }

  void remark() {
    if (layout_.skipped_nodes + layout_.skipped_relationships > 0) {
      report_.remarks.push_back(std::to_string(layout_.skipped_nodes) + " nodes and " +
                                std::to_string(layout_.skipped_relationships) +
                                " relationships belong to another dataset of the database and were "
                                "left out.");
    }
    const bool keyless = std::any_of(layout_.nodes.begin(), layout_.nodes.end(),
                                     [](const NodeEntry& each) { return !each.spec.key_is_property; });
    if (keyless) {
      report_.remarks.push_back(
          "nodes without a key got a number that only joins the files; imported into a database that "
          "has data, they are always new.");
    }
  }

  const graph::GraphView& graph_;
  bool own_;
  Manifest manifest_;
  ExportLayout layout_;
  ExportReport report_;
};

}  // namespace

ExportReport export_folder(const graph::GraphView& graph, const fs::path& folder,
                           const ExportOptions& options) {
  return Exporter(graph, choose_manifest(graph, folder, options), folder).run(folder);
}

}  // namespace agora::transfer
