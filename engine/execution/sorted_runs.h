// execution/sorted_runs.h
//
// The second half of an external merge sort: rows that were sorted a part at a time are written to a
// file, and read back in the order of all of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "execution/spill_file.h"
#include "execution/stream.h"

namespace agora::execution {

class SortedRuns {
 public:
  /// `descending` has an entry for each key.
  SortedRuns(Context& context, std::vector<bool> descending);

  /// Adds the rows in that order. Equal rows of an earlier run come before those of a later one.
  /// `keys` are as long as `rows`.
  void add(const Batch& rows, const std::vector<const Column*>& keys, const value::Selection& order);
  /// To be called after the last add() and before the first next().
  void finish();
  /// Adds up to `count` rows to `batch`; false if there are none left.
  bool next(Batch& batch, std::size_t count);

 private:
  /// One run, and the row of it that comes next.
  struct Run {
    std::uint64_t at;   ///< Of what is not in `buffer` yet.
    std::uint64_t end;
    std::vector<Slot> slots;
    std::string buffer{};
    std::size_t position = 0;
    std::vector<Value> keys{};
    std::vector<Value> cells{};
  };
  /// Reads the run's next row; false at its end.
  bool advance(Run& run);
  /// At least `bytes` from the run's position on are in its buffer.
  void fill(Run& run, std::size_t bytes);
  bool after(std::size_t a, std::size_t b) const;

  Context& context_;
  const std::vector<bool> descending_;
  SpillFile file_;
  HeldMemory held_;
  std::vector<Run> runs_;
  std::size_t read_bytes_ = 0;  ///< At a time, of each run.
  std::vector<std::size_t> heap_;  ///< Runs that have a row, the first on top.
};

}  // namespace agora::execution
