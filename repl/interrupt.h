// repl/interrupt.h
//
// Ctrl-C: ends what runs, not the program.
#pragma once

#include "agora/connection.h"

namespace agora::repl {

/// While it lives, SIGINT cancels the statement that runs on `connection`, and sets interrupted().
/// At most one at a time.
class CancelOnInterrupt {
 public:
  explicit CancelOnInterrupt(Connection& connection);
  ~CancelOnInterrupt();
  CancelOnInterrupt(const CancelOnInterrupt&) = delete;
  CancelOnInterrupt& operator=(const CancelOnInterrupt&) = delete;
};

/// From now on SIGINT is noted instead of ending the program.
void catch_interrupts();
/// True if SIGINT came since the last call of clear_interrupt().
bool interrupted();
void clear_interrupt();

}  // namespace agora::repl
