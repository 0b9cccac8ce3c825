// storage/kv_store.h
//
// The ordered key-value seam: all that Agora keeps goes through these interfaces. It knows bytes
// only; what a key or a value means is the graph layer's business. There are two implementations: a
// durable one in a folder (rocks_store.cpp) and one in memory (memory_store.cpp).
//
// Bytes: keys compare byte by byte as unsigned numbers, a shorter key before its extensions. A key
// is not empty. `append` adds raw bytes to what the key has (nothing, if the key does not exist),
// so whoever needs to tell the parts of a value from each other frames them itself.
//
// Errors: everything here throws agora::Error: Io (the operating system refused), Corrupt (a
// checksum or the structure failed; the message names the file), Locked, FormatTooNew,
// TransactionError (a write to a store that was opened read-only), Usage (the store was carried
// into a child process by fork, wrong folder).
//
// Threads: a KvStore and a Snapshot may be shared by threads. A Cursor, a WriteBatch and a
// SortedRunWriter belong to one thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace agora::storage {

/// The number of the byte format, written to the folder. It rises whenever a layout of any layer
/// changes.
inline constexpr std::uint32_t kFormatVersion = 1;

/// Two at most: each one costs a read-only open about a millisecond. Tell further ones apart by key
/// prefix.
enum class KeySpace : std::uint8_t {
  Blocks,  ///< Large values, read whole: adjacency, columns, shapes, labels, catalog.
  Index,   ///< Small entries, found by seek: property indexes, uniqueness, postings.
};
inline constexpr std::size_t kKeySpaceCount = 2;

/// What `write` has done when it returns.
enum class Durability : std::uint8_t {
  Synced,   ///< On the disk: it survives a loss of power.
  Relaxed,  ///< Handed to the operating system: it survives the end of this process, however that
            ///< comes.
};

/// Changes that become visible together. They apply in the order in which they were added.
class WriteBatch {
 public:
  enum class Kind : std::uint8_t { Put, Append, Remove, RemoveRange };
  struct Operation {
    Kind kind;
    KeySpace space;
    std::string_view key;
    std::string_view value;  ///< For RemoveRange the end of the range.
  };

  /// Sets `key` to `value`.
  void put(KeySpace space, std::string_view key, std::string_view value);
  /// Adds `bytes` at the end of the key's value. Costs no read.
  void append(KeySpace space, std::string_view key, std::string_view bytes);
  /// Removes `key`; nothing happens if there is none.
  void remove(KeySpace space, std::string_view key);
  /// Removes every key in [begin, end). Costs about as much as one key.
  void remove_range(KeySpace space, std::string_view begin, std::string_view end);

  void clear();
  bool empty() const noexcept { return operations_.empty(); }
  std::size_t size() const noexcept { return operations_.size(); }
  /// Bytes of keys and values.
  std::size_t byte_size() const noexcept { return bytes_.size(); }
  /// The i-th change; its bytes stay put until the batch is changed.
  Operation operation(std::size_t i) const noexcept;

 private:
  struct Entry {
    Kind kind;
    KeySpace space;
    std::uint32_t key_size;
    std::size_t offset;  ///< In bytes_: the key, then the value up to the next entry's offset.
  };
  void add(Kind kind, KeySpace space, std::string_view key, std::string_view value);
  std::vector<Entry> operations_;
  std::string bytes_;
};

/// Walks one key space in byte order over a snapshot. Holds its snapshot, so it may outlive the
/// pointer it was made from. An error while reading is thrown, so valid() == false always means
/// that there is no such entry.
class Cursor {
 public:
  virtual ~Cursor() = default;
  /// Goes to the first key that is not less than `target`.
  virtual void seek(std::string_view target) = 0;
  /// Goes to the last key that is not greater than `target`.
  virtual void seek_for_prev(std::string_view target) = 0;
  /// Goes to the following key. Requires: valid().
  virtual void next() = 0;
  /// Goes to the preceding key. Requires: valid().
  virtual void prev() = 0;
  /// True on an entry; false before the first seek, past an end and past the bound.
  virtual bool valid() const = 0;
  /// The current key; its bytes stay put until the cursor moves. Requires: valid().
  virtual std::string_view key() const = 0;
  /// The current value, everything appended included; its bytes stay put until the cursor moves.
  /// Requires: valid().
  virtual std::string_view value() const = 0;
};

