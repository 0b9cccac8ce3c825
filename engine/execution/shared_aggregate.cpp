// An Aggregate whose rows several threads make and gather. The rows of the Distribute below it are dealt out in
// morsels. Each thread has its own streams from there up; it gathers a morsel's groups by themselves, and these
// are merged in the order of the morsels. How the rows are cut depends on the plan alone, so the result is the
// same, to the last bit of a sum and the order of the groups, however many threads help and whoever is quicker.
// Groups that are too many to be held are gathered anew by one thread, which can put rows into files.

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "agora/error.h"
#include "execution/aggregator.h"
#include "execution/spilling_groups.h"
#include "execution/worker_pool.h"

namespace agora::execution {

namespace {

/// What a Distribute gives out on one thread: the morsel that it works on.
class DealtRows : public Stream {
 public:
  DealtRows(const Morsel& morsel, Context& context) : morsel_(morsel), context_(context) {}
  bool next(Batch& batch) override {
    batch.clear();
    if (at_ == morsel_.batches.size()) return false;
    batch = morsel_.batches[at_++];
    batch.set_slot_count(context_.slot_count());
    return true;
  }
  void restart() override { at_ = 0; }

 private:
  const Morsel& morsel_;
  Context& context_;
  std::size_t at_ = 0;
};

/// Cuts the rows of a stream into morsels. Threads: one at a time.
class Dealer {
 public:
  Dealer(const plan::Operator& distribute, const Site& site)
      : rows_each_(std::get<plan::Distribute>(distribute.node).rows_each), slots_(distribute.needed),
        context_(site.context), source_(build(*distribute.inputs[0], site.context, site.scope)) {}

  /// False at the end.
  bool next(Morsel& morsel) {
    morsel.batches.clear();
    std::size_t rows = 0;
    while (rows < rows_each_ && fill()) {
      const std::size_t count = std::min<std::size_t>(rows_each_ - rows, in_.row_count() - at_);
      morsel.batches.push_back(part(count));
      at_ += count;
      rows += count;
    }
    morsel.number = number_;
    number_ += rows > 0;
    return rows > 0;
  }
  /// The number of the next morsel.
  std::size_t number() const { return number_; }

  void restart() {
    source_->restart();
    in_.clear();
    at_ = number_ = 0;
  }

 private:
  /// Makes sure that there are rows in in_.
  bool fill() {
    if (at_ < in_.row_count()) return true;
    context_.check();
    in_.set_slot_count(context_.slot_count());
    at_ = 0;
    return source_->next(in_);
  }

  Batch part(std::size_t count) const {
    Batch batch(in_.slot_count());
    for (const Slot slot : slots_) {
      const Column& column = in_.column(slot);
      if (!column.empty()) batch.column(slot) = column.slice(at_, count);
    }
    batch.set_row_count(count);
    return batch;
  }

  const std::size_t rows_each_;
  const std::vector<Slot> slots_;
  Context& context_;
  StreamPtr source_;
  Batch in_;
  std::size_t at_ = 0, number_ = 0;
};

/// Memory that belongs to no one thread.
class SharedMemory {
 public:
  explicit SharedMemory(StatementMemory& memory) : memory_(&memory) {}
  SharedMemory(SharedMemory&& other) noexcept : memory_(other.memory_), bytes_(std::exchange(other.bytes_, 0)) {}
  SharedMemory& operator=(SharedMemory&&) = delete;
  ~SharedMemory() { clear(); }
  void set(std::size_t bytes) {
    clear();
    memory_->take(bytes, bytes);
    bytes_ = bytes;
  }
  void clear() noexcept { memory_->give_back(std::exchange(bytes_, 0)); }

 private:
  StatementMemory* memory_;
  std::size_t bytes_ = 0;
};

class SharedAggregate : public Stream {
 public:
  SharedAggregate(const plan::Aggregate& node, const plan::Operator& distribute, const Site& site)
      : node_(node), op_(site.op), context_(site.context), dealer_(distribute, site), grouper_(node, site),
        groups_(node), held_(site.context.memory()) {}

