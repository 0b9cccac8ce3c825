#include "transfer/read_ahead.h"

#include <utility>

namespace agora::transfer {

ReadAhead::ReadAhead(Read read, bool ahead)
    : read_(std::move(read)),
      policy_(ahead ? std::launch::async | std::launch::deferred : std::launch::deferred) {
  begin();
}

void ReadAhead::begin() {
  reading_ = std::async(policy_, [this] { return read_(batch_); });
}

bool ReadAhead::next(RowBatch& batch) {
  if (!reading_.valid()) return false;
  const bool more = reading_.get();
  std::swap(batch, batch_);
  if (more) begin();
  return more;
}

}  // namespace agora::transfer
