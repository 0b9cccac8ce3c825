#include "agora/database.h"

#include <unistd.h>

#include <utility>

#include "agora/connection.h"
#include "agora/version.h"
#include "api/session.h"
#include "procedure/evidence.h"
#include "procedure/introspection.h"
#include "procedure/search.h"

namespace agora {

namespace {

graph::GraphStoreOptions store_options(const OpenOptions& options) {
  graph::GraphStoreOptions result;
  result.read_only = options.read_only;
  result.create = options.create && !options.read_only;
  result.cache_bytes = options.cache_bytes;
  result.durability = options.durability == Durability::Sync ? storage::Durability::Synced
                                                             : storage::Durability::Relaxed;
  result.lock_wait = options.lock_wait;
  return result;
}

}  // namespace

std::string_view version() noexcept { return AGORA_VERSION; }

Database::Impl::Impl(std::filesystem::path given_path, const OpenOptions& given_options)
    : path(std::move(given_path)), options(given_options),
      store(graph::GraphStore::open(path, store_options(given_options))) {
  reset_procedures();
}

void Database::Impl::reset_procedures() {
  procedures.clear();
  procedure::add_introspection(procedures);
  procedure::add_evidence(procedures);
  procedure::add_search(procedures);
}

std::size_t Database::Impl::memory_limit() const {
  if (options.memory_limit != 0) return options.memory_limit;
  const auto pages = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES));
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGE_SIZE)) / 2;
}

Database::Database(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Database Database::open(const std::filesystem::path& path, const OpenOptions& options) {
  return Database(std::make_shared<Impl>(path, options));
}

Connection Database::connect() { return Connection(std::make_unique<Connection::Impl>(impl_)); }

void Database::register_procedure(Procedure procedure) {
  function::Procedure entry = function::parse_signature(procedure.signature);
  entry.description = std::move(procedure.description);
  entry.run = [run = std::move(procedure.function), name = entry.name](
                  function::CallContext&, std::span<const Value> arguments,
                  const std::function<void(List)>& emit) {
    try {
      run(arguments, emit);
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      throw Error(ErrorCategory::ProcedureError, "",
                  "the procedure `" + name + "` failed: " + error.what());
    }
  };
  impl_->procedures.add(std::move(entry));
  impl_->plans.clear();  // Plans hold on to the procedures that they call.
}

bool Database::unregister_procedure(std::string_view name) {
  impl_->plans.clear();
  return impl_->procedures.remove(name);
}

void Database::clear() {
  if (impl_->options.read_only) {
    throw Error(ErrorCategory::TransactionError, "",
                "the database is open for reading only, so it cannot be cleared");
  }
  impl_->plans.clear();
  impl_->store->reset();
  impl_->reset_procedures();
}

void Database::refresh() { impl_->store->refresh(); }
bool Database::read_only() const noexcept { return impl_->options.read_only; }
const std::filesystem::path& Database::path() const noexcept { return impl_->path; }

}  // namespace agora
