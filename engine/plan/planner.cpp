#include "plan/planner.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "plan/cardinality.h"
#include "plan/expression_slots.h"
#include "plan/merge_matches.h"
#include "plan/operator_expressions.h"
#include "plan/optimizer.h"
#include "plan/plan_match.h"
#include "plan/plan_pattern.h"
#include "plan/plan_projection.h"
#include "plan/plan_weighed.h"
#include "plan/rules/cite.h"

namespace agora::plan {

using semantic::Clause;
using semantic::Query;
using semantic::SingleQuery;

namespace {

bool is_write(const semantic::ClauseNode& node) {
  return std::holds_alternative<semantic::Create>(node) ||
         std::holds_alternative<semantic::Update>(node) ||
         std::holds_alternative<semantic::Merge>(node) ||
         std::holds_alternative<semantic::Delete>(node) ||
         std::holds_alternative<semantic::Foreach>(node);
}

class Planner {
 public:
  Planner(const semantic::BoundStatement& statement, const Cardinality& cardinality, bool cited)
      : statement_(statement), cited_(cited), state_{cardinality, {}, {}} {
    state_.slot_names.resize(statement.slot_count);
  }

  Plan run() {
    Plan plan;
    const Query& query = *statement_.query;
    plan.root = plan_query(query, make_operator(Argument{}, {}, 1, {}), {});
    plan.columns = query.columns;
    plan.outputs = query.columns.empty() ? std::vector<Slot>{} : query.output_slots;
    plan.writes = query.writes;
    plan.commits_itself = statement_.commits_itself;
    plan.parameters = statement_.parameters;
    plan_subqueries(plan);
    plan.slot_count = static_cast<Slot>(state_.slot_names.size());
    plan.slot_names = std::move(state_.slot_names);
    if (cited_) cite(plan);
    optimize(plan);
    return plan;
  }

 private:
  OperatorPtr plan_query(const Query& query, const OperatorPtr& argument, const SlotSet& imports) {
    Union all;
    all.columns = query.output_slots;
    all.first_only = query.otherwise;
    std::vector<OperatorPtr> parts;
    double rows = 0;
    for (const SingleQuery& part : query.parts) {
      SlotSet bound = imports;
      // Each part reads the same outer row, through an Argument of its own.
      OperatorPtr start = parts.empty() ? argument : std::make_shared<Operator>(*argument);
      parts.push_back(plan_single(part, std::move(start), bound));
      all.sources.push_back(part.outputs);
      rows += parts.back()->rows;
    }
    if (parts.size() == 1) return parts.front();
    const bool distinct = std::find(query.union_all.begin(), query.union_all.end(), false) !=
                          query.union_all.end();
    OperatorPtr root = make_operator(std::move(all), std::move(parts), rows, {});
    if (distinct) root = make_operator(Distinct{query.output_slots}, {std::move(root)}, rows, {});
    return root;
  }

  OperatorPtr plan_single(const SingleQuery& query, OperatorPtr root, SlotSet& bound) {
    SingleQuery merged;
    if (auto clauses = merge_matches(query.clauses)) merged.clauses = std::move(*clauses);
    const SingleQuery& part = merged.clauses.empty() ? query : merged;
    for (std::size_t i = 0; i < part.clauses.size(); ++i) {
      // What is not listed cannot be cited.
      if (auto weighed = cited_ ? std::nullopt : plan_weighed(part.clauses, i, root, bound, state_)) {
        i += weighed->clauses - 1;
        root = plan_gathering(weighed->projection, weighed->weight, std::move(root), bound, part.clauses[i].where);
        continue;
      }
      const Clause& clause = part.clauses[i];
      const bool write = is_write(clause.node);
      if (write) root = eager(std::move(root), clause);
      root = std::visit([&](const auto& node) { return plan_clause(node, std::move(root), bound, clause.where); },
                        clause.node);
      const bool more = i + 1 < part.clauses.size();
      if (write && more && !is_write(part.clauses[i + 1].node)) root = eager(std::move(root), clause);
    }
    return root;
  }

  static OperatorPtr eager_over(OperatorPtr root, const SourceSpan& where) {
    const double rows = root->rows;
    return make_operator(Eager{}, {std::move(root)}, rows, where);
  }

  static OperatorPtr eager(OperatorPtr root, const Clause& clause) {
    const double rows = root->rows;
    return make_operator(Eager{}, {std::move(root)}, rows, clause.where);
  }

