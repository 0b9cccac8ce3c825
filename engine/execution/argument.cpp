#include "execution/streams.h"

namespace agora::execution {

namespace {

/// One row without slots: where a query begins.
class SingleRow : public Stream {
 public:
  bool next(Batch& batch) override {
    batch.clear();
    if (done_) return false;
    done_ = true;
    batch.set_row_count(1);
    return true;
  }
  void restart() override { done_ = false; }

 private:
  bool done_ = false;
};

class ArgumentRows : public Stream {
 public:
  explicit ArgumentRows(const ArgumentSource& source) : source_(source) {}
  bool next(Batch& batch) override {
    batch.clear();
    if (done_ || source_.rows.empty()) return false;
    done_ = true;
    batch = source_.rows;
    return true;
  }
  void restart() override { done_ = false; }

 private:
  const ArgumentSource& source_;
  bool done_ = false;
};

}  // namespace

StreamPtr make_argument(const plan::Argument& node, const Site& site) {
  if (!node.inner || !site.scope.argument) return std::make_unique<SingleRow>();
  return std::make_unique<ArgumentRows>(*site.scope.argument);
}

}  // namespace agora::execution
