#include "api/run_query.h"

#include <utility>

#include "api/query_result.h"
#include "api/session.h"
#include "api/statement_kind.h"
#include "execution/execute.h"
#include "execution/schema.h"
#include "plan/planner.h"
#include "plan/print_plan.h"
#include "semantic/binder.h"
#include "syntax/parser.h"

namespace agora::api {

namespace {

using Clock = std::chrono::steady_clock;

/// Undoes a statement of a transaction unless it was accepted.
class StatementScope {
 public:
  explicit StatementScope(graph::WriteTransaction& transaction) : transaction_(transaction) {
    transaction_.begin_statement();
  }
  ~StatementScope() {
    if (!accepted_) transaction_.undo_statement();
  }
  void accept() {
    transaction_.accept_statement();
    accepted_ = true;
  }

 private:
  graph::WriteTransaction& transaction_;
  bool accepted_ = false;
};

void check_parameters(const plan::Plan& plan, const Parameters& parameters) {
  for (const std::string& name : plan.parameters) {
    if (parameters.find(name)) continue;
    throw Error(ErrorCategory::ParameterMissing, "MissingParameter",
                "the query uses the parameter `$" + name + "`, but no value was given for it",
                ErrorPhase::CompileTime)
        .with_hint("pass a value, at the command line with --param " + name + "=…");
  }
}

execution::Settings settings_of(Connection::Impl& session, Clock::time_point started) {
  execution::Settings settings;
  settings.cancelled = session.cancelled;
  if (session.timeout.count() > 0) settings.deadline = started + session.timeout;
  settings.memory_limit =
      session.memory_limit ? session.memory_limit : session.database->memory_limit();
  settings.statement_time = std::chrono::system_clock::now();
  settings.transaction_time =
      session.in_transaction() ? session.transaction_begin : settings.statement_time;
  settings.random_state = &session.random_state;
  return settings;
}

/// Reads: rows are made while they are asked for, on the state of this moment. Within a transaction that may
/// write, they are made now, since a later statement would change what they are made from.
QueryResult run_read(Connection::Impl& session, const CompiledPtr& statement,
                     const Parameters& parameters, Clock::time_point started) {
  const execution::Settings settings = settings_of(session, started);
  if (session.write_transaction) {
    execution::Execution execution(statement->plan, session.write_transaction->graph(), parameters,
                                   settings);
    return collected(statement, execution.run_to_end(), {}, started);
  }
  std::shared_ptr<const graph::GraphView> view = session.committed_view();
  return streaming(statement,
                   std::make_unique<execution::Execution>(statement->plan, std::move(view), parameters,
                                                          settings),
                   started);
}

/// Writes: everything has happened, and is committed unless a transaction is open, before the first row is
/// handed out.
QueryResult run_write(Connection::Impl& session, const CompiledPtr& statement,
                      const Parameters& parameters, Clock::time_point started) {
  std::unique_ptr<graph::WriteTransaction> own;
  if (!session.write_transaction) {
    own = session.database->store->begin_write(session.database->options.lock_wait);
  }
  graph::WriteTransaction& transaction = own ? *own : *session.write_transaction;
  StatementScope scope(transaction);
  execution::Execution execution(statement->plan, transaction.graph(), parameters,
                                 settings_of(session, started));
  execution::Rows rows = execution.run_to_end();
  const graph::SideEffects effects = transaction.graph().side_effects();
  scope.accept();
  if (own) own->commit();
  return collected(statement, std::move(rows), updates_of(effects), started);
}

QueryResult run_schema(Connection::Impl& session, const CompiledPtr& statement,
                       Clock::time_point started) {
  std::unique_ptr<graph::WriteTransaction> own;
  if (!session.write_transaction) {
    own = session.database->store->begin_write(session.database->options.lock_wait);
  }
  graph::WriteTransaction& transaction = own ? *own : *session.write_transaction;
  StatementScope scope(transaction);
  const UpdateCounts updates = execution::run_schema_statement(statement->ast, transaction.graph());
  scope.accept();
  if (own) own->commit();
  return collected(statement, {}, updates, started);
}

QueryResult run_transaction_command(Connection::Impl& session, const CompiledPtr& statement,
                                    Clock::time_point started) {
  switch (statement->kind) {
    case StatementKind::Begin:
    case StatementKind::BeginRead:
      session.begin(statement->kind == StatementKind::BeginRead);
      break;
    case StatementKind::Commit:
      session.commit();
      break;
    default:
      if (!session.in_transaction()) {
        throw Error(ErrorCategory::TransactionError, "",
                    "there is no transaction to roll back; BEGIN starts one");
      }
      session.rollback();
  }
  return collected(statement, {}, {}, started);
}

/// With write_on_demand: takes the write lock for this statement. What it was planned against may be older.
QueryResult run_with_lock(Connection::Impl& session, const CompiledPtr& statement,
                          const Parameters& parameters, Clock::time_point started) {
  session.begin(/*read_only=*/false);
  try {
    QueryResult result = run_compiled(session, compile(session, statement->text), parameters, started);
    session.commit();
    return result;
  } catch (...) {
    session.rollback();
    throw;
  }
}

/// What the parser lets through but nothing runs yet must not pass for an ordinary query.
void refuse_unsupported(const syntax::Statement& statement) {
  const char* feature = statement.cite                                      ? "CITE"
                        : statement.mode == syntax::ExecutionMode::Profile ? "PROFILE"
                                                                           : nullptr;
  if (!feature) return;
  throw Error(ErrorCategory::NotSupported, "",
              std::string("this version does not run ") + feature + " yet", ErrorPhase::CompileTime)
      .at(statement.span)
      .with_hint(std::string("leave the word ") + feature + " out" +
                 (statement.cite ? "" : ", or use EXPLAIN to see the plan"));
}

execution::Rows plan_rows(const plan::Plan& plan) {
  execution::Rows rows;
  rows.columns = {"operator", "details", "estimated rows"};
  for (const plan::PrintedOperator& line : plan::print_operators(plan)) {
    rows.rows.push_back({Value(std::string(static_cast<std::size_t>(line.depth) * 2, ' ') + line.name),
                         Value(line.details), Value(static_cast<std::int64_t>(line.rows + 0.5))});
  }
  return rows;
}

}  // namespace

CompiledPtr compile(Connection::Impl& session, std::string_view text) {
  const graph::GraphView* view = session.write_transaction ? &session.write_transaction->graph() : nullptr;
  const std::shared_ptr<const graph::GraphView> committed = view ? nullptr : session.committed_view();
  if (!view) view = committed.get();
  PlanCache& cache = session.database->plans;
  if (CompiledPtr known = cache.find(text, view->catalog().version())) return known;

  auto compiled = std::make_shared<CompiledStatement>();
  compiled->text = text;
  compiled->catalog_version = view->catalog().version();
  compiled->ast = syntax::parse(text);
  refuse_unsupported(compiled->ast);
  compiled->kind = kind_of(compiled->ast);
  const auto* query = std::get_if<syntax::Query>(&compiled->ast.node);
  const auto* show = std::get_if<syntax::Show>(&compiled->ast.node);
  if (query || show) {
    const semantic::BindContext context{&session.database->procedures, &view->catalog(),
                                        &session.database->shows};
    const semantic::BoundStatement bound =
        query ? semantic::bind(*query, text, context) : semantic::bind(*show, text, context);
    compiled->notifications = bound.notifications;
    compiled->plan = std::make_shared<plan::Plan>(
        plan::plan_statement(bound, view->catalog(), view->statistics()));
  }
  cache.insert(compiled);
  return compiled;
}

QueryResult run_query(Connection::Impl& session, std::string_view text, const Parameters& parameters) {
  const Clock::time_point started = Clock::now();
  return run_compiled(session, compile(session, text), parameters, started);
}

QueryResult run_compiled(Connection::Impl& session, const CompiledPtr& statement,
                         const Parameters& parameters, Clock::time_point started) {
  session.cancelled->store(false);
  if (!is_read_only(statement->kind) && session.read_transaction) {
    throw Error(ErrorCategory::TransactionError, "",
                "the open transaction is read-only; end it, or begin one without READ ONLY");
  }
  if (!is_read_only(statement->kind) && session.database->options.read_only) {
    throw Error(ErrorCategory::TransactionError, "",
                "the database is open for reading only, so this statement cannot run");
  }
  const bool writes = statement->kind == StatementKind::Write || statement->kind == StatementKind::Schema;
  if (writes && session.database->on_demand() && !session.in_transaction()) {
    return run_with_lock(session, statement, parameters, started);
  }
  switch (statement->kind) {
    case StatementKind::Begin:
    case StatementKind::BeginRead:
    case StatementKind::Commit:
    case StatementKind::Rollback:
      return run_transaction_command(session, statement, started);
    case StatementKind::Schema:
      return run_schema(session, statement, started);
    case StatementKind::Read:
    case StatementKind::Write:
      break;
  }
  if (statement->ast.mode == syntax::ExecutionMode::Explain) {
    return collected(statement, plan_rows(*statement->plan), {}, started);
  }
  check_parameters(*statement->plan, parameters);
  return statement->kind == StatementKind::Read ? run_read(session, statement, parameters, started)
                                                : run_write(session, statement, parameters, started);
}

std::string explain(Connection::Impl& session, std::string_view text) {
  const CompiledPtr statement = compile(session, text);
  if (!statement->plan) return "this statement has no plan\n";
  std::string result;
  for (const plan::PrintedOperator& line : plan::print_operators(*statement->plan)) {
    result.append(static_cast<std::size_t>(line.depth) * 2, ' ');
    result += line.name;
    if (!line.details.empty()) result += ' ' + line.details;
    result += "  ~" + std::to_string(static_cast<std::int64_t>(line.rows + 0.5)) + " rows\n";
  }
  return result;
}

}  // namespace agora::api
