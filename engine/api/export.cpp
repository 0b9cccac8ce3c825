#include "agora/export.h"

#include "api/session.h"
#include "transfer/export.h"

namespace agora {

ExportReport export_folder(const Database& database, const std::filesystem::path& folder,
                           const ExportOptions& options) {
  return transfer::export_folder(*database.impl().reading_view(), folder, options);
}

}  // namespace agora