  bool next(Batch& batch) override {
    batch.clear();
    if (!gathered_) gather();
    if (alone_) return alone_->next(batch);
    if (next_group_ >= groups_.count) return false;
    const std::size_t count = std::min(value::kBatchRows, groups_.count - next_group_);
    grouper_.finish(groups_, next_group_, count, batch);
    next_group_ += count;
    return true;
  }

  void restart() override {
    dealer_.restart();
    forget();
    alone_.reset();
    gathered_ = false;
  }

 private:
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

  /// A morsel's groups, until those before it are merged.
  struct Part {
    Groups groups;
    SharedMemory held;
  };

  /// What one thread has: the running operators from the Distribute up. Known to the others while it lives.
  class Worker {
   public:
    Worker(SharedAggregate& all, Morsel first)
        : all_(all), morsel_(std::move(first)), at_(morsel_.number), context_(all.context_, all.context_.profile ? &profile_ : nullptr),
          scope_{nullptr, {}, &morsel_}, site_{all.op_, context_, scope_}, held_(context_), input_(site_.input()),
          grouper_(all.node_, site_), batch_(context_.slot_count()) {
      const std::lock_guard lock(all.mutex_);
      all.workers_.push_back(this);
    }
    ~Worker() {
      const std::lock_guard lock(all_.mutex_);
      std::erase(all_.workers_, this);
      for (const auto& [op, measure] : profile_) {
        Measure& total = (*all_.context_.profile)[op];
        total.rows += measure.rows;
        total.blocks += measure.blocks;
        total.time += measure.time;
      }
    }

    /// Works on its morsel and on further ones. `at` says on which, for an error.
    void run(std::size_t& at) {
      while (true) {
        Part part{gather(), SharedMemory(context_.memory())};
        part.held.set(part.groups.memory());
        held_.clear();
        all_.merge(at, std::move(part));
        if (!all_.take(morsel_)) return;
        at = morsel_.number;
        at_ = at;
        if (at > all_.failed_at_.load()) return;
        input_->restart();
      }
    }
    void abandon() noexcept { context_.abandon(); }
    void abandon_after(std::size_t number) noexcept {
      if (at_.load() > number) context_.abandon();
    }

   private:
    Groups gather() {
      Groups groups(all_.node_);
      for (std::size_t batches = 1; input_->next(batch_); ++batches) {
        context_.check();
        grouper_.add(batch_, groups);
        if (batches % 16 != 0) continue;
        held_.set(groups.memory());
        all_.check_size(held_.bytes());
      }
      return groups;
    }

    SharedAggregate& all_;
    Morsel morsel_;
    std::atomic<std::size_t> at_;  ///< The number of its morsel.
    Profile profile_;
    Context context_;
    Scope scope_;
    Site site_;
    HeldMemory held_;
    StreamPtr input_;
    Grouper grouper_;
    Batch batch_;
  };

  void gather() {
    gathered_ = true;
    Morsel first;
    if (take(first)) {
      WorkerPool::Team team;
      // A thread is asked for help only where there is something to share.
      Morsel second;
      if (take(second)) {
        ahead_ = std::move(second);
        if (context_.workers && !context_.fork) {
          team = context_.workers->help(context_.workers->size(), [this] {
            Morsel morsel;
            if (take(morsel)) work(std::move(morsel));
          });
        }
      }
      work(std::move(first));
    }
    if (too_large_) return gather_alone();
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    if (node_.keys.empty()) groups_.count = 1;
  }

  void forget() {
    groups_ = Groups(node_);
    held_.clear();
    waiting_.clear();
    ahead_.reset();
    error_ = nullptr;
    failed_at_ = kNever;
    too_large_ = merging_ = false;
    next_group_ = next_merge_ = merged_ = counted_ = 0;
  }

  /// Begins anew, on this thread, with groups that may go to files.
  void gather_alone() {
    forget();
    dealer_.restart();
    Morsel morsel;
    const Scope scope{nullptr, {}, &morsel};
    const Site site{op_, context_, scope};
    const StreamPtr input = site.input();
    alone_.emplace(node_, site);
    Batch in(context_.slot_count());
    while (dealer_.next(morsel)) {
      input->restart();
      while (input->next(in)) {
        context_.check();
        alone_->add(in);
      }
    }
    alone_->finish();
  }

