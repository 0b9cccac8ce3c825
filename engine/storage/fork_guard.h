// storage/fork_guard.h
//
// A store has threads, locks and open logs that a child process made by fork does not get whole.
// The child must not touch them, not even to tidy up.
#pragma once

#include <cstdint>

namespace agora::storage {

/// Remembers in which process it was made.
class ForkGuard {
 public:
  ForkGuard();
  /// True in a child of the process that made the guard. Costs one load.
  bool in_child() const noexcept;
  /// Throws Error Usage if in_child().
  void check() const;

 private:
  std::uint64_t generation_;
};

}  // namespace agora::storage
