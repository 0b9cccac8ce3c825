#include "syntax/clause_order.h"

#include <string>

#include "syntax/syntax_error.h"

namespace agora::syntax {
namespace {

template <typename Node>
const Node* as(const Clause& clause) {
  return std::get_if<Node>(&clause.node);
}

Error composition_error(std::string message, const SourceSpan& span) {
  return syntax_error("InvalidClauseComposition", std::move(message), span);
}

bool is_reading(const Clause& clause) {
  return as<Match>(clause) || as<Unwind>(clause) || as<CallProcedure>(clause) ||
         as<CallSubquery>(clause) || as<LoadCsv>(clause);
}

bool returns(const Query& query) {
  const std::vector<Clause>& clauses = query.parts.front().clauses;
  return as<Return>(clauses.back()) != nullptr;
}

/// What CALL of a procedure may leave out where it is the only clause, and only there.
void check_call(const CallProcedure& call, const Clause& clause, bool standalone) {
  if (standalone) return;
  if (call.yield_star) {
    throw unexpected_syntax("YIELD * is only for a CALL that stands alone", clause.span)
        .with_hint("name the columns: YIELD a, b");
  }
  if (!call.arguments.has_value()) {
    throw syntax_error("InvalidArgumentPassingMode",
                       "a CALL within a query needs its arguments in parentheses", call.name_span)
        .with_hint("only a CALL that stands alone takes them from the parameters");
  }
}

void check_end(const SingleQuery& query, QueryRole role) {
  const Clause& last = query.clauses.back();
  const std::string name(clause_name(last));
  if (role == QueryRole::BeforeNext && !as<Return>(last)) {
    throw composition_error(
        "what stands before NEXT must end with RETURN: NEXT goes on with its rows", last.keyword)
        .with_hint("add RETURN and what to go on with, e.g. RETURN *");
  }
  if ((role == QueryRole::Collect || role == QueryRole::Value) && !as<Return>(last)) {
    throw composition_error(std::string(role == QueryRole::Collect ? "COLLECT" : "VALUE") +
                                " needs a query that ends with RETURN",
                            last.keyword);
  }
  if (as<With>(last)) {
    throw composition_error("a query cannot end with " + name, last.keyword)
        .with_hint("add RETURN and what you want");
  }
  if (role == QueryRole::Test) return;
  if (as<Match>(last) || as<Unwind>(last) || as<LoadCsv>(last)) {
    throw composition_error("a query cannot end with " + name + ": RETURN is missing", last.keyword)
        .with_hint("add RETURN and what you want, e.g. RETURN *");
  }
  if (query.clauses.size() == 1) return;
  if (const auto* call = as<CallProcedure>(last);
      call != nullptr && call->yield.has_value() && !call->yield->empty()) {
    throw composition_error("a query cannot end with CALL … YIELD: RETURN is missing", last.keyword)
        .with_hint("add RETURN and what you want, e.g. RETURN *");
  }
  if (const auto* call = as<CallSubquery>(last); call != nullptr && returns(*call->query)) {
    throw composition_error("a query cannot end with a CALL that returns rows: RETURN is missing",
                            last.keyword)
        .with_hint("add RETURN and what you want, e.g. RETURN *");
  }
}

void check_single(const SingleQuery& query, QueryRole role, bool only_part) {
  const Clause* update = nullptr;  // Since the last WITH.
  for (std::size_t i = 0; i < query.clauses.size(); ++i) {
    const Clause& clause = query.clauses[i];
    if (i > 0) {
      const Clause& before = query.clauses[i - 1];
      if (as<Return>(before) || as<Finish>(before)) {
        throw composition_error(std::string(clause_name(before)) + " ends a query, and " +
                                    std::string(clause_name(clause)) + " stands behind it",
                                clause.keyword)
            .with_hint("use WITH instead of RETURN to go on, or a semicolon between two queries");
      }
    }
    if (is_update(clause)) {
      update = &clause;
    } else if (as<With>(clause)) {
      update = nullptr;
    } else if (update != nullptr && is_reading(clause)) {
      throw composition_error("WITH is needed between " + std::string(clause_name(*update)) +
                                  " and " + std::string(clause_name(clause)),
                              clause.keyword)
          .with_hint("write WITH * before " + std::string(clause_name(clause)));
    }
    if (const auto* call = as<CallProcedure>(clause)) {
      check_call(*call, clause,
                 only_part && role == QueryRole::Statement && query.clauses.size() == 1);
    }
  }
  check_end(query, role);
}

}  // namespace

std::string_view clause_name(const Clause& clause) noexcept {
  struct Namer {
    std::string_view operator()(const Match& match) const {
      return match.optional ? "OPTIONAL MATCH" : "MATCH";
    }
    std::string_view operator()(const Unwind&) const { return "UNWIND"; }
    std::string_view operator()(const With& with) const { return with.word; }
    std::string_view operator()(const Return&) const { return "RETURN"; }
    std::string_view operator()(const Finish&) const { return "FINISH"; }
    std::string_view operator()(const Create&) const { return "CREATE"; }
    std::string_view operator()(const Merge&) const { return "MERGE"; }
    std::string_view operator()(const Set&) const { return "SET"; }
    std::string_view operator()(const Remove&) const { return "REMOVE"; }
    std::string_view operator()(const Delete& deletion) const {
      return deletion.detach ? "DETACH DELETE" : "DELETE";
    }
    std::string_view operator()(const CallProcedure&) const { return "CALL"; }
    std::string_view operator()(const CallSubquery&) const { return "CALL"; }
    std::string_view operator()(const Foreach&) const { return "FOREACH"; }
    std::string_view operator()(const LoadCsv&) const { return "LOAD CSV"; }
  };
  return std::visit(Namer{}, clause.node);
}

bool is_update(const Clause& clause) noexcept {
  return as<Create>(clause) || as<Merge>(clause) || as<Set>(clause) || as<Remove>(clause) ||
         as<Delete>(clause) || as<Foreach>(clause);
}

void check_clause_order(const Query& query, QueryRole role) {
  for (const SingleQuery& part : query.parts) check_single(part, role, query.parts.size() == 1);
}

void check_foreach_updates(const std::vector<Clause>& updates) {
  for (const Clause& clause : updates) {
    if (is_update(clause)) continue;
    throw composition_error("FOREACH takes clauses that change the graph, and " +
                                std::string(clause_name(clause)) + " is none",
                            clause.keyword)
        .with_hint("use UNWIND to go on with each element of a list");
  }
}

}  // namespace agora::syntax
