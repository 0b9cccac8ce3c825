#include "execution/execute.h"

#include <utility>

#include "execution/materialise.h"
#include "value/memory.h"

namespace agora::execution {

Execution::Execution(std::shared_ptr<const plan::Plan> plan, std::shared_ptr<const graph::GraphView> view,
                     Map parameters, const Settings& settings)
    : plan_(std::move(plan)), view_(std::move(view)), parameters_(std::move(parameters)),
      context_(*plan_, *view_, nullptr, parameters_, settings), root_(build(*plan_->root, context_, {})) {}

Execution::Execution(std::shared_ptr<const plan::Plan> plan, graph::GraphFork& fork, Map parameters,
                     const Settings& settings)
    : plan_(std::move(plan)), parameters_(std::move(parameters)),
      context_(*plan_, fork, &fork, parameters_, settings), root_(build(*plan_->root, context_, {})) {}

Execution::~Execution() = default;

bool Execution::next_batch() {
  context_.check();
  batch_.set_slot_count(context_.slot_count());
  row_ = 0;
  return root_->next(batch_);
}

bool Execution::next(List& row) {
  if (plan_->outputs.empty()) {
    while (next_batch()) {
    }
    return false;
  }
  if (row_ == batch_.row_count() && !next_batch()) return false;
  context_.give_row();
  row.resize(plan_->outputs.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] = materialise(batch_.value(plan_->outputs[i], row_), context_.view);
  }
  ++row_;
  return true;
}

Rows Execution::run_to_end() {
  Rows result;
  result.columns = columns();
  HeldMemory held(context_);
  List row;
  while (next(row)) {
    std::size_t bytes = sizeof(List) + row.size() * sizeof(Value);
    for (const Value& value : row) bytes += value::heap_bytes(value);
    held.add(bytes);
    result.rows.push_back(std::move(row));
  }
  return result;
}

}  // namespace agora::execution
