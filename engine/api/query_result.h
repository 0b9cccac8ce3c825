// api/query_result.h
//
// The two kinds of result: rows that are made while they are read, and rows that are there.
#pragma once

#include <chrono>
#include <memory>

#include "agora/query_result.h"
#include "api/plan_cache.h"
#include "execution/execute.h"
#include "graph/graph_fork.h"

namespace agora::api {

UpdateCounts updates_of(const graph::SideEffects& effects);

QueryResult streaming(CompiledPtr statement, std::unique_ptr<execution::Execution> execution,
                      std::chrono::steady_clock::time_point started);

QueryResult collected(CompiledPtr statement, execution::Rows rows, const UpdateCounts& updates,
                      std::chrono::steady_clock::time_point started);

}  // namespace agora::api
