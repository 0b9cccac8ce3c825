#include "execution/sorted_runs.h"

#include <algorithm>
#include <utility>

#include "base/coding.h"
#include "value/compare.h"

namespace agora::execution {
namespace {

constexpr std::size_t kLeastReadBytes = 4u << 10;
constexpr std::size_t kMostReadBytes = 64u << 10;
constexpr std::size_t kLengthBytes = 4;

}  // namespace

SortedRuns::SortedRuns(Context& context, std::vector<bool> descending)
    : context_(context), descending_(std::move(descending)), held_(context) {}

void SortedRuns::add(const Batch& rows, const std::vector<const Column*>& keys,
                     const value::Selection& order) {
  Run run{file_.size(), 0, {}};
  for (Slot slot = 0; slot < rows.slot_count(); ++slot) {
    if (!rows.column(slot).empty()) run.slots.push_back(slot);
  }
  std::string cells;
  std::string length;
  std::size_t written = 0;
  for (const std::uint32_t row : order) {
    if (++written % value::kBatchRows == 0) context_.check();
    cells.clear();
    for (const Column* key : keys) encode_cell(key->value(row), cells);
    for (const Slot slot : run.slots) encode_cell(rows.column(slot).value(row), cells);
    length.clear();
    put_u32(length, static_cast<std::uint32_t>(cells.size()));
    file_.append(length);
    file_.append(cells);
  }
  run.end = file_.size();
  runs_.push_back(std::move(run));
}

void SortedRuns::finish() {
  file_.finish();
  const std::size_t share = context_.spill_above() / std::max<std::size_t>(runs_.size(), 1);
  read_bytes_ = std::clamp(share, kLeastReadBytes, kMostReadBytes);
  held_.add(runs_.size() * read_bytes_);
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (!advance(runs_[i])) continue;
    heap_.push_back(i);
    std::push_heap(heap_.begin(), heap_.end(), [this](auto a, auto b) { return after(a, b); });
  }
}

bool SortedRuns::next(Batch& batch, std::size_t count) {
  const auto order = [this](std::size_t a, std::size_t b) { return after(a, b); };
  std::size_t made = 0;
  for (; made < count && !heap_.empty(); ++made) {
    std::pop_heap(heap_.begin(), heap_.end(), order);
    Run& run = runs_[heap_.back()];
    for (std::size_t i = 0; i < run.slots.size(); ++i) {
      Column& column = batch.column(run.slots[i]);
      // The slot may have been dead in the runs before.
      while (column.size() < made) column.append_null();
      column.append(std::move(run.cells[i]));
    }
    if (advance(run)) {
      std::push_heap(heap_.begin(), heap_.end(), order);
    } else {
      heap_.pop_back();
    }
  }
  for (std::size_t slot = 0; slot < batch.slot_count(); ++slot) {
    Column& column = batch.column(slot);
    while (!column.empty() && column.size() < made) column.append_null();
  }
  batch.set_row_count(made);
  return made > 0;
}

bool SortedRuns::advance(Run& run) {
  if (run.position == run.buffer.size() && run.at == run.end) return false;
  fill(run, kLengthBytes);
  const auto length = load_big_endian<std::uint32_t>(run.buffer.data() + run.position);
  fill(run, kLengthBytes + length);
  CellReader cells(std::string_view(run.buffer).substr(run.position + kLengthBytes, length));
  run.keys.resize(descending_.size());
  for (Value& key : run.keys) key = cells.next();
  run.cells.resize(run.slots.size());
  for (Value& cell : run.cells) cell = cells.next();
  run.position += kLengthBytes + length;
  return true;
}

void SortedRuns::fill(Run& run, std::size_t bytes) {
  if (run.buffer.size() - run.position >= bytes) return;
  run.buffer.erase(0, run.position);
  run.position = 0;
  const std::size_t wanted = std::max(read_bytes_, bytes) - run.buffer.size();
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, run.end - run.at));
  file_.read(run.at, count, run.buffer);
  run.at += count;
}

bool SortedRuns::after(std::size_t a, std::size_t b) const {
  for (std::size_t i = 0; i < descending_.size(); ++i) {
    const int order = value::order(runs_[a].keys[i], runs_[b].keys[i]);
    if (order != 0) return (order > 0) != descending_[i];
  }
  return a > b;
}

}  // namespace agora::execution
