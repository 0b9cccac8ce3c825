#include "execution/context.h"

#include <algorithm>
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
      settings_(settings), slot_count_(given_plan.slot_count) {
  call.graph = &view;
  call.statement_time = instant(settings.statement_time);
  call.transaction_time = instant(settings.transaction_time);
  call.random_state = settings.random_state;
  call.memory_limit = settings.memory_limit;
}

Context::~Context() {
  if (settings_.memory_budget) settings_.memory_budget->give_back(covered_);
}

void Context::cover() {
  constexpr std::size_t kStep = 1u << 20;
  std::size_t wanted = (held_ / kStep + 1) * kStep;
  if (settings_.memory_limit) {
    if (held_ > settings_.memory_limit) fail_memory();
    wanted = std::min(wanted, settings_.memory_limit);
  }
  if (settings_.memory_budget && !settings_.memory_budget->take(wanted - covered_)) fail_budget();
  covered_ = wanted;
}

void Context::uncover() noexcept {
  if (held_ > covered_) return;  // What failed is being let go of.
  const std::size_t more = (covered_ - held_) / 2;
  if (settings_.memory_budget) settings_.memory_budget->give_back(more);
  covered_ -= more;
}

void Context::fail_cancelled() const {
  throw Error(ErrorCategory::Cancelled, "", "the statement was cancelled");
}

void Context::fail_late() const {
  throw Error(ErrorCategory::LimitExceeded, "", "the statement ran into its time limit")
      .with_hint("give it more time (--timeout, Connection::set_timeout) or ask for less");
}

void Context::fail_memory() const {
  throw Error(ErrorCategory::LimitExceeded, "",
              "the statement needs more memory than the limit of " +
                  std::to_string(settings_.memory_limit >> 20) + " MiB")
      .with_hint("raise the limit (--memory, OpenOptions::memory_limit), or let the query hold fewer rows at a time");
}

void Context::fail_budget() const {
  throw Error(ErrorCategory::LimitExceeded, "",
              "all statements that run now need more memory together than the budget of " +
                  std::to_string(settings_.memory_budget->limit() >> 20) + " MiB")
      .with_hint("run fewer at a time, or raise the budget (OpenOptions::memory_budget)");
}

void Context::fail_rows() const {
  throw Error(ErrorCategory::LimitExceeded, "",
              "the statement gives more rows than the limit of " + std::to_string(settings_.row_limit))
      .with_hint("ask for fewer with LIMIT, or raise the limit (--max-rows, Connection::set_row_limit)");
}

}  // namespace agora::execution
