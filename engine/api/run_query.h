// api/run_query.h
//
// The way of a query, on one page: text, AST, bound query, plan, rows.
#pragma once

#include <string>
#include <string_view>

#include "agora/connection.h"
#include "api/plan_cache.h"

namespace agora::api {

QueryResult run_query(Connection::Impl& session, std::string_view text, const Parameters& parameters);
QueryResult run_compiled(Connection::Impl& session, const CompiledPtr& statement,
                         const Parameters& parameters,
                         std::chrono::steady_clock::time_point started);

/// Parses, binds and plans against what the session sees now, or finds that this was done before.
CompiledPtr compile(Connection::Impl& session, std::string_view text);

PreparedQuery prepare(Connection::Impl& session, std::string_view text);
/// The plan as text, one operator a line.
std::string explain(Connection::Impl& session, std::string_view text, PlanFormat format);
std::string profile(Connection::Impl& session, std::string_view text, const Parameters& parameters,
                    PlanFormat format);

}  // namespace agora::api
