// semantic/binding.h
//
// The binder's inside: one class over one statement, written in files by idea:
//
//   bind_query.cpp       queries, UNION, clauses and their scopes
//   bind_projection.cpp  WITH and RETURN: items, groups, names; bind_sort.cpp: ORDER BY, SKIP,
//   LIMIT, WHERE bind_expression.cpp  leaves, access, literals, local variables; bind_operator.cpp:
//   operators bind_function.cpp    calls and aggregates bind_pattern.cpp     patterns;
//   bind_subquery.cpp: patterns and queries inside expressions bind_update.cpp      CREATE, MERGE,
//   SET, REMOVE, DELETE, FOREACH bind_call.cpp        procedures and CALL { … } bind_show.cpp: SHOW, bind_type.cpp: types notices.cpp
//   notifications
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "semantic/binder.h"
#include "semantic/scope.h"

namespace agora::semantic {

/// An expression with all that is known of its type.
struct Typed {
  ExpressionPtr expression;
  StaticType type;
};

/// Takes the aggregates out of the expressions of one projection.
struct AggregateSink {
  std::vector<AggregateItem> items;
  std::size_t uses = 0;  ///< Grows with every aggregate met, repeated ones too.
};

/// Where an expression stands, as far as that decides what may be written there.
struct Place {
  AggregateSink* aggregates = nullptr;  ///< Null: no aggregate may stand here.
  std::string_view clause;              ///< "WHERE", "SET": for messages.
  bool in_aggregate = false;            ///< Inside the argument of an aggregate.
  bool predicate = false;               ///< A truth value is wanted: a pattern may stand here.
  bool constant = false;                ///< SKIP and LIMIT: no variables.

  Place operand() const { return with_predicate(false); }
  Place truth() const { return with_predicate(true); }
  /// Inside a comprehension, where the rows of an aggregate would be unclear.
  Place local() const {
    Place inner = operand();
    inner.aggregates = nullptr;
    return inner;
  }

 private:
  Place with_predicate(bool wanted) const {
    Place other = *this;
    other.predicate = wanted;
    return other;
  }
};

/// What stands behind a query's columns.
struct QueryResult {
  std::shared_ptr<Query> query;
  std::vector<StaticType> types;  ///< Of the columns.
};

enum class PatternUse : std::uint8_t { Match, Create, Merge, Predicate };

class Binder {
 public:
  explicit Binder(const BindContext& context) : context_(context) {}
  BoundStatement statement(const syntax::Query& query);
  BoundStatement statement(const syntax::Show& show);

 private:
  friend class PatternBinder;
  friend class ProjectionBinder;

  // --- errors and names -------------------------------------------------------------------------
  Slot new_slot() { return next_slot_++; }
  std::uint32_t frame() const { return static_cast<std::uint32_t>(imports_.size() - 1); }
  /// The variable of that name; notes in all subqueries between that they import it.
  const Variable* find(std::string_view name);
  const Variable& resolve(const std::string& name, const SourceSpan& where);
  [[noreturn]] void undefined(const std::string& name, const SourceSpan& where);
  const Variable& declare(std::string name, StaticType type);
  /// As declare(), but VariableAlreadyBound if the name has a meaning.
  const Variable& declare_new(const syntax::Name& name, StaticType type);
  void check_free(const syntax::Name& name);

  // --- expressions ------------------------------------------------------------------------------
  Typed expression(const syntax::Expression& ast, const Place& place);
  ExpressionPtr value(const syntax::Expression& ast, const Place& place) {
    return expression(ast, place).expression;
  }
  /// A truth value: InvalidArgumentType if it cannot be one.
  ExpressionPtr predicate(const syntax::Expression& ast, const Place& place);
  static Typed make(ExpressionNode node, StaticType type, const SourceSpan& where);
  static Typed variable_reference(const Variable& variable, const SourceSpan& where);
  void require(const Typed& typed, TypeSet wanted, std::string_view who);

