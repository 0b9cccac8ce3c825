// storage/rocks_snapshot.h
//
// An open RocksDB and reading from it, for rocks_store.cpp.
#pragma once

#include <rocksdb/db.h>

#include <array>
#include <filesystem>
#include <memory>

#include "storage/fork_guard.h"
#include "storage/kv_store.h"
#include "storage/rocks_options.h"
#include "storage/write_lock.h"

namespace agora::storage {

/// An open RocksDB with what must live as long as it does. Shared by the store and its snapshots.
struct RocksHandle {
  std::filesystem::path folder;
  std::unique_ptr<WriteLock> lock;
  std::unique_ptr<BackgroundThreads> threads;
  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, kKeySpaceCount> families{};
  ForkGuard fork;

  RocksHandle() = default;
  RocksHandle(const RocksHandle&) = delete;
  RocksHandle& operator=(const RocksHandle&) = delete;
  ~RocksHandle() {
    if (fork.in_child()) {
      // Its threads and locks stayed with the parent: leave everything where it is.
      (void)db.release();
      (void)threads.release();
      if (lock) lock->abandon();
      return;
    }
    if (!db) return;
    for (auto* family : families) {
      if (family) (void)db->DestroyColumnFamilyHandle(family);
    }
    (void)db->Close();
    db.reset();
  }

  rocksdb::ColumnFamilyHandle* family(KeySpace space) const {
    return families[static_cast<std::size_t>(space)];
  }
};
using HandlePtr = std::shared_ptr<const RocksHandle>;

/// `pinned`: the database may change, so its present state must be held. One that was opened
/// read-only never does.
SnapshotPtr make_snapshot(HandlePtr handle, bool pinned);

}  // namespace agora::storage
