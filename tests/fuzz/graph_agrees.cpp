#include "fuzz/graph_agrees.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "agora/maintenance.h"
#include "api/session.h"
#include "fuzz/target.h"
#include "graph/graph_check.h"

namespace agora::fuzz {

void require_agreement(Database& database) {
  graph::GraphStore& store = *database.impl().store;
  const auto snapshot = store.storage().snapshot();
  graph::GraphCheck check;
  graph::check_blocks(*snapshot, check);
  if (check.problems.empty()) graph::check_graph(*store.view(), *snapshot, check);
  require(check.problems.empty(), "the parts of the graph disagree",
          check.problems.empty() ? "" : check.problems.front());
}

std::string dump_of(Database& database) {
  std::ostringstream out;
  dump_database(database, out, DumpFormat::JsonLines);
  return out.str();
}

std::string counts_of(Database& database) {
  const auto view = database.impl().reading_view();
  const catalog::Catalog& catalog = view->catalog();
  std::vector<std::string> lines;
  for (std::uint32_t i = 0; i < catalog.label_count(); ++i) {
    if (const auto count = view->node_count(LabelId{i}))
      lines.push_back("(:" + catalog.labels()[i] + ") " + std::to_string(count) + '\n');
  }
  for (std::uint32_t i = 0; i < catalog.type_count(); ++i) {
    if (const auto count = view->relationship_count(TypeId{i}))
      lines.push_back("[:" + catalog.types()[i] + "] " + std::to_string(count) + '\n');
  }
  std::sort(lines.begin(), lines.end());
  std::string all = std::to_string(view->node_count()) + " nodes\n";
  for (const std::string& line : lines) all += line;
  return all;
}

}  // namespace agora::fuzz
