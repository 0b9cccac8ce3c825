// storage/rocks_files.h
//
// Between RocksDB and the operating system's files: gives the log its blocks ahead, follows the table
// of contents, and lets tests make calls fail. For rocks_*.cpp alone.
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>

#include "storage/contents_record.h"
#include "storage/file_faults.h"

namespace agora::storage {

/// While an ingest is under way no table is removed: if its entry in the table of contents cannot be
/// made durable, nobody knows whether it is there, and the library would take the tables away all the
/// same. The next open removes what is in no table of contents.
using TablesKept = std::atomic<bool>;

/// `faults` may be null. `contents` is told what is durable of the table of contents.
std::shared_ptr<rocksdb::FileSystem> make_files(std::shared_ptr<FileFaults> faults,
                                                std::shared_ptr<const TablesKept> kept,
                                                std::shared_ptr<ContentsKeeper> contents);

}  // namespace agora::storage
