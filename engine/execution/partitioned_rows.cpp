#include "execution/partitioned_rows.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

namespace {

constexpr std::size_t kLeastBlock = 4u << 10, kLargestBlock = 64u << 10;

}  // namespace

PartitionedRows::PartitionedRows(Context& context, std::vector<Slot> slots, unsigned level)
    : context_(context), slots_(std::move(slots)), level_(level),
      block_bytes_(std::clamp(context.spill_above() / (4 * kParts), kLeastBlock, kLargestBlock)), held_(context), live_(slots_.size()) {
  held_.add(kParts * block_bytes_);
}

std::size_t PartitionedRows::part_of(std::size_t hash) const noexcept {
  // Mixed, for the hash of an integer may be little more than the integer (the finalizer of SplitMix64).
  std::uint64_t bits = hash + (level_ + 1) * 0x9e3779b97f4a7c15u;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  return static_cast<std::size_t>((bits ^ (bits >> 31)) % kParts);
}

void PartitionedRows::add(const Batch& rows, std::size_t row, std::size_t number) {
  Part& part = parts_[number];
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Column& column = rows.column(slots_[i]);
    if (!column.empty()) live_[i] = true;
    encode_cell(column.empty() ? Value() : column.value(row), part.waiting);
  }
  ++part.rows;
  if (part.waiting.size() >= block_bytes_) write(part);
}

void PartitionedRows::write(Part& part) {
  if (part.waiting.empty()) return;
  context_.check();
  part.blocks.push_back({file_.size(), part.waiting.size()});
  part.bytes += part.waiting.size();
  file_.append(part.waiting);
  part.waiting.clear();
}

void PartitionedRows::finish() {
  for (Part& part : parts_) {
    write(part);
    part.waiting = std::string();
  }
  file_.finish();
  held_.clear();
}

PartitionedRows::Reader::Reader(std::shared_ptr<const PartitionedRows> rows, std::size_t part)
    : rows_(std::move(rows)), part_(part) {}

bool PartitionedRows::Reader::next(Batch& batch) {
  batch.set_slot_count(rows_->context_.slot_count());
  batch.clear();
  const Part& part = rows_->parts_[part_];
  std::size_t made = 0;
  for (; made < value::kBatchRows && given_ < part.rows; ++made, ++given_) {
    // Rows of which nothing is kept leave no bytes.
    if (position_ == bytes_.size() && block_ < part.blocks.size()) {
      const Block& block = part.blocks[block_++];
      bytes_.clear();
      position_ = 0;
      rows_->file_.read(block.at, block.size, bytes_);
    }
    CellReader cells(std::string_view(bytes_).substr(position_));
    for (std::size_t i = 0; i < rows_->slots_.size(); ++i) {
      Value cell = cells.next();
      if (rows_->live_[i]) batch.column(rows_->slots_[i]).append(std::move(cell));
    }
    position_ = bytes_.size() - cells.left();
  }
  batch.set_row_count(made);
  return made > 0;
}

void PartitionedRows::Reader::restart() {
  given_ = 0;
  block_ = position_ = 0;
  bytes_.clear();
}

}  // namespace agora::execution
