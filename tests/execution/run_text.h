// What the tests of execution share: a graph in memory, and statements run on it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "execution/execute.h"
#include "graph/graph_store.h"
#include "plan/planner.h"
#include "procedure/introspection.h"
#include "semantic/binder.h"
#include "syntax/parser.h"

namespace agora::execution {

class TestGraph {
 public:
  TestGraph() { procedure::add_introspection(procedures); }

  std::shared_ptr<const plan::Plan> plan(std::string_view text, const graph::GraphView& view) const {
    const syntax::Statement statement = syntax::parse(text);
    const semantic::BindContext context{&procedures, &view.catalog()};
    const auto bound = semantic::bind(std::get<syntax::Query>(statement.node), text, context);
    return std::make_shared<plan::Plan>(
        plan::plan_statement(bound, view.catalog(), view.statistics(), false, share_above));
  }

  /// Runs one query in a transaction of its own and commits it if it writes.
  Rows run(std::string_view text, const Map& parameters = {}) {
    const auto view = store->view();
    const auto planned = plan(text, *view);
    if (!planned->writes) return Execution(planned, view, parameters, settings).run_to_end();
    const auto transaction = store->begin_write(std::chrono::milliseconds(0));
    transaction->begin_statement();
    Rows rows = Execution(planned, transaction->graph(), parameters, settings).run_to_end();
    effects = transaction->graph().side_effects();
    transaction->accept_statement();
    transaction->commit();
    return rows;
  }

  /// The rows as text, "1 | a" each, or the error: "TypeError InvalidArgumentType".
  std::string text_of(std::string_view text, const Map& parameters = {}) {
    try {
      std::string out;
      for (const List& row : run(text, parameters).rows) {
        if (!out.empty()) out += "; ";
        for (std::size_t i = 0; i < row.size(); ++i) out += (i > 0 ? " | " : "") + to_string(row[i]);
      }
      return out;
    } catch (const Error& error) {
      return std::string(to_string(error.category())) + (error.detail().empty() ? "" : " ") + error.detail();
    }
  }

  function::ProcedureRegistry procedures;
  std::unique_ptr<graph::GraphStore> store = graph::GraphStore::open(":memory:");
  Settings settings;
  double share_above = plan::kShareAbove;
  graph::SideEffects effects;
};

/// A text, and what it gives.
struct TextCase {
  const char* text;
  const char* result;
};

}  // namespace agora::execution
