#include "execution/context.h"

#include <string>

#include "agora/error.h"

namespace agora::execution {

namespace {

DateTime instant(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto since = time.time_since_epoch();
  const auto whole = floor<seconds>(since);
  DateTime result;
  result.seconds = whole.count();
  result.nanoseconds = static_cast<std::int32_t>(duration_cast<nanoseconds>(since - whole).count());
  return result;
}

}  // namespace

Context::Context(const plan::Plan& given_plan, const graph::GraphView& given_view,
                 graph::GraphFork* given_fork, const Map& given_parameters, const Settings& settings)
    : plan(given_plan), view(given_view), fork(given_fork), parameters(given_parameters),
      batches(settings.batches), csv_folder(settings.csv_folder), profile(settings.profile),
      workers(settings.workers), settings_(settings),
      own_memory_(std::in_place, settings.memory_limit, settings.memory_budget), memory_(*own_memory_),
      slot_count_(given_plan.slot_count) {
  call.graph = &view;
  call.statement_time = instant(settings.statement_time);
  call.transaction_time = instant(settings.transaction_time);
  call.random_state = settings.random_state;
  call.memory_limit = settings.memory_limit;
}

Context::Context(const Context& statement, Profile* given_profile)
    : plan(statement.plan), view(statement.view), fork(nullptr), parameters(statement.parameters),
      call(statement.call), batches(nullptr), csv_folder(statement.csv_folder), profile(given_profile),
      workers(nullptr), settings_(statement.settings_), memory_(statement.memory_),
      slot_count_(statement.plan.slot_count) {
  call.random_state = nullptr;
}

Context::~Context() { memory_.give_back(covered_); }

void Context::cover() {
  constexpr std::size_t kStep = 1u << 20;
  const std::size_t wanted = (held_ / kStep + 1) * kStep;
  covered_ += memory_.take(held_ - covered_, wanted - covered_);
}

void Context::uncover() noexcept {
  const std::size_t more = (covered_ - held_) / 2;
  memory_.give_back(more);
  covered_ -= more;
}

void Context::fail_cancelled() const {
  throw Error(ErrorCategory::Cancelled, "", "the statement was cancelled");
}

void Context::fail_late() const {
  throw Error(ErrorCategory::LimitExceeded, "", "the statement ran into its time limit")
      .with_hint("give it more time (--timeout, Connection::set_timeout) or ask for less");
}

void Context::fail_rows() const {
  throw Error(ErrorCategory::LimitExceeded, "",
              "the statement gives more rows than the limit of " + std::to_string(settings_.row_limit))
      .with_hint("ask for fewer with LIMIT, or raise the limit (--max-rows, Connection::set_row_limit)");
}

}  // namespace agora::execution
