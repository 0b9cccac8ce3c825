// execution/context.h
//
// What every operator and evaluator of one running statement shares: the graph, the parameters, the limits.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <unordered_map>

#include "agora/value.h"
#include "execution/memory_budget.h"
#include "function/registry.h"
#include "graph/graph_fork.h"
#include "graph/graph_view.h"
#include "plan/operator.h"

namespace agora::execution {

class WorkerPool;

/// Commits a statement in parts, for CALL … IN TRANSACTIONS. Errors: those of a commit.
class BatchTransactions {
 public:
  virtual ~BatchTransactions() = default;
  /// What is written from here on belongs to one part.
  virtual void begin() = 0;
  /// Makes the part durable; the statement goes on with the graph as it then is.
  virtual void commit() = 0;
  /// Leaves nothing of the part that was begun.
  virtual void undo() = 0;
};

/// What one operator did, for PROFILE. Time is that of the operator with its inputs.
struct Measure {
  std::uint64_t rows = 0;
  std::uint64_t blocks = 0;
  std::chrono::nanoseconds time{0};
};
using Profile = std::unordered_map<const plan::Operator*, Measure>;

/// What a caller decides about one run of a statement.
struct Settings {
  std::shared_ptr<const std::atomic<bool>> cancelled;  ///< Set by another thread to stop; may be null.
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::chrono::milliseconds timeout{0};  ///< What the deadline came from, for the message.
  std::size_t memory_limit = 0;          ///< Bytes; 0: none.
  MemoryBudget* memory_budget = nullptr; ///< Shared with other statements; must outlive the execution.
  std::uint64_t row_limit = 0;           ///< 0: none.
  std::chrono::system_clock::time_point statement_time;
  std::chrono::system_clock::time_point transaction_time;
  std::uint64_t* random_state = nullptr;  ///< Must outlive the execution.
  WorkerPool* workers = nullptr;          ///< Threads that may help; null: none. Must outlive the execution.
  BatchTransactions* batches = nullptr;   ///< Null where nothing may be committed in parts. Must outlive it too.
  std::filesystem::path csv_folder;       ///< Where LOAD CSV may read; empty: nowhere.
  Profile* profile = nullptr;             ///< Filled while the statement runs; null: nothing is measured.
};

/// Threads: one, but for Settings::cancelled, abandon() and memory().
class Context {
 public:
  /// All references must outlive this. `fork` is the view itself where the statement may write, else null.
  Context(const plan::Plan& plan, const graph::GraphView& view, graph::GraphFork* fork,
          const Map& parameters, const Settings& settings);
  /// For a thread that does a part of what `statement` runs: reads only, has nothing random, and counts what it
  /// holds towards the same limits. `statement` must outlive this. `profile` is the thread's own, or null.
  Context(const Context& statement, Profile* profile);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const plan::Plan& plan;
  const graph::GraphView& view;
  graph::GraphFork* const fork;
  const Map& parameters;
  function::CallContext call;
  BatchTransactions* const batches;
  const std::filesystem::path csv_folder;
  Profile* const profile;
  WorkerPool* const workers;  ///< Null: nobody may help.

  /// Slots of a batch: those of the plan and the hidden ones that building has asked for.
  std::size_t slot_count() const noexcept { return slot_count_; }
  /// A slot that no query names, for row numbers. Only while the operators are built.
  plan::Slot hidden_slot() { return static_cast<plan::Slot>(slot_count_++); }

  /// To be called at least once per batch and per some thousand steps of a loop without one.
  /// Throws Error: Cancelled, LimitExceeded (time).
  void check() {
    if (settings_.cancelled && settings_.cancelled->load(std::memory_order_relaxed)) [[unlikely]] {
      fail_cancelled();
    }
    if (abandoned_.load(std::memory_order_relaxed)) [[unlikely]] fail_cancelled();
    if (settings_.deadline && std::chrono::steady_clock::now() > *settings_.deadline) [[unlikely]] {
      fail_late();
    }
    if (fork && fork->memory() != changes_) [[unlikely]] count_changes();
  }

  /// From any thread: what this one is doing is not wanted any more, and check() throws.
  void abandon() noexcept { abandoned_.store(true, std::memory_order_relaxed); }
  /// What all threads of the statement hold.
  StatementMemory& memory() const noexcept { return memory_; }

  /// Counts bytes that an operator holds on to. Throws Error (LimitExceeded) beyond the limit.
  void hold(std::size_t bytes) {
    held_ += bytes;
    if (held_ > covered_) [[unlikely]] cover();
  }
  void let_go(std::size_t bytes) noexcept {
    held_ -= bytes;
    if (covered_ > held_ + kMostIdle) [[unlikely]] uncover();
  }
  /// True for an operator that does better to put what it holds, `bytes`, into a file: it is much, or there is
  /// little left for the others.
  bool should_spill(std::size_t bytes) const noexcept {
    return bytes > spill_above() || (bytes > spill_above() / 8 && memory_.scarce());
  }
  /// An operator that holds more than this does better to put it into a file, whatever others hold.
  std::size_t spill_above() const noexcept {
    constexpr std::size_t kUsual = 256u << 20;
    return settings_.memory_limit ? std::min(settings_.memory_limit / 4, kUsual) : kUsual;
  }

  /// Counts a row that is given out. Throws Error (LimitExceeded) beyond the limit.
  void give_row() {
    if (++rows_given_ > settings_.row_limit && settings_.row_limit) [[unlikely]] fail_rows();
  }

 private:
  [[noreturn]] void fail_cancelled() const;
  [[noreturn]] void fail_late() const;
  [[noreturn]] void fail_rows() const;
  /// The statement's memory is asked for more than is held, so that it is asked seldom.
  static constexpr std::size_t kMostIdle = 4u << 20;
  /// What the transaction has changed is held until it ends, or a part of it is committed.
  void count_changes() {
    let_go(std::exchange(changes_, fork->memory()));
    hold(changes_);
  }
  void cover();
  void uncover() noexcept;

  const Settings settings_;
  std::optional<StatementMemory> own_memory_;  ///< Not for a part.
  StatementMemory& memory_;
  std::atomic<bool> abandoned_{false};
  std::size_t held_ = 0;
  std::size_t changes_ = 0;  ///< Of it, what the fork holds.
  std::size_t covered_ = 0;  ///< Taken from memory_: may be held without asking.
  std::uint64_t rows_given_ = 0;
  std::size_t slot_count_;
};

/// The bytes that one operator holds; let go of when it is cleared or gone.
class HeldMemory {
 public:
  explicit HeldMemory(Context& context) : context_(context) {}
  std::size_t bytes() const noexcept { return bytes_; }
  ~HeldMemory() { clear(); }
  HeldMemory(const HeldMemory&) = delete;
  HeldMemory& operator=(const HeldMemory&) = delete;
  void add(std::size_t bytes) {
    bytes_ += bytes;
    context_.hold(bytes);
  }
  void clear() noexcept {
    context_.let_go(bytes_);
    bytes_ = 0;
  }
  void set(std::size_t bytes) {
    if (bytes < bytes_) context_.let_go(bytes_ - bytes);
    const std::size_t before = std::exchange(bytes_, bytes);
    if (bytes > before) context_.hold(bytes - before);
  }

 private:
  Context& context_;
  std::size_t bytes_ = 0;
};

}  // namespace agora::execution
