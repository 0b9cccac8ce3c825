// transfer/export_journal.h
//
// What makes the files of an export take their places all at once, although each is renamed by itself: a list
// of them, .agora-export in the folder, that is durable before the first is renamed and goes when the last has
// been. If the process dies in between, whoever reads or writes the folder next finishes its work.
//
//   journal := "agora-export 1" 0 (name 0 temporary 0)* "end" 0
//
// A journal without its end is from before the first rename: then the temporary files it names are removed. Names are
// relative to the folder; a temporary file of "a/b.csv" lies beside it and is called ".b.csv.….new". While a
// process works by a journal it holds a lock (flock) on it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace agora::transfer {

class ExportJournal {
 public:
  using Entries = std::vector<std::pair<std::filesystem::path, std::string>>;  ///< Names, temporary names.

  /// Writes the journal. `root` is the open folder; it must outlive this. Throws Error Io.
  ExportJournal(int root, std::filesystem::path folder, const Entries& entries);
  /// Removes it: everything has its place, or was removed.
  ~ExportJournal();
  ExportJournal(const ExportJournal&) = delete;
  ExportJournal& operator=(const ExportJournal&) = delete;

 private:
  int root_;
  int file_;
};

/// Finishes an export to this folder that was cut off, waiting for one that is under way. Nothing happens if there is
/// none, or no such folder. Throws Error Io if it cannot be finished.
void finish_export(const std::filesystem::path& folder);

}  // namespace agora::transfer
