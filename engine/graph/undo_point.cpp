// Going back to the state before a transaction that deleted much.
//
// The state is a checkpoint in the database's own folder (in memory, a snapshot): hard links, so it
// costs a few milliseconds and the space of what is rewritten later. Going back is one batch of what
// differs between the two states, so it is atomic, and readers and open views notice nothing special.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "agora/error.h"
#include "graph/store_state.h"
#include "storage/store_folder.h"

namespace agora::graph {
namespace fs = std::filesystem;
namespace {

constexpr const char* kWord = "agora-undo";

fs::path note_of(const fs::path& undo) { return undo / "agora.undo"; }

struct Note {
  UndoPoint point;
  /// Of the store after the deletion; 0 if that was not written down any more.
  std::uint64_t sequence = 0;
};

std::optional<Note> read_note(const fs::path& undo) {
  std::ifstream file(note_of(undo));
  std::string word;
  Note note;
  file >> word >> note.point.nodes >> note.point.relationships >> note.point.seconds >> note.sequence;
  if (!file || word != kWord) return std::nullopt;
  return note;
}

void write_note(const fs::path& undo, const Note& note) {
  const fs::path draft = note_of(undo) += ".new";
  std::ofstream file(draft, std::ios::trunc);
  file << kWord << ' ' << note.point.nodes << ' ' << note.point.relationships << ' '
       << note.point.seconds << ' ' << note.sequence << '\n'
       << std::flush;
  std::error_code code;
  fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write, code);
  if (file) fs::rename(draft, note_of(undo), code);
  if (!file || code) throw Error(ErrorCategory::Io, "", "cannot write " + note_of(undo).string());
}

/// Puts into `batch` what turns `now` into `then`.
void add_differences(const storage::Snapshot& now, const storage::Snapshot& then,
                     storage::KeySpace space, storage::WriteBatch& batch) {
  const auto new_one = now.cursor(space, {}, true);
  const auto old_one = then.cursor(space, {}, true);
  new_one->seek({});
  old_one->seek({});
  while (new_one->valid() || old_one->valid()) {
    const int order = !new_one->valid()   ? 1
                      : !old_one->valid() ? -1
                                          : new_one->key().compare(old_one->key());
    if (order < 0) batch.remove(space, new_one->key());
    if (order > 0 || (order == 0 && new_one->value() != old_one->value())) {
      batch.put(space, old_one->key(), old_one->value());
    }
    if (order <= 0) new_one->next();
    if (order >= 0) old_one->next();
  }
}

std::int64_t seconds_now() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

void GraphStore::keep_undo_point() {
  State& state = *state_;
  if (folder().empty()) {
    state.undo = UndoPoint{};
    state.undo_sequence = 0;
    state.undo_snapshot = state.commits.latest()->snapshot_;
    return;
  }
  // Whoever is killed in between leaves no point, or a whole one that does not know what came after it.
  const fs::path undo = storage::undo_folder(folder());
  std::error_code ignored;
  fs::remove_all(undo, ignored);
  state.kv->checkpoint(undo);
  write_note(undo, {{0, 0, seconds_now(), true}, 0});
}

void GraphStore::seal_undo_point(const SideEffects& deletions) {
  State& state = *state_;
  // Folding writes too: what comes after it, somebody has committed.
  finish_housekeeping();
  const Note note{{deletions.nodes_deleted, deletions.relationships_deleted, seconds_now(), true},
                  state.kv->snapshot()->sequence()};
  if (folder().empty()) {
    state.undo = note.point;
    state.undo_sequence = note.sequence;
    return;
  }
  try {
    write_note(storage::undo_folder(folder()), note);
  } catch (const Error&) {
    // It is committed; the point stays one that does not know what came after it.
  }
}

std::optional<UndoPoint> GraphStore::undo_point() const {
  std::optional<Note> note;
  if (!folder().empty()) {
    note = read_note(storage::undo_folder(folder()));
  } else if (state_->undo) {
    note = Note{*state_->undo, state_->undo_sequence};
  }
  if (!note) return std::nullopt;
  note->point.written_since =
      note->sequence == 0 || note->sequence != state_->kv->snapshot()->sequence();
  return note->point;
}

void GraphStore::go_back(std::chrono::milliseconds lock_wait) {
  State& state = *state_;
  if (!undo_point()) return;
  state.take_writer(lock_wait);
  try {
    (void)state.commits.latest();  // Throws if nothing may be written any more.
    storage::SnapshotPtr then = state.undo_snapshot;
    if (!folder().empty()) {
      storage::StoreOptions options;
      options.mode = storage::OpenMode::ReadOnly;
      then = storage::open_store(storage::undo_folder(folder()), options)->snapshot();
    }
    storage::WriteBatch batch;
    const storage::SnapshotPtr now = state.kv->snapshot();
    for (const auto space : {storage::KeySpace::Blocks, storage::KeySpace::Index}) {
      add_differences(*now, *then, space, batch);
    }
    state.kv->write(batch, state.options.durability);
    load();
  } catch (...) {
    state.leave_writer();
    throw;
  }
  state.leave_writer();
  forget_undo_point();
}

void GraphStore::forget_undo_point() {
  state_->undo.reset();
  state_->undo_snapshot.reset();
  std::error_code ignored;
  if (!folder().empty()) fs::remove_all(storage::undo_folder(folder()), ignored);
}

}  // namespace agora::graph
