#include "agora/database.h"

#include <algorithm>
#include <unistd.h>

#include <thread>
#include <utility>

#include "agora/connection.h"
#include "agora/version.h"
#include "api/session.h"
#include "procedure/evidence.h"
#include "procedure/introspection.h"
#include "procedure/property_types.h"
#include "procedure/search.h"

namespace agora {

namespace {

graph::GraphStoreOptions store_options(const OpenOptions& options, bool read_only) {
  graph::GraphStoreOptions result;
  result.read_only = read_only;
  result.create = options.create && !options.read_only && !read_only;
  result.cache_bytes = options.cache_bytes;
  result.durability = options.durability == Durability::Sync ? storage::Durability::Synced
                                                             : storage::Durability::Relaxed;
  result.lock_wait = options.lock_wait;
  return result;
}

std::unique_ptr<graph::GraphStore> open_store(const std::filesystem::path& path, const OpenOptions& options) {
  const bool in_memory = path.empty() || path == ":memory:";
  const bool on_demand = options.write_on_demand && !options.read_only && !in_memory;
  if (!on_demand) return graph::GraphStore::open(path, store_options(options, options.read_only));
  // A database that is not there yet is made, and let go of again.
  std::error_code ignored;
  if (options.create && (!std::filesystem::exists(path, ignored) || std::filesystem::is_empty(path, ignored))) {
    graph::GraphStore::open(path, store_options(options, false))->close();
  }
  return graph::GraphStore::open(path, store_options(options, true));
}

std::size_t half_of_memory() {
  const auto pages = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES));
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGE_SIZE)) / 2;
}

unsigned threads_of(const OpenOptions& options) {
  constexpr unsigned kUsuallyMost = 8;
  if (options.threads != 0) return options.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1u, kUsuallyMost);
}

}  // namespace

std::string_view version() noexcept { return AGORA_VERSION; }

Database::Impl::Impl(std::filesystem::path given_path, const OpenOptions& given_options)
    : path(std::move(given_path)), options(given_options),
      store(open_store(path, given_options)),
      memory(options.memory_budget != 0 ? options.memory_budget : half_of_memory()),
      workers(threads_of(options) - 1) {
  reset_procedures();
  add_shows();
}

std::shared_ptr<const graph::GraphView> Database::Impl::reading_view() const {
  if (on_demand()) store->refresh();
  return store->view();
}

std::shared_ptr<graph::GraphStore> Database::Impl::writing_store() {
  if (!on_demand() || options.read_only) return {std::shared_ptr<void>(), store.get()};
  const auto let_go = [](graph::GraphStore* writer) {
    try {
      writer->close();
    } catch (const Error&) {
      // What was committed is on the disk; what is not goes when the next one opens.
    }
    delete writer;
  };
  return {graph::GraphStore::open(path, store_options(options, false)).release(), let_go};
}

void Database::Impl::commit(graph::GraphStore& into, graph::WriteTransaction& transaction) const {
  const bool much = deletes_much(transaction.side_effects());
  if (much) into.keep_undo_point();
  transaction.commit();
  if (much) into.seal_undo_point(transaction.side_effects());
}

bool Database::Impl::deletes_much(const graph::SideEffects& effects) const {
  return options.undo_above != 0 &&
         effects.nodes_deleted + effects.relationships_deleted > options.undo_above;
}

void Database::Impl::reset_procedures() {
  procedures.clear();
  procedure::add_introspection(procedures);
  procedure::add_property_types(procedures);
  procedure::add_evidence(procedures);
  procedure::add_search(procedures);
}

std::size_t Database::Impl::memory_limit() const {
  return options.memory_limit != 0 ? options.memory_limit : half_of_memory();
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
  impl_->writing_store()->reset();
  impl_->reset_procedures();
}

void Database::refresh() { impl_->store->refresh(); }
bool Database::read_only() const noexcept { return impl_->options.read_only; }
const std::filesystem::path& Database::path() const noexcept { return impl_->path; }

}  // namespace agora
