#include "graph/graph_store.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "agora/error.h"
#include "catalog/catalog_codec.h"
#include "graph/block_io.h"
#include "graph/bulk_writer.h"
#include "graph/fork_commit.h"
#include "graph/fork_layer.h"
#include "graph/run_cache.h"
#include "graph/store_state.h"

namespace agora::graph {
namespace {

[[noreturn]] void throw_corrupt(std::string_view what) {
  throw Error(ErrorCategory::Corrupt, "", "the stored data is damaged: " + std::string(what))
      .with_hint("restore a backup");
}

}  // namespace

GraphStore::GraphStore() : state_(std::make_unique<State>()) {}

GraphStore::~GraphStore() {
  if (state_->kv == nullptr) return;
  try {
    close();
  } catch (const Error&) {
    // Everything committed is durable already; who wants to know calls close().
  }
}

std::unique_ptr<GraphStore> GraphStore::open(const std::filesystem::path& folder,
                                             const GraphStoreOptions& options) {
  std::unique_ptr<GraphStore> store(new GraphStore());
  State& state = *store->state_;
  state.options = options;
  if (folder.empty() || folder == ":memory:") {
    state.kv = storage::open_memory_store();
  } else {
    storage::StoreOptions kv;
    kv.mode = options.read_only ? storage::OpenMode::ReadOnly : storage::OpenMode::ReadWrite;
    kv.create_if_missing = options.create && !options.read_only;
    kv.lock_wait = options.lock_wait;
    kv.program = options.program;
    kv.accept_loss = options.accept_loss;
    kv.faults = options.faults;
    state.kv = storage::open_store(folder, kv);
  }
  store->load();
  return store;
}

void GraphStore::load() {
  GraphView::Contents contents;
  contents.cache = std::make_shared<RunCache>(state_->options.cache_bytes);
  contents.snapshot = state_->kv->snapshot();
  auto catalog = std::make_shared<catalog::Catalog>();
  auto statistics = std::make_shared<catalog::Statistics>();
  state_->catalog_chunks = 0;
  state_->counts = {};
  const auto names =
      read_block(*contents.snapshot, BlockKey::catalog_section(kNamesSection), "the catalog");
  const auto counts =
      read_block(*contents.snapshot, BlockKey::catalog_section(kCountsSection), "the counts");
  try {
    if (names && names->base) {
      ByteReader in(*names->base);
      *catalog = catalog::CatalogCodec::decode(in);
      state_->catalog_chunks = names->chunks;
    }
    if (counts && counts->base) {
      ByteReader in(*counts->base);
      contents.node_bound = in.varint();
      contents.relationship_bound = in.varint();
      *statistics = catalog::StatisticsCodec::decode(in);
      for (const std::string& delta : counts->deltas) {
        ByteReader change(delta);
        contents.node_bound = change.varint();
        contents.relationship_bound = change.varint();
        catalog::StatisticsCodec::apply_change(change, *statistics);
      }
      state_->counts = {counts->chunks, counts->delta_bytes};
    }
  } catch (const MalformedBytes&) {
    throw_corrupt("the catalog");
  }
  contents.catalog = std::move(catalog);
  contents.statistics = std::move(statistics);
  contents.version = state_->next_version();
  state_->commits.publish(std::shared_ptr<const GraphView>(new GraphView(std::move(contents))));
}

bool GraphStore::read_only() const noexcept { return state_->options.read_only; }

const std::filesystem::path& GraphStore::folder() const noexcept { return state_->kv->folder(); }

storage::KvStore& GraphStore::storage() noexcept { return *state_->kv; }

std::shared_ptr<const GraphView> GraphStore::view() const { return state_->commits.published(); }

void GraphStore::State::take_writer(std::chrono::milliseconds wait, Writer as) {
  if (options.read_only) {
    throw Error(ErrorCategory::TransactionError, "",
                "the database was opened read-only and cannot be changed");
  }
  const auto end = std::chrono::steady_clock::now() + wait;
  std::unique_lock lock(mutex);
  while (writer != Writer::Nobody) {
    if (writer == Writer::Housekeeper) {
      writer_free.wait(lock);
    } else if (writer_free.wait_until(lock, end) == std::cv_status::timeout &&
               writer == Writer::Transaction) {
      throw Error(ErrorCategory::Locked, "", "another transaction of this program is writing")
          .with_hint("try again, or wait longer for the lock");
    }
  }
  writer = as;
}

void GraphStore::State::leave_writer() noexcept {
  {
    const std::lock_guard lock(mutex);
    writer = Writer::Nobody;
  }
  writer_free.notify_one();
}

void GraphStore::State::finish(std::uint64_t number) {
  if (options.durability == storage::Durability::Synced) {
    commits.wait(number);
  } else {
    commits.publish_appended(number);
  }
}

void GraphStore::State::tidy() { kv->tidy(); }

std::unique_ptr<WriteTransaction> GraphStore::begin_write(std::chrono::milliseconds lock_wait) {
  state_->take_writer(lock_wait);
  try {
    std::unique_ptr<GraphFork> fork(new GraphFork(*state_->commits.latest()));
    return std::unique_ptr<WriteTransaction>(new WriteTransaction(*this, std::move(fork)));
  } catch (...) {
    state_->leave_writer();
    throw;
  }
}

bool GraphStore::refresh() {
  if (!state_->options.read_only) return false;
  const std::lock_guard one_at_a_time(state_->refreshing);
  if (!state_->kv->refresh()) return false;
  load();
  return true;
}

void GraphStore::reset() {
  state_->take_writer(std::chrono::seconds(10));
  try {
    (void)state_->commits.latest();  // Throws if nothing may be written any more.
    storage::WriteBatch batch;
    const std::string begin(1, '\0');
    const std::string end(64, static_cast<char>(0xff));
    batch.remove_range(storage::KeySpace::Blocks, begin, end);
    batch.remove_range(storage::KeySpace::Index, begin, end);
    state_->kv->write(batch, state_->options.durability);
    load();
  } catch (...) {
    state_->leave_writer();
    throw;
  }
  state_->leave_writer();
}

void GraphStore::close() {
  if (state_->kv == nullptr) return;
  state_->housekeeper.stop();
  state_->commits.publish(nullptr);
  const std::unique_ptr<storage::KvStore> kv = std::move(state_->kv);
  kv->close();
}

void GraphStore::finish_housekeeping() { state_->housekeeper.drain(); }

std::uint64_t GraphStore::append(GraphFork& fork) {
  State& state = *state_;
  const std::shared_ptr<const GraphView> base = state.commits.latest();
  fork.check_statement();
  ForkCommit commit(fork, *base, state.catalog_chunks, state.counts);
  // It changed nothing, but what it read must be durable before anybody is told of it.
  if (!commit.needed()) return state.commits.appended();
  storage::WriteBatch batch;
  commit.write(batch);
  state.kv->write(batch, storage::Durability::Relaxed);

  state.catalog_chunks = commit.catalog_chunks();
  state.counts = commit.counts();
  const std::uint64_t version = state.next_version();
  // First the runs, then the view: see run_cache.h.
  commit.publish(*fork.cache_, version, state.commits.published()->version());
  const std::uint64_t number = state.commits.append(state.next_view(fork, version));
  for (const RunKey& key : commit.to_fold()) state.housekeeper.fold_soon(key);
  if (state.kv->tidy_due()) state.housekeeper.tidy_soon();
  return number;
}

std::unique_ptr<BulkWriter> GraphStore::begin_bulk(std::chrono::milliseconds lock_wait) {
  state_->take_writer(lock_wait);
  try {
    const auto now = state_->commits.latest();
    if (now->node_id_bound() > 0 || now->relationship_id_bound() > 0) {
      throw Error(ErrorCategory::Usage, "", "a bulk load needs an empty database");
    }
    return std::unique_ptr<BulkWriter>(new BulkWriter(*this));
  } catch (...) {
    state_->leave_writer();
    throw;
  }
}

// --- WriteTransaction
// ----------------------------------------------------------------------------------------

WriteTransaction::WriteTransaction(GraphStore& store, std::unique_ptr<GraphFork> fork)
    : store_(store), fork_(std::move(fork)) {}

WriteTransaction::~WriteTransaction() { rollback(); }

void WriteTransaction::begin_statement() { fork_->begin_statement(); }

void WriteTransaction::accept_statement() {
  fork_->accept_statement();
  side_effects_ = committed_;
  side_effects_ += fork_->side_effects();
}

void WriteTransaction::undo_statement() { fork_->undo_statement(); }

void WriteTransaction::commit() {
  std::uint64_t number = 0;
  try {
    number = store_.append(*fork_);
  } catch (...) {
    rollback();
    throw;
  }
  side_effects_ = committed_;
  side_effects_ += fork_->side_effects();
  rollback();  // Nothing is left of the fork but its lock: the next writer may go on.
  if (number != 0) store_.state_->finish(number);
}

void WriteTransaction::commit_part() {
  try {
    const std::uint64_t number = store_.append(*fork_);
    if (number != 0) store_.state_->finish(number);
    committed_ += fork_->side_effects();
    side_effects_ = committed_;
    fork_->start_over(*store_.state_->commits.latest());
  } catch (...) {
    rollback();
    throw;
  }
}

void WriteTransaction::rollback() noexcept {
  if (fork_ == nullptr) return;
  fork_.reset();
  store_.state_->leave_writer();
}

}  // namespace agora::graph
