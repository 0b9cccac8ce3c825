// execution/partitioned_rows.h
//
// Rows that an operator cannot hold, dealt out by a hash of their keys to parts that it can: equal keys are in the
// same part, so each part may be grouped, made distinct or joined by itself. All parts lie in one temporary file.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "execution/spill_file.h"
#include "execution/stream.h"

namespace agora::execution {

/// First add() what there is, then finish(), then read parts, as often as wanted. Threads: one. Errors: Io.
class PartitionedRows {
 public:
  static constexpr std::size_t kParts = 16;

  /// Keeps the given slots of rows. `level` says how often the rows were dealt out already: then other bits of a
  /// hash decide.
  PartitionedRows(Context& context, std::vector<Slot> slots, unsigned level);

  /// The part of rows whose keys have this hash.
  std::size_t part_of(std::size_t hash) const noexcept;
  void add(const Batch& rows, std::size_t row, std::size_t part);
  void finish();

  std::uint64_t rows(std::size_t part) const noexcept { return parts_[part].rows; }
  /// In the file.
  std::uint64_t bytes(std::size_t part) const noexcept { return parts_[part].bytes; }
  unsigned level() const noexcept { return level_; }

  /// Gives out the rows of one part in the order in which they were added.
  class Reader {
   public:
    Reader(std::shared_ptr<const PartitionedRows> rows, std::size_t part);
    /// Replaces `batch` by the next rows; false at the end.
    bool next(Batch& batch);
    void restart();

   private:
    std::shared_ptr<const PartitionedRows> rows_;
    std::size_t part_;
    std::uint64_t given_ = 0;
    std::size_t block_ = 0;  ///< The next one to read.
    std::string bytes_;
    std::size_t position_ = 0;
  };

 private:
  /// Whole rows, one after the other, in the file.
  struct Block {
    std::uint64_t at;
    std::size_t size;
  };
  struct Part {
    std::string waiting{};
    std::vector<Block> blocks{};
    std::uint64_t rows = 0, bytes = 0;
  };
  void write(Part& part);

  Context& context_;
  const std::vector<Slot> slots_;
  const unsigned level_;
  const std::size_t block_bytes_;
  HeldMemory held_;
  SpillFile file_;
  std::vector<bool> live_;  ///< By slot: some row has it. A slot that none has stays dead.
  std::array<Part, kParts> parts_;
};

}  // namespace agora::execution
