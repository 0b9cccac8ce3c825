// storage/rocks_files.h
//
// Between RocksDB and the operating system's files: gives the log its blocks ahead, and lets tests
// make calls fail. For rocks_*.cpp alone.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>

#include "storage/file_faults.h"

namespace agora::storage {

/// `faults` may be null.
std::shared_ptr<rocksdb::FileSystem> make_files(std::shared_ptr<FileFaults> faults);

}  // namespace agora::storage