/// The store at one moment: immutable, cheap to take, valid as long as somebody holds it (also when
/// the store was closed or refreshed meanwhile). Reading it never blocks a writer.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  /// Writes the key's value to `value` and returns true, or returns false and leaves `value`
  /// unspecified.
  virtual bool get(KeySpace space, std::string_view key, std::string& value) const = 0;
  /// Gives `values[i]` for `keys[i]`, or nullopt. Quicker than many get() when the keys are sorted.
  virtual void multi_get(KeySpace space, std::span<const std::string_view> keys,
                         std::vector<std::optional<std::string>>& values) const = 0;
  /// A cursor over the keys of `space` below `end` (all, if empty). `read_ahead` says that a long
  /// run will be read in order, so that the store fetches more at once and does not push other
  /// blocks out of its cache.
  virtual std::unique_ptr<Cursor> cursor(KeySpace space, std::string_view end = {},
                                         bool read_ahead = false) const = 0;
  /// Rises with every write; equal numbers of one store mean equal contents.
  virtual std::uint64_t sequence() const noexcept = 0;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// Takes a sorted run of entries for KvStore::ingest. Its file is removed if it is dropped before.
/// Threads: one for each run; several runs may be filled at the same time.
/// Different writers may be used by different threads at the same time.
class SortedRunWriter {
 public:
  virtual ~SortedRunWriter() = default;
  /// Requires: `key` is greater than the one before.
  virtual void put(std::string_view key, std::string_view value) = 0;
  virtual KeySpace space() const noexcept = 0;
  virtual std::uint64_t entry_count() const noexcept = 0;
};

class KvStore {
 public:
  /// Closes the store if close() was not called; what goes wrong then is lost.
  virtual ~KvStore() = default;

  virtual bool read_only() const noexcept = 0;
  /// The folder; empty for a store in memory.
  virtual const std::filesystem::path& folder() const noexcept = 0;
  /// The format number of what is stored, at most kFormatVersion.
  virtual std::uint32_t format() const noexcept = 0;
  /// Writes down that the contents now have this format number.
  virtual void set_format(std::uint32_t format) = 0;

  virtual SnapshotPtr snapshot() const = 0;

  /// Applies the whole batch or nothing of it. Concurrent calls share a sync.
  virtual void write(const WriteBatch& batch, Durability durability) = 0;
  /// Makes durable whatever was written before the call.
  virtual void sync() = 0;

  virtual std::unique_ptr<SortedRunWriter> new_run(KeySpace space) = 0;
  /// Adds all runs at once, over what is there. Runs of one key space must not overlap each other.
  /// Durable when it returns.
  virtual void ingest(std::vector<std::unique_ptr<SortedRunWriter>> runs) = 0;

  /// Moves written data from the log to its place, so that the next open need not replay the log.
  virtual void flush() = 0;
  /// True if writes have left something to tidy(). Costs one load.
  virtual bool tidy_due() const noexcept = 0;
  /// Does what writes put off, so that the next open is quick: call it where nobody waits, beside
  /// readers and writers. If nobody does, a write does it itself when it becomes urgent.
  virtual void tidy() = 0;
  /// Rewrites everything in its smallest form, dropping what was removed.
  virtual void compact() = 0;
  /// Makes a copy that opens as a store of its own in `target`, which must not exist. Files are
  /// hard links where the file system has them. Writers may go on.
  virtual void checkpoint(const std::filesystem::path& target) = 0;
  /// Read-only stores: moves on to what was written since. Snapshots taken before keep what they
  /// see. Returns true if there was something new. For a writable store nothing happens.
  virtual bool refresh() = 0;
  /// Bytes on disk (or in memory).
  virtual std::uint64_t byte_size() const = 0;
  /// Flushes and releases the lock (as soon as the last snapshot is gone). Nothing but the
  /// destructor may follow.
  virtual void close() = 0;
};

class FileFaults;

enum class OpenMode : std::uint8_t {
  ReadWrite,  ///< One process at a time.
  ReadOnly,   ///< Any number of processes, also beside a writer. Writes nothing, needs no right to
              ///< write.
};

struct StoreOptions {
  OpenMode mode = OpenMode::ReadWrite;
  bool create_if_missing = true;  ///< ReadWrite only.
  std::chrono::milliseconds lock_wait{
      0};                               ///< How long to wait for the write lock; 0 fails at once.
  std::size_t cache_bytes = 32u << 20;  ///< For what is read from the key space Index.
  std::string program = "agora";        ///< Names the holder of the lock to others.
  bool accept_loss = false;  ///< Opens also with a table of contents that lost its end.
  std::shared_ptr<FileFaults> faults{};  ///< For tests; see file_faults.h.
};

/// Opens the store in `folder`.
std::unique_ptr<KvStore> open_store(const std::filesystem::path& folder,
                                    const StoreOptions& options = {});

/// A new, empty store in memory.
std::unique_ptr<KvStore> open_memory_store();

}  // namespace agora::storage
