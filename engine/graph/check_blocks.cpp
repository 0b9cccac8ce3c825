#include <optional>
#include <string>

#include "agora/error.h"
#include "graph/block_io.h"
#include "graph/document.h"
#include "graph/fork_commit.h"
#include "graph/graph_check.h"

namespace agora::graph {
namespace {

using storage::KeySpace;

std::string shown_bytes(std::string_view bytes) {
  std::string text;
  for (const char each : bytes.substr(0, 24)) {
    constexpr char kDigits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(each);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

class BlockWalk {
 public:
  BlockWalk(const storage::Snapshot& snapshot, GraphCheck& check)
      : snapshot_(snapshot), check_(check) {}

  void walk() {
    const auto cursor = snapshot_.cursor(KeySpace::Blocks, {}, true);
    for (cursor->seek({}); cursor->valid(); cursor->next()) visit(cursor->key());
    finish_run();
  }

 private:
  void visit(std::string_view key) {
    const std::optional<StoredKey> stored = parse_key(key);
    if (stored && stored->document) {
      finish_run();
      return;
    }
    if (!stored) {
      check_.report("there is a block under a key that says nothing: " + shown_bytes(key));
    } else if (stored->chunk == 0) {
      finish_run();
      begin_run(*stored);
    } else if (std::string_view(front_) != key.substr(0, key.size() - 2)) {
      check_.report("a block has a continuation and no beginning: " + shown_bytes(key));
    } else {
      ++found_chunks_;
    }
    if (stored) front_.assign(key.substr(0, key.size() - 2));
  }

  void begin_run(const StoredKey& stored) {
    ++check_.blocks;
    found_chunks_ = 1;
    expected_chunks_ = 0;
    try {
      if (stored.section) {
        const auto block = read_block(snapshot_, BlockKey::catalog_section(*stored.section), "the catalog");
        expected_chunks_ = block->chunks;
        name_ = "the catalog";
      } else {
        name_ = describe(stored.run);
        const auto run = load_run(snapshot_, stored.run);
        expected_chunks_ = run->stored_chunks;
        if (run->empty()) check_.report("a block says nothing and is stored: " + name_);
      }
    } catch (const Error& error) {
      check_.report(error.message());
    }
  }

  void finish_run() {
    if (expected_chunks_ != 0 && found_chunks_ != expected_chunks_) {
      check_.report("a block of " + std::to_string(expected_chunks_) + " parts has " +
                    std::to_string(found_chunks_) + ": " + name_);
    }
    expected_chunks_ = 0;
  }

  const storage::Snapshot& snapshot_;
  GraphCheck& check_;
  std::string front_;
  std::string name_;
  std::uint32_t found_chunks_ = 0;
  std::uint32_t expected_chunks_ = 0;
};

}  // namespace

void check_blocks(const storage::Snapshot& snapshot, GraphCheck& check) {
  try {
    BlockWalk(snapshot, check).walk();
    for (const std::string& name : document_names(snapshot, "")) {
      ++check.blocks;
      try {
        (void)read_document(snapshot, name);
      } catch (const Error& error) {
        check.report(error.message());
      }
    }
    const auto cursor = snapshot.cursor(KeySpace::Index, {}, true);
    for (cursor->seek({}); cursor->valid(); cursor->next()) ++check.index_entries;
  } catch (const Error& error) {
    check.report(error.message());
  }
}

}  // namespace agora::graph
