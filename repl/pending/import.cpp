// Stands in until the engine imports.
#include "agora/error.h"
#include "agora/import.h"

namespace agora {

ImportReport import_folder(Database&, const std::filesystem::path&, const ImportOptions&) {
  throw Error(ErrorCategory::NotSupported, "", "import is not supported yet");
}
ImportReport import_files(Database&, const ImportFiles&, const ImportOptions&) {
  throw Error(ErrorCategory::NotSupported, "", "import is not supported yet");
}

}  // namespace agora