  Typed bind(const syntax::Literal&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Variable&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Parameter&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Property&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Index&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Slice&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::ListLiteral&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::MapLiteral&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Unary&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Logical&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Arithmetic&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Comparison&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::StringPredicate&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::In&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::IsNull&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::IsTyped&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::IsNormalized&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::LabelPredicate&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::FunctionCall&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Case&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::CaseSubject&, const syntax::Expression&, const Place&);
  Typed asking_case(const syntax::Case&, const syntax::Expression&, const Place&);
  ExpressionPtr case_test(const syntax::CaseBranch&, const ExpressionPtr& subject, const Place&);
  function::TypeTest type_test(const syntax::TypeName& ast);
  [[noreturn]] void unknown_type(const syntax::TypeName& ast);
  std::vector<SortItem> aggregate_order(const std::vector<syntax::SortItem>&, const Place&);
  Typed bind(const syntax::ListComprehension&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::PatternComprehension&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Quantifier&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Reduce&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::PatternExpression&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::Subquery&, const syntax::Expression&, const Place&);
  Typed bind(const syntax::MapProjection&, const syntax::Expression&, const Place&);

  Typed arithmetic(Operator op, const Typed& left, const Typed& right, const SourceSpan& where);
  Typed exists_call(const syntax::FunctionCall&, const syntax::Expression&, const Place&);
  Typed aggregate_call(const function::Function&, const syntax::FunctionCall&,
                       const syntax::Expression&, const Place&);
  void check_argument_count(const function::Function&, const syntax::FunctionCall&);
  std::vector<Typed> arguments(const function::Function&, const syntax::FunctionCall&,
                               const Place&);
  /// Requires: !has_computed(ast).
  LabelExpression labels(const syntax::LabelExpression& ast, bool relationship);
  /// True if a name in it is computed by $(…).
  static bool has_computed(const syntax::LabelExpression& ast);
  /// Whether the element has these labels or that type, computed ones too.
  ExpressionPtr label_test(const Typed& subject, const syntax::LabelExpression& ast, const Place& place,
                           const SourceSpan& where);
  ExpressionPtr computed_test(const Typed& subject, ExpressionPtr names, bool any, const SourceSpan& where);
  /// One name or a list of names.
  ExpressionPtr computed_names(const syntax::LabelExpression& ast, const Place& place);

  // --- patterns and subqueries ------------------------------------------------------------------
  /// Binds the parts of one MATCH, CREATE or MERGE; new variables go to the current scope.
  /// Predicates written inside the pattern are appended to `predicates`.
  Pattern pattern(const std::vector<const syntax::PathPattern*>& parts, PatternUse use,
                  std::vector<ExpressionPtr>& predicates, std::string_view clause);
  /// Runs `build` inside a new subquery and scope; its imports go to the result.
  Subquery subquery(Subquery::Kind kind, const std::function<QueryPtr()>& build);
  Typed exists_pattern(const syntax::PathPattern& path, const SourceSpan& where);
  Typed shortest_path(const syntax::PathPattern& path, const SourceSpan& where);
  void no_subquery_in_constant(const Place& place, const SourceSpan& where);

  // --- queries and clauses ----------------------------------------------------------------------
  /// `outer` is the scope that the query's own scopes stand in. With `fresh_outputs` no column
  /// shares a slot with a variable of the query around; a leading WITH then imports from
  /// `importing_scope`, if given.
  QueryResult query(const syntax::Query& ast, Scope* outer, bool fresh_outputs = false,
                    Scope* importing_scope = nullptr);
  struct Part {
    SingleQuery single;
    std::vector<std::string> columns;
    std::vector<StaticType> types;
    std::vector<SourceSpan> places;
  };
  Part part(const syntax::SingleQuery& ast, Scope* outer, bool fresh_outputs,
            Scope* importing_scope);
  bool importing_with(const syntax::Clause& clause, Scope* around);
  Clause clause(const syntax::Clause& ast, Part& part, bool fresh_outputs);
  static void append(std::vector<Clause>& clauses, Clause clause);
  ClauseNode bind_clause(const syntax::Match&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::Unwind&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::Create&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::Merge&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::Set&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::Remove&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::Delete&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::CallProcedure&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::CallSubquery&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::Foreach&, const syntax::Clause&);
  ClauseNode bind_clause(const syntax::LoadCsv&, const syntax::Clause&);
  CallSubquery::Batches batches(const syntax::InTransactions& ast, const syntax::Clause& clause);
  ClauseNode projection(const syntax::Projection&, bool is_return, const syntax::Expression* where,
                        const syntax::Clause&, Part& part, bool fresh_outputs);