  static OperatorPtr over(Node node, OperatorPtr root, const SourceSpan& where) {
    const double rows = root->rows;
    return make_operator(std::move(node), {std::move(root)}, rows, where);
  }

  // ---- clauses ---------------------------------------------------------------------------------------------

  OperatorPtr plan_clause(const semantic::Match& match, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    return plan_match(match, std::move(root), bound, state_, where);
  }

  OperatorPtr plan_clause(const semantic::Unwind& unwind, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    state_.name(unwind.slot, unwind.name);
    bound.insert(unwind.slot);
    const double rows = root->rows * 10;
    if (unwind.place) {
      state_.name(*unwind.place, unwind.place_name);
      bound.insert(*unwind.place);
    }
    return make_operator(Unwind{unwind.list, unwind.slot, unwind.place, unwind.first_place}, {std::move(root)}, rows,
                         where);
  }

  OperatorPtr plan_clause(const semantic::Projection& projection, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    return plan_gathering(projection, nullptr, std::move(root), bound, where);
  }

  OperatorPtr plan_gathering(const semantic::Projection& projection, const ExpressionPtr& weight, OperatorPtr root,
                             SlotSet& bound, const SourceSpan& where) {
    for (const auto& item : projection.items) {
      state_.name(item.slot, item.name);
      carry_labels(item);
    }
    for (const auto& key : projection.group_keys) {
      state_.name(key.slot, key.name);
      carry_labels(key);
    }
    return plan_projection(projection, std::move(root), bound, where, weight);
  }

  /// What is known of a node is known of it under its new name.
  void carry_labels(const semantic::ProjectionItem& item) {
    const auto* ref = std::get_if<semantic::SlotRef>(&item.expression->node);
    if (!ref || ref->slot == item.slot) return;
    if (const auto known = state_.labels.find(ref->slot); known != state_.labels.end()) {
      state_.labels[item.slot] = known->second;
    }
  }

  OperatorPtr plan_clause(const semantic::Create& create, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    root = over(Create{create.pattern}, std::move(root), where);
    bind_pattern(create.pattern, bound);
    return plan_paths(create.pattern, std::move(root), bound, where);
  }

  void bind_pattern(const semantic::Pattern& pattern, SlotSet& bound) {
    name_pattern(pattern, state_);
    for (const auto& node : pattern.nodes) bound.insert(node.slot);
    for (const auto& relationship : pattern.relationships) bound.insert(relationship.slot);
  }

  OperatorPtr plan_clause(const semantic::Update& update, OperatorPtr root, SlotSet&,
                          const SourceSpan& where) {
    return over(Update{update.items}, std::move(root), where);
  }

  OperatorPtr plan_clause(const semantic::Merge& merge, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    SlotSet inner = bound;
    OperatorPtr match = plan_pattern(merge.pattern, nullptr, argument_of(bound), inner, state_, where);
    Merge node{merge, {bound.begin(), bound.end()}};
    bind_pattern(merge.pattern, bound);
    const double rows = root->rows;
    root = make_operator(std::move(node), {std::move(root), std::move(match)}, rows, where);
    return plan_paths(merge.pattern, std::move(root), bound, where);
  }

  OperatorPtr plan_clause(const semantic::Delete& deletion, OperatorPtr root, SlotSet&,
                          const SourceSpan& where) {
    return over(Delete{deletion}, std::move(root), where);
  }

  OperatorPtr plan_clause(const semantic::ProcedureCall& call, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    for (const auto& yield : call.yields) {
      state_.name(yield.slot, yield.name);
      if (!call.optional) bound.insert(yield.slot);
    }
    const auto plan_call = [&](OperatorPtr input) {
      semantic::ProcedureCall without_predicate = call;
      without_predicate.predicate = nullptr;
      input = over(CallProcedure{std::move(without_predicate)}, std::move(input), where);
      return call.predicate ? over(Filter{call.predicate}, std::move(input), where) : input;
    };
    if (!call.optional || call.yields.empty()) return plan_call(std::move(root));
    Apply apply{Apply::Kind::Optional, {bound.begin(), bound.end()}, {}, true};
    OperatorPtr right = plan_call(argument_of(bound));
    for (const auto& yield : call.yields) {
      apply.nullable.push_back(yield.slot);
      bound.insert(yield.slot);
    }
    const double rows = root->rows;
    return make_operator(std::move(apply), {std::move(root), std::move(right)}, rows, where);
  }

