#include "interrupt.h"

#include <signal.h>

#include <atomic>

namespace agora::repl {

namespace {

std::atomic<Connection*> running{nullptr};
std::atomic<bool> flag{false};
static_assert(std::atomic<Connection*>::is_always_lock_free &&
              std::atomic<bool>::is_always_lock_free);

extern "C" void on_interrupt(int) {
  flag = true;
  if (Connection* connection = running) connection->cancel();
}

}  // namespace

CancelOnInterrupt::CancelOnInterrupt(Connection& connection) {
  catch_interrupts();
  running = &connection;
}
CancelOnInterrupt::~CancelOnInterrupt() { running = nullptr; }

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = on_interrupt;  // Without SA_RESTART: waiting for a key ends too.
  sigaction(SIGINT, &action, nullptr);
}

bool interrupted() { return flag; }
void clear_interrupt() { flag = false; }

}  // namespace agora::repl
