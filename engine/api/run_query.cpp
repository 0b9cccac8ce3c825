#include "api/run_query.h"

#include <algorithm>
#include <utility>

#include "api/plan_text.h"
#include "api/query_result.h"
#include "api/sampled_values.h"
#include "api/session.h"
#include "api/statement_kind.h"
#include "execution/execute.h"
#include "execution/schema.h"
#include "plan/planner.h"
#include "plan/rules/cite.h"
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

execution::Settings settings_of(Connection::Impl& session, Clock::time_point started,
                               execution::Profile* profile) {
  execution::Settings settings;
  settings.cancelled = session.cancelled;
  if (session.timeout.count() > 0) settings.deadline = started + session.timeout;
  settings.memory_limit =
      session.memory_limit ? session.memory_limit : session.database->memory_limit();
  settings.memory_budget = &session.database->memory;
  settings.row_limit = session.row_limit;
  settings.statement_time = std::chrono::system_clock::now();
  settings.transaction_time =
      session.in_transaction() ? session.transaction_begin : settings.statement_time;
  settings.random_state = &session.random_state;
  settings.workers = &session.database->workers;
  settings.profile = profile;
  settings.csv_folder = session.database->options.csv_folder;
  return settings;
}

/// Reads: rows are made while they are asked for, on the state of this moment. Within a transaction that may
/// write, they are made now, since a later statement would change what they are made from.
QueryResult run_read(Connection::Impl& session, const CompiledPtr& statement,
                     const Parameters& parameters, Clock::time_point started,
                     execution::Profile* profile) {
  const execution::Settings settings = settings_of(session, started, profile);
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
                      const Parameters& parameters, Clock::time_point started,
                      execution::Profile* profile) {
  std::unique_ptr<graph::WriteTransaction> own;
  if (!session.write_transaction) {
    own = session.database->store->begin_write(session.database->options.lock_wait);
  }
  graph::WriteTransaction& transaction = own ? *own : *session.write_transaction;
  StatementScope scope(transaction);
  execution::Execution execution(statement->plan, transaction.graph(), parameters,
                                 settings_of(session, started, profile));
  execution::Rows rows = execution.run_to_end();
  const graph::SideEffects effects = transaction.graph().side_effects();
  scope.accept();
  if (own) session.database->commit(*session.database->store, *own);
  return collected(statement, std::move(rows), updates_of(effects), started);
}

/// The parts of a statement with CALL … IN TRANSACTIONS.
class Parts : public execution::BatchTransactions {
 public:
  Parts(const Database::Impl& database, graph::GraphStore& store, graph::WriteTransaction& transaction)
      : database_(database), store_(store), transaction_(transaction) {}

  /// Whether what the parts have deleted together is to be undone is known only now.
  void finish() {
    if (!undo_kept_) return;
    const graph::SideEffects& effects = transaction_.side_effects();
    database_.deletes_much(effects) ? store_.seal_undo_point(effects) : store_.forget_undo_point();
  }

  void begin() override { transaction_.begin_statement(); }
  void commit() override {
    transaction_.accept_statement();
    const graph::SideEffects& effects = transaction_.graph().side_effects();
    if (!undo_kept_ && database_.options.undo_above != 0 &&
        effects.nodes_deleted + effects.relationships_deleted > 0) {
      store_.keep_undo_point();
      undo_kept_ = true;
    }
    transaction_.commit_part();
  }
  void undo() override {
    if (transaction_.active()) transaction_.undo_statement();
  }

 private:
  const Database::Impl& database_;
  graph::GraphStore& store_;
  graph::WriteTransaction& transaction_;
  bool undo_kept_ = false;
};

/// Commits as it goes, so it can be no part of a transaction.
QueryResult run_in_parts(Connection::Impl& session, const CompiledPtr& statement,
                         const Parameters& parameters, Clock::time_point started,
                         execution::Profile* profile) {
  if (session.in_transaction()) {
    throw Error(ErrorCategory::TransactionError, "",
                "CALL … IN TRANSACTIONS commits by itself and cannot run inside an open transaction")
        .with_hint("end the transaction with COMMIT or ROLLBACK first");
  }
  const std::shared_ptr<graph::GraphStore> store = session.database->writing_store();
  const auto own = store->begin_write(session.database->options.lock_wait);
  Parts parts(*session.database, *store, *own);
  execution::Settings settings = settings_of(session, started, profile);
  settings.batches = &parts;
  execution::Rows rows;
  try {
    rows = execution::Execution(statement->plan, own->graph(), parameters, settings).run_to_end();
  } catch (...) {
    parts.finish();  // What was committed stays.
    throw;
  }
  parts.finish();
  const UpdateCounts updates = updates_of(own->side_effects());
  return collected(statement, std::move(rows), updates, started);
}

