#include "agora/evidence.h"

#include <utility>

#include "api/session.h"
#include "evidence/attached_text.h"

namespace agora {
namespace {

/// Runs `work` as a transaction of one statement.
template <typename Work>
void write(Database& database, Work&& work) {
  Database::Impl& impl = database.impl();
  const auto store = impl.writing_store();
  const auto transaction = store->begin_write(impl.options.lock_wait);
  transaction->begin_statement();
  work(transaction->graph());
  transaction->accept_statement();
  transaction->commit();
}

}  // namespace

void attach_text(Database& database, std::string_view source, std::string text, bool checked) {
  write(database, [&](graph::GraphFork& graph) {
    evidence::attach_text(graph, source, std::move(text), checked);
  });
}

bool detach_text(Database& database, std::string_view source) {
  bool was_there = false;
  write(database, [&](graph::GraphFork& graph) { was_there = evidence::detach_text(graph, source); });
  return was_there;
}

}  // namespace agora