  UpdateItem update(const syntax::SetItem& ast);
  UpdateItem update(const syntax::RemoveItem& ast);
  struct Target {
    ExpressionPtr subject;
    std::string key;
    ExpressionPtr key_expression;
  };
  Target property_target(const syntax::Expression& ast, std::string_view clause);
  void target_key(const std::string& key, const SourceSpan& where, std::string_view clause);
  ExpressionPtr element_variable(const syntax::Name& name, TypeSet wanted, std::string_view clause);
  /// Names as written; those computed by $(…) go to `computed`.
  std::vector<std::string> names_of(const std::vector<syntax::LabelExpression>& ast, std::string_view clause,
                                    std::vector<ExpressionPtr>& computed);

  void yield_columns(const std::optional<std::vector<syntax::YieldItem>>& items,
                     ProcedureCall& call);
  Projection shown_rows(const syntax::Show& show);
  void return_all(Part& part);
  ProcedureCall procedure_call(const syntax::CallProcedure& ast, bool standalone);
  std::vector<ExpressionPtr> procedure_arguments(const syntax::CallProcedure& ast,
                                                 const function::Procedure& procedure,
                                                 bool standalone);
  void procedure_yields(const syntax::CallProcedure& ast, bool standalone, ProcedureCall& call);
  void standalone_call(const syntax::CallProcedure& ast, const syntax::Clause& clause, Part& part);
  QueryResult imported_query(const syntax::CallSubquery& ast);

  // --- notifications ----------------------------------------------------------------------------
  enum class NameKind : std::uint8_t { Label, Type, Property };
  /// Says so, once, if the graph has no such name and this statement does not create it.
  void mentioned(NameKind kind, const std::string& name, const SourceSpan& where);
  void created(NameKind kind, const std::string& name);
  void notice(std::string code, std::string message, std::string hint, const SourceSpan& where);
  /// A name given to a computed value; said to be unused if nothing reads it.
  void computed(const std::string& name, Slot slot, const SourceSpan& where);
  void used(Slot slot) { used_.insert(slot); }
  /// A new variable of a MATCH with nothing beside it; said if it is called like a label or a type and nothing reads it.
  void stands_alone(NameKind kind, const syntax::Name& name, Slot slot) { alone_.push_back({kind, name, slot}); }
  /// Says so if the parts of a MATCH have nothing to do with each other.
  void look_for_product(const Match& match, const SourceSpan& where);
  void write_notices(BoundStatement& statement);

  struct Mention {
    NameKind kind;
    std::string name;
    SourceSpan where;
  };

  const BindContext& context_;
  Slot next_slot_ = 0;
  Scope* scope_ = nullptr;
  /// What each subquery being bound reads from around it; the first is the whole query's and stays
  /// empty.
  std::vector<std::set<Slot>> imports_;
  std::set<std::string> parameters_;
  std::optional<SourceSpan> commits_itself_;  ///< Where a CALL … IN TRANSACTIONS stands.
  std::vector<Typed> case_subjects_;  ///< What the CASEs around are about, where tests ask for it.
  std::vector<Mention> mentions_;
  std::set<std::pair<NameKind, std::string>> created_;
  struct Computed {
    std::string name;
    Slot slot;
    SourceSpan where;
  };
  std::vector<Computed> computed_;
  struct Alone {
    NameKind kind;
    syntax::Name name;
    Slot slot;
  };
  std::vector<Alone> alone_;
  std::set<Slot> used_;
  std::vector<Notification> notices_;
};

/// Makes `scope` the current one for a block.
class EnterScope {
 public:
  EnterScope(Scope*& current, Scope& scope) : current_(current), before_(current) {
    current_ = &scope;
  }
  ~EnterScope() { current_ = before_; }
  EnterScope(const EnterScope&) = delete;
  EnterScope& operator=(const EnterScope&) = delete;

 private:
  Scope*& current_;
  Scope* before_;
};

/// A compile-time error of openCypher's kind SyntaxError.
Error syntax_error(std::string detail, std::string message, const SourceSpan& where);
/// Valid language that is not run yet.
Error not_supported(const std::string& feature, const SourceSpan& where);
/// Appends what `ORDER BY key [DESC] [NULLS FIRST | NULLS LAST]` sorts by.
void add_sort_item(const syntax::SortItem& ast, const ExpressionPtr& key, std::vector<SortItem>& out);
/// "`name`".
std::string quoted(std::string_view name);

/// `a AND b AND …`; null if there are none.
ExpressionPtr conjunction(std::vector<ExpressionPtr> predicates);

}  // namespace agora::semantic
