#include "agora/connection.h"

#include <random>
#include <utility>

#include "api/run_query.h"
#include "api/session.h"

namespace agora {

// ---- the engine's side ---------------------------------------------------------------------------------------

Connection::Impl::Impl(std::shared_ptr<Database::Impl> given_database)
    : database(std::move(given_database)) {
  std::random_device seed;
  random_state = (static_cast<std::uint64_t>(seed()) << 32) ^ seed();
}

std::shared_ptr<const graph::GraphView> Connection::Impl::committed_view() const {
  return read_transaction ? read_transaction : database->reading_view();
}

void Connection::Impl::begin(bool read_only) {
  if (in_transaction()) {
    throw Error(ErrorCategory::TransactionError, "",
                "a transaction is open already; end it with COMMIT or ROLLBACK first");
  }
  if (read_only) {
    read_transaction = database->reading_view();
  } else {
    writing = database->writing_store();
    try {
      write_transaction = writing->begin_write(database->options.lock_wait);
    } catch (...) {
      writing = nullptr;
      throw;
    }
  }
  listed_transaction = database->transactions.begin(read_only);
  transaction_begin = std::chrono::system_clock::now();
  ++transaction_number;
}

void Connection::Impl::commit() {
  if (!in_transaction()) {
    throw Error(ErrorCategory::TransactionError, "", "there is no transaction to commit; BEGIN starts one");
  }
  database->transactions.end(listed_transaction);
  read_transaction = nullptr;
  const std::shared_ptr<graph::GraphStore> store = std::move(writing);
  const std::unique_ptr<graph::WriteTransaction> ending = std::move(write_transaction);
  if (ending) database->commit(*store, *ending);
}

void Connection::Impl::rollback() noexcept {
  if (in_transaction()) database->transactions.end(listed_transaction);
  read_transaction = nullptr;
  if (write_transaction) write_transaction->rollback();
  write_transaction = nullptr;
  writing = nullptr;
}

// ---- Transaction -----------------------------------------------------------------------------------------------

class Transaction::Impl {
 public:
  Connection::Impl* connection;
  std::uint64_t number;

  bool open() const {
    return connection->in_transaction() && connection->transaction_number == number;
  }
};

Transaction::Transaction(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&& other) noexcept {
  if (this != &other) {
    rollback();
    impl_ = std::move(other.impl_);
  }
  return *this;
}
Transaction::~Transaction() { rollback(); }

void Transaction::commit() {
  if (!open()) {
    throw Error(ErrorCategory::TransactionError, "", "this transaction has already ended");
  }
  impl_->connection->commit();
}

void Transaction::rollback() noexcept {
  if (open()) impl_->connection->rollback();
}

bool Transaction::open() const noexcept { return impl_ && impl_->open(); }

// ---- Connection ------------------------------------------------------------------------------------------------

Connection::Connection(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() {
  if (impl_) impl_->rollback();
}

QueryResult Connection::query(std::string_view text, const Parameters& parameters) {
  return api::run_query(*impl_, text, parameters);
}

PreparedQuery Connection::prepare(std::string_view text) { return api::prepare(*impl_, text); }

std::string Connection::explain(std::string_view text, const Parameters&, PlanFormat format) {
  return api::explain(*impl_, text, format);
}

std::string Connection::profile(std::string_view text, const Parameters& parameters, PlanFormat format) {
  return api::profile(*impl_, text, parameters, format);
}

Transaction Connection::begin(bool read_only) {
  impl_->begin(read_only);
  return Transaction(
      std::make_unique<Transaction::Impl>(Transaction::Impl{impl_.get(), impl_->transaction_number}));
}

bool Connection::in_transaction() const noexcept { return impl_->in_transaction(); }
void Connection::cancel() noexcept { impl_->cancelled->store(true); }
void Connection::set_timeout(std::chrono::milliseconds timeout) noexcept { impl_->timeout = timeout; }
void Connection::set_row_limit(std::uint64_t rows) noexcept { impl_->row_limit = rows; }
void Connection::set_memory_limit(std::size_t bytes) noexcept { impl_->memory_limit = bytes; }

}  // namespace agora
