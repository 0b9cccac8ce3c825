#include "execution/path_part.h"

namespace agora::execution {

StreamPtr make_select_paths(const plan::SelectPaths&, const Site&) { return nullptr; }

}  // namespace agora::execution
