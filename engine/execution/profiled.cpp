#include <chrono>
#include <utility>

#include "execution/streams.h"
#include "graph/graph_view.h"

namespace agora::execution {

namespace {

using Clock = std::chrono::steady_clock;

/// Stands between an operator and the one above it, and measures.
class Profiled : public Stream {
 public:
  Profiled(StreamPtr stream, Measure& measure) : stream_(std::move(stream)), measure_(measure) {}

  bool next(Batch& batch) override {
    const Running running(measure_);
    const bool more = stream_->next(batch);
    if (more) measure_.rows += batch.row_count();
    return more;
  }
  void restart() override {
    const Running running(measure_);
    stream_->restart();
  }

 private:
  class Running {
   public:
    explicit Running(Measure& measure)
        : measure_(measure), began_(Clock::now()), blocks_(graph::blocks_touched()) {}
    ~Running() {
      measure_.time += Clock::now() - began_;
      measure_.blocks += graph::blocks_touched() - blocks_;
    }

   private:
    Measure& measure_;
    Clock::time_point began_;
    std::uint64_t blocks_;
  };

  StreamPtr stream_;
  Measure& measure_;
};

}  // namespace

StreamPtr make_profiled(StreamPtr stream, const plan::Operator& op, Context& context) {
  return std::make_unique<Profiled>(std::move(stream), (*context.profile)[&op]);
}

}  // namespace agora::execution