  OperatorPtr plan_clause(const semantic::CallSubquery& call, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    const SlotSet imports(call.imports.begin(), call.imports.end());
    OperatorPtr right = plan_query(*call.query, argument_of(imports), imports);
    Apply apply{!call.returns   ? Apply::Kind::Unit
                : call.optional ? Apply::Kind::Optional
                                : Apply::Kind::Inner,
                {imports.begin(), imports.end()}, {}, false};
    apply.batched = call.returns && can_batch(*right);
    if (call.optional && call.returns) apply.nullable = call.query->output_slots;
    if (call.returns) bound.insert(call.query->output_slots.begin(), call.query->output_slots.end());
    const double rows = root->rows * (call.returns ? std::max(1.0, right->rows) : 1);
    if (call.query->writes) {
      const double before = root->rows;
      root = make_operator(Eager{}, {std::move(root)}, before, where);
    }
    if (call.batches) {
      if (call.batches->status) {
        state_.name(*call.batches->status, call.batches->status_name);
        bound.insert(*call.batches->status);
      }
      // What comes in is taken in whole, and so is what goes out: between them the graph changes.
      if (!call.query->writes) root = eager_over(std::move(root), where);
      root = make_operator(ApplyInTransactions{std::move(apply), *call.batches},
                           {std::move(root), std::move(right)}, rows, where);
      return eager_over(std::move(root), where);
    }
    root = make_operator(std::move(apply), {std::move(root), std::move(right)}, rows, where);
    if (call.query->writes) root = make_operator(Eager{}, {std::move(root)}, rows, where);
    return root;
  }

  OperatorPtr plan_clause(const semantic::LoadCsv& load, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    state_.name(load.slot, load.name);
    bound.insert(load.slot);
    const double rows = root->rows * 1000;
    return make_operator(LoadCsv{load}, {std::move(root)}, rows, where);
  }

  OperatorPtr plan_clause(const semantic::Foreach& loop, OperatorPtr root, SlotSet& bound,
                          const SourceSpan& where) {
    SlotSet inner = bound;
    inner.insert(loop.variable);
    SingleQuery body;
    body.clauses = loop.updates;
    SlotSet scope = inner;
    OperatorPtr updates = plan_single(body, argument_of(inner), scope);
    const double rows = root->rows;
    return make_operator(Foreach{loop.variable, loop.list}, {std::move(root), std::move(updates)}, rows,
                         where);
  }

  // ---- queries inside expressions ----------------------------------------------------------------------------

  void plan_subqueries(Plan& plan) {
    std::vector<const semantic::Subquery*> found;
    collect_subqueries(*plan.root, found);
    // Planning one may bring up nested ones, which are appended.
    for (std::size_t i = 0; i < found.size(); ++i) {
      const semantic::Subquery& subquery = *found[i];
      const bool known = std::any_of(plan.subqueries.begin(), plan.subqueries.end(),
                                     [&](const auto& other) { return other.query == subquery.query; });
      if (known) continue;
      const SlotSet imports(subquery.imports.begin(), subquery.imports.end());
      SubqueryPlan planned{subquery.query, plan_query(*subquery.query, argument_of(imports), imports), false};
      planned.batched = can_batch(*planned.root);
      planned.exists = subquery.kind == semantic::Subquery::Kind::Exists;
      collect_subqueries(*planned.root, found);
      plan.subqueries.push_back(std::move(planned));
    }
  }

  const semantic::BoundStatement& statement_;
  const bool cited_;
  PlanningState state_;
};

}  // namespace

Plan plan_statement(const semantic::BoundStatement& statement, const catalog::Catalog& catalog,
                    const catalog::Statistics& statistics, bool cited, double share_above, const ValueSample* sample) {
  const Cardinality cardinality(catalog, statistics, sample);
  Plan plan = Planner(statement, cardinality, cited).run();
  share_out(plan, cardinality, share_above);
  return plan;
}

const SubqueryPlan& subquery_plan(const Plan& plan, const semantic::Query* query) {
  for (const SubqueryPlan& candidate : plan.subqueries) {
    if (candidate.query.get() == query) return candidate;
  }
  assert(false && "every subquery of a plan is planned with it");
  return plan.subqueries.front();
}

}  // namespace agora::plan