QueryResult run_schema(Connection::Impl& session, const CompiledPtr& statement,
                       Clock::time_point started) {
  std::unique_ptr<graph::WriteTransaction> own;
  if (!session.write_transaction) {
    own = session.database->store->begin_write(session.database->options.lock_wait);
  }
  graph::WriteTransaction& transaction = own ? *own : *session.write_transaction;
  StatementScope scope(transaction);
  const UpdateCounts updates = execution::run_schema_statement(*statement->ast, transaction.graph());
  scope.accept();
  if (own) session.database->commit(*session.database->store, *own);
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

/// Whether a statement writes, all of it in one transaction.
bool needs_lock(const CompiledStatement& statement) {
  if (statement.kind == StatementKind::Schema) return true;
  return statement.kind == StatementKind::Write && !statement.plan->commits_itself &&
         statement.ast->mode != syntax::ExecutionMode::Explain;
}

/// CITE adds a column to the rows of a reading query.
void check_cited(const syntax::Statement& statement, const semantic::BoundStatement& bound) {
  const auto refuse = [&](std::string message, std::string hint) {
    throw Error(ErrorCategory::SyntaxError, "InvalidClauseComposition", std::move(message), ErrorPhase::CompileTime)
        .at(statement.span)
        .with_hint(std::move(hint));
  };
  const std::vector<std::string>& columns = bound.query->columns;
  if (bound.query->writes) refuse("CITE is for queries that only read", "leave CITE out");
  if (columns.empty()) refuse("CITE needs a query that returns rows", "add RETURN");
  if (std::find(columns.begin(), columns.end(), plan::kCitationsColumn) != columns.end()) {
    refuse("CITE adds a column `citations`, and the query has one of that name",
           "give the query's column another name with AS");
  }
}

/// Throws TransactionError if the statement writes where nothing may be written.
void check_access(Connection::Impl& session, const CompiledStatement& statement) {
  if (!is_read_only(statement.kind) && session.read_transaction) {
    throw Error(ErrorCategory::TransactionError, "",
                "the open transaction is read-only; end it, or begin one without READ ONLY");
  }
  if (!is_read_only(statement.kind) && session.database->options.read_only) {
    throw Error(ErrorCategory::TransactionError, "",
                "the database is open for reading only, so this statement cannot run");
  }
}

QueryResult run_plan(Connection::Impl& session, const CompiledPtr& statement, const Parameters& parameters,
                     Clock::time_point started, execution::Profile* profile) {
  try {
    check_parameters(*statement->plan, parameters);
    if (statement->kind == StatementKind::Read) return run_read(session, statement, parameters, started, profile);
    if (statement->plan->commits_itself) return run_in_parts(session, statement, parameters, started, profile);
    return run_write(session, statement, parameters, started, profile);
  } catch (Error& error) {
    statement->place(error);
    throw;
  }
}

/// Runs the statement to its end, whatever it does, and says what each operator did instead of what it gave.
QueryResult run_profiled(Connection::Impl& session, const CompiledPtr& statement,
                         const Parameters& parameters, Clock::time_point started) {
  execution::Profile profile;
  QueryResult result = run_plan(session, statement, parameters, started, &profile);
  while (result.next()) {
  }
  return collected(statement, plan_rows(*statement->plan, &profile), result.updates(), started);
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
  compiled->ast = std::make_shared<syntax::Statement>(syntax::parse(text));
  compiled->kind = kind_of(*compiled->ast);
  const auto* query = std::get_if<syntax::Query>(&compiled->ast->node);
  const auto* show = std::get_if<syntax::Show>(&compiled->ast->node);
  if (query || show) {
    const semantic::BindContext context{&session.database->procedures, &view->catalog(),
                                        &session.database->shows};
    const semantic::BoundStatement bound =
        query ? semantic::bind(*query, text, context) : semantic::bind(*show, text, context);
    if (compiled->ast->cite) check_cited(*compiled->ast, bound);
    compiled->notifications = bound.notifications;
    const SampledValues sample(*view);
    compiled->plan = std::make_shared<plan::Plan>(
        plan::plan_statement(bound, view->catalog(), view->statistics(), compiled->ast->cite,
                             static_cast<double>(session.database->options.share_above), &sample));
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
  check_access(session, *statement);
  if (needs_lock(*statement) && session.database->on_demand() && !session.in_transaction()) {
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
  if (statement->ast->mode == syntax::ExecutionMode::Explain) {
    return collected(statement, plan_rows(*statement->plan, nullptr), {}, started);
  }
  if (statement->ast->mode == syntax::ExecutionMode::Profile) {
    return run_profiled(session, statement, parameters, started);
  }
  return run_plan(session, statement, parameters, started, nullptr);
}

std::string explain(Connection::Impl& session, std::string_view text, PlanFormat format) {
  const CompiledPtr statement = compile(session, text);
  return statement->plan ? plan_text(*statement->plan, nullptr, format) : "this statement has no plan\n";
}

std::string profile(Connection::Impl& session, std::string_view text, const Parameters& parameters,
                    PlanFormat format) {
  const Clock::time_point started = Clock::now();
  const CompiledPtr statement = compile(session, text);
  if (!statement->plan) {
    throw Error(ErrorCategory::Usage, "", "only a query has a plan to be measured");
  }
  check_access(session, *statement);
  session.cancelled->store(false);
  execution::Profile measures;
  QueryResult result = run_plan(session, statement, parameters, started, &measures);
  while (result.next()) {
  }
  return plan_text(*statement->plan, &measures, format);
}

}  // namespace agora::api
