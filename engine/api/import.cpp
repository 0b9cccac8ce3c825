#include "agora/import.h"

#include "api/session.h"
#include "transfer/import.h"

namespace agora {

namespace {

/// Plans made before may lack the indexes that an import declares.
template <typename Run>
ImportReport import_into(Database& database, Run&& run) {
  Database::Impl& impl = database.impl();
  if (impl.options.read_only) {
    throw Error(ErrorCategory::TransactionError, "",
                "the database is open for reading only, so nothing can be imported");
  }
  impl.plans.clear();
  return run(*impl.writing_store(), impl.options.lock_wait);
}

}  // namespace

ImportReport import_folder(Database& database, const std::filesystem::path& folder,
                           const ImportOptions& options) {
  return import_into(database, [&](graph::GraphStore& store, std::chrono::milliseconds lock_wait) {
    return transfer::import_folder(store, folder, options, lock_wait);
  });
}

ImportReport import_files(Database& database, const ImportFiles& files, const ImportOptions& options) {
  return import_into(database, [&](graph::GraphStore& store, std::chrono::milliseconds lock_wait) {
    return transfer::import_files(store, files, options, lock_wait);
  });
}

}  // namespace agora
