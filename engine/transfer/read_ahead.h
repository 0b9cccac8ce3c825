// transfer/read_ahead.h
//
// A file's rows, read on another thread while the caller works on the rows before.
#pragma once

#include <functional>
#include <future>

#include "transfer/row_reader.h"

namespace agora::transfer {

class ReadAhead {
 public:
  /// Replaces a batch by the next one; false if there was none left. Threads: one at a time.
  using Read = std::function<bool(RowBatch&)>;

  /// Reads ahead of the caller only if `ahead` says that it is worth a thread. Where no thread is to be had, next()
  /// reads. What `read` uses must outlive this.
  ReadAhead(Read read, bool ahead);

  /// The next batch; false at the end of the file. Throws what `read` throws.
  bool next(RowBatch& batch);

 private:
  void begin();

  Read read_;
  std::launch policy_;
  RowBatch batch_;
  std::future<bool> reading_;  ///< Ends before batch_, which it fills.
};

}  // namespace agora::transfer