  /// Throws, after all threads were told to stop, if groups of that size should go to files.
  void check_size(std::size_t bytes) {
    if (node_.keys.empty() || !context_.should_spill(bytes)) return;
    give_up();
    throw Error(ErrorCategory::Cancelled, "", "the groups are gathered anew");
  }
  void give_up() noexcept {
    const std::lock_guard lock(mutex_);
    too_large_ = true;
    failed_at_ = 0;
    for (Worker* worker : workers_) worker->abandon();
  }

  /// The next morsel that is to be worked on; false if none is. Never throws.
  bool take(Morsel& morsel) noexcept {
    const std::lock_guard deal(deal_mutex_);
    if (ahead_) {
      morsel = std::move(*std::exchange(ahead_, std::nullopt));
      return true;
    }
    try {
      return failed_at_.load() == kNever && dealer_.next(morsel);
    } catch (...) {
      fail(dealer_.number(), std::current_exception());
      return false;
    }
  }

  /// Never throws.
  void work(Morsel first) noexcept {
    std::size_t at = first.number;
    try {
      Worker worker(*this, std::move(first));
      worker.run(at);
    } catch (const Error& error) {
      // One thread alone, which holds no groups of others, may get by with what there is.
      if (error.category() == ErrorCategory::LimitExceeded && !node_.keys.empty()) give_up();
      fail(at, std::current_exception());
    } catch (...) {
      fail(at, std::current_exception());
    }
  }

  /// What fails in the earliest morsel is what one thread alone would have come upon; work on later ones is in vain.
  void fail(std::size_t at, std::exception_ptr error) noexcept {
    const std::lock_guard lock(mutex_);
    if (at >= failed_at_.load()) return;
    failed_at_ = at;
    error_ = std::move(error);
    for (Worker* worker : workers_) worker->abandon_after(at);
  }

  /// Keeps the part until those before it are merged; whoever closes a gap merges what can be.
  void merge(std::size_t number, Part part) {
    std::unique_lock lock(mutex_);
    waiting_.emplace(number, std::move(part));
    if (merging_) return;
    merging_ = true;
    while (!waiting_.empty() && waiting_.begin()->first == next_merge_) {
      const auto next = waiting_.extract(waiting_.begin());
      lock.unlock();
      grouper_.merge(groups_, next.mapped().groups);
      account();
      lock.lock();
      ++next_merge_;
    }
    merging_ = false;
  }

  void account() {
    if (++merged_ % 16 != 0 && groups_.table.size() < counted_ * 2) return;
    counted_ = groups_.table.size() + 1024;
    const std::size_t bytes = groups_.memory();
    held_.set(bytes);
    check_size(bytes);
  }

  const plan::Aggregate& node_;
  const plan::Operator& op_;
  Context& context_;

  std::mutex deal_mutex_;
  Dealer dealer_;
  std::optional<Morsel> ahead_;

  std::mutex mutex_;  ///< Of what follows, but groups_, which belong to whoever is merging.
  std::vector<Worker*> workers_;
  std::atomic<std::size_t> failed_at_{kNever};
  std::exception_ptr error_;
  std::map<std::size_t, Part> waiting_;
  std::size_t next_merge_ = 0;
  bool merging_ = false;

  Grouper grouper_;
  Groups groups_;
  SharedMemory held_;
  std::atomic<bool> too_large_{false};    ///< For several threads.
  std::optional<SpillingGroups> alone_;  ///< Then.
  std::size_t merged_ = 0, counted_ = 0;
  bool gathered_ = false;
  std::size_t next_group_ = 0;
};

}  // namespace

StreamPtr make_shared_aggregate(const plan::Aggregate& node, const plan::Operator& distribute, const Site& site) {
  return std::make_unique<SharedAggregate>(node, distribute, site);
}

StreamPtr make_distribute(const Site& site) {
  return std::make_unique<DealtRows>(*site.scope.morsel, site.context);
}

}  // namespace agora::execution
