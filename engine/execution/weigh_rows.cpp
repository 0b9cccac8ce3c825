#include "execution/weigh_rows.h"

#include <algorithm>

namespace agora::execution {

WeighRows::WeighRows(Slot weight, const Site& site)
    : slot_(weight), carried_(site.carried()), input_(site.input()) {
  std::sort(carried_.begin(), carried_.end());
}

bool WeighRows::next(Batch& batch) {
  while (input_->next(batch)) {
    Column column;
    std::swap(column, batch.column(slot_));
    const auto weights = column.fill_integers(batch.row_count());
    std::fill(weights.begin(), weights.end(), 1);
    weigh(batch, weights);
    mask_.resize(weights.size());
    bool all = true;
    for (std::size_t row = 0; row < weights.size(); ++row) {
      mask_[row] = weights[row] > 0;
      all &= weights[row] > 0;
    }
    std::swap(column, batch.column(slot_));
    drop_unread(batch);
    if (!all) batch.keep_where(mask_);
    if (!batch.empty()) return true;
  }
  return false;
}

void WeighRows::drop_unread(Batch& batch) const {
  for (Slot slot = 0; slot < batch.slot_count(); ++slot) {
    if (slot == slot_ || batch.column(slot).empty()) continue;
    if (!std::binary_search(carried_.begin(), carried_.end(), slot)) batch.column(slot).clear();
  }
}

}  // namespace agora::execution
