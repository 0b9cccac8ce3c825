#include <deque>
#include <utility>

#include "execution/streams.h"

namespace agora::execution {

namespace {

class Eager : public Stream {
 public:
  explicit Eager(const Site& site) : context_(site.context), held_(site.context), input_(site.input()) {}

  bool next(Batch& batch) override {
    if (!gathered_) gather();
    batch.clear();
    if (batches_.empty()) return false;
    batch = std::move(batches_.front());
    batches_.pop_front();
    return true;
  }

  void restart() override {
    input_->restart();
    batches_.clear();
    held_.clear();
    gathered_ = false;
  }

 private:
  void gather() {
    gathered_ = true;
    Batch in(context_.slot_count());
    while (input_->next(in)) {
      context_.check();
      held_.add(in.memory());
      batches_.push_back(std::exchange(in, Batch(context_.slot_count())));
    }
  }

  Context& context_;
  HeldMemory held_;
  StreamPtr input_;
  std::deque<Batch> batches_;
  bool gathered_ = false;
};

}  // namespace

StreamPtr make_eager(const Site& site) { return std::make_unique<Eager>(site); }

}  // namespace agora::execution
