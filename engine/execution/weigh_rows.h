// execution/weigh_rows.h
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "execution/streams.h"

namespace agora::execution {

/// What streams have in common that set a number for each row, of how many matches it stands for, and drop the rows
/// that stand for none.
class WeighRows : public Stream {
 public:
  WeighRows(Slot weight, const Site& site);
  bool next(Batch& batch) final;
  void restart() override { input_->restart(); }

 protected:
  /// Multiplies into each weight (1 at first) how often the row counts; may set further slots.
  virtual void weigh(Batch& batch, std::span<std::int64_t> weights) = 0;

 private:
  void drop_unread(Batch& batch) const;

  Slot slot_;
  std::vector<Slot> carried_;  ///< Ascending.
  StreamPtr input_;
  std::vector<std::uint8_t> mask_;
};

}  // namespace agora::execution
