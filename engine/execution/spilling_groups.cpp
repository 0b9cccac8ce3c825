#include "execution/spilling_groups.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

SpillingGroups::SpillingGroups(const plan::Aggregate& node, const Site& site)
    : node_(node), context_(site.context), kept_(carried_slots(*site.op.inputs[0], site.scope)),
      grouper_(node, site), held_(site.context), groups_(node) {}

void SpillingGroups::add(const Batch& batch) {
  if (later_) {
    const std::vector<const Column*> keys = grouper_.evaluate_keys(batch);
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      later_->add(batch, row, later_->part_of(KeyTable::hash(keys, row)));
    }
    return;
  }
  grouper_.add(batch, groups_);
  account(batch);
}

void SpillingGroups::account(const Batch& batch) {
  // Walking through all states is dear, so it is done as they double or every few dozen batches; more often where
  // little may be held.
  rows_since_ += batch.row_count();
  const std::size_t often = std::clamp(context_.spill_above() >> 10, value::kBatchRows, 16 * value::kBatchRows);
  if (rows_since_ < often && groups_.table.size() < counted_ * 2) return;
  rows_since_ = 0;
  counted_ = groups_.table.size() + 1024;
  const std::size_t bytes = groups_.memory();
  held_.set(waiting_bytes_ + bytes);
  if (!node_.keys.empty() && context_.should_spill(bytes)) split();
}

void SpillingGroups::split() {
  later_ = std::make_shared<PartitionedRows>(context_, kept_, level_);
  for (std::size_t i = 0; i < PartitionedRows::kParts; ++i) split_.emplace_back(node_);
  std::vector<const Column*> keys;
  for (std::size_t i = 0; i < node_.keys.size(); ++i) keys.push_back(&groups_.table.keys(i));
  for (std::size_t group = 0; group < groups_.count; ++group) {
    Groups& into = split_[later_->part_of(KeyTable::hash(keys, group))];
    grouper_.move_group(groups_, group, into);
  }
  groups_ = Groups(node_);
  for (const Groups& each : split_) waiting_bytes_ += each.memory();
  held_.set(waiting_bytes_);
}

void SpillingGroups::finish() {
  if (node_.keys.empty()) groups_.count = 1;
  push_parts();
}

void SpillingGroups::push_parts() {
  next_group_ = 0;
  if (!later_) return;
  later_->finish();
  for (std::size_t i = 0; i < PartitionedRows::kParts; ++i) {
    const std::size_t bytes = split_[i].memory();
    parts_.push_back({later_, i, std::move(split_[i]), bytes});
  }
  split_.clear();
  later_.reset();
}

bool SpillingGroups::next(Batch& batch) {
  batch.clear();
  while (next_group_ >= groups_.count) {
    if (!open_part()) return false;
  }
  const std::size_t count = std::min(value::kBatchRows, groups_.count - next_group_);
  grouper_.finish(groups_, next_group_, count, batch);
  next_group_ += count;
  return true;
}

/// Completes the groups of the next part, or splits them again.
bool SpillingGroups::open_part() {
  groups_ = Groups(node_);
  next_group_ = rows_since_ = counted_ = 0;
  if (parts_.empty()) return false;
  Part part = std::move(parts_.back());
  parts_.pop_back();
  waiting_bytes_ -= part.bytes;
  level_ = part.rows->level() + 1;
  groups_ = std::move(part.groups);
  Batch in(context_.slot_count());
  for (PartitionedRows::Reader rows(part.rows, part.number); rows.next(in);) {
    context_.check();
    add(in);
  }
  push_parts();
  return true;
}

void SpillingGroups::clear() {
  groups_ = Groups(node_);
  next_group_ = rows_since_ = counted_ = waiting_bytes_ = 0;
  level_ = 0;
  later_.reset();
  split_.clear();
  parts_.clear();
  held_.clear();
}

}  // namespace agora::execution
