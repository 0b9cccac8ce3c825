// storage/store_copy.h
//
// Copies of a database's folder, also while another process writes to it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace agora::storage {

struct StoreCopy {
  std::uint64_t files = 0;  ///< Copied …
  std::uint64_t bytes = 0;
  std::uint64_t kept_files = 0;  ///< … and taken over from the copy before, as hard links.
};

/// Makes `target` a database with what `source` has at one moment: everything committed before the
/// call, nothing torn. If `target` is an earlier copy, it is replaced at one stroke, and its large
/// files that are the same need not be copied again; else it must not exist. All is durable and
/// every file's checksums were verified when this returns. Throws Error: Io, Corrupt, and leaves
/// `target` as it was.
StoreCopy copy_store(const std::filesystem::path& source, const std::filesystem::path& target);

/// Reads every file of a database and verifies its checksums. Throws Error: Corrupt, naming the first
/// that is damaged.
void verify_store(const std::filesystem::path& folder);

}  // namespace agora::storage
