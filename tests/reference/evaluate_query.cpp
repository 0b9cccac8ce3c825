// Clauses of reading queries: each makes rows from rows.
#include <algorithm>
#include <set>

#include "reference/evaluator.h"
#include "value/compare.h"

namespace agora::reference {
namespace {

void name_pattern(const syntax::PathPattern& path, std::set<std::string>& names) {
  const auto add = [&names](const std::optional<syntax::Name>& name) {
    if (name) names.insert(name->text);
  };
  add(path.variable);
  for (const syntax::NodePattern& node : path.nodes) add(node.variable);
  for (const syntax::PathStep& step : path.steps) {
    if (const auto* one = std::get_if<syntax::RelationshipPattern>(&step)) {
      add(one->variable);
    } else {
      name_pattern(*std::get<syntax::QuantifiedPath>(step).path, names);
    }
  }
}

bool same_row(const List& left, const List& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), value::equivalent);
}

void keep_distinct(std::vector<List>& rows) {
  std::vector<List> kept;
  for (List& row : rows) {
    const bool known = std::any_of(kept.begin(), kept.end(),
                                   [&](const List& other) { return same_row(row, other); });
    if (!known) kept.push_back(std::move(row));
  }
  rows = std::move(kept);
}

}  // namespace

void Evaluator::spend(std::size_t work) {
  if (work > budget_) throw TooLarge();
  budget_ -= work;
}

Answer Evaluator::run(const syntax::Query& query) { return run(query, {}); }

Answer Evaluator::run(const syntax::Query& query, const Bindings& outer) {
  Answer whole;
  for (std::size_t i = 0; i < query.parts.size(); ++i) {
    Answer part;
    run(query.parts[i], outer, part);
    if (i == 0) {
      whole = std::move(part);
      continue;
    }
    if (part.columns != whole.columns) throw Unknown("UNION of different columns");
    for (List& row : part.rows) whole.rows.push_back(std::move(row));
    whole.ordered = false;
    if (!query.all[i - 1]) keep_distinct(whole.rows);
  }
  return whole;
}

std::size_t Evaluator::count_rows(const syntax::Query& query, const Bindings& outer) {
  if (query.parts.size() == 1) {
    Answer answer;
    return run(query.parts[0], outer, answer).size();
  }
  return run(query, outer).rows.size();
}

Rows Evaluator::run(const syntax::SingleQuery& query, const Bindings& outer, Answer& answer) {
  Rows rows = {outer};
  for (const syntax::Clause& clause : query.clauses) {
    spend(rows.size());
    if (const auto* match_clause = std::get_if<syntax::Match>(&clause.node)) {
      rows = match(*match_clause, rows);
    } else if (const auto* unwind_clause = std::get_if<syntax::Unwind>(&clause.node)) {
      rows = unwind(*unwind_clause, rows);
    } else if (const auto* call_clause = std::get_if<syntax::CallSubquery>(&clause.node)) {
      rows = call(*call_clause, rows);
    } else if (const auto* with = std::get_if<syntax::With>(&clause.node)) {
      std::vector<std::string> columns;
      rows = project(with->projection, rows, columns);
      // What a subquery sees of its outer row stays visible behind WITH.
      for (Bindings& row : rows) row.insert(outer.begin(), outer.end());
      if (with->where)
        std::erase_if(rows, [&](const Bindings& row) { return !is_true(*with->where, {row}); });
    } else if (const auto* result = std::get_if<syntax::Return>(&clause.node)) {
      rows = project(result->projection, rows, answer.columns);
      for (const Bindings& row : rows) {
        List cells;
        for (const std::string& column : answer.columns) cells.push_back(row.at(column));
        answer.rows.push_back(std::move(cells));
      }
      answer.ordered = !result->projection.order_by.empty();
    } else {
      throw Unknown("this clause");
    }
  }
  return rows;
}

Rows Evaluator::match(const syntax::Match& clause, const Rows& rows) {
  std::vector<const syntax::PathPattern*> patterns;
  std::set<std::string> names;
  for (const syntax::PathPattern& pattern : clause.patterns) {
    patterns.push_back(&pattern);
    name_pattern(pattern, names);
  }
  Rows result;
  for (const Bindings& row : rows) {
    const std::size_t before = result.size();
    each_match(patterns, clause.where.get(), row, [&](const Bindings& found) {
      spend();
      result.push_back(found);
    });
    if (!clause.optional || result.size() > before) continue;
    Bindings nothing = row;
    for (const std::string& name : names) nothing.emplace(name, Value());
    result.push_back(std::move(nothing));
  }
  return result;
}

Rows Evaluator::unwind(const syntax::Unwind& clause, const Rows& rows) {
  Rows result;
  for (const Bindings& row : rows) {
    const Value list = value(*clause.list, {row});
    if (list.is_null()) continue;
    const List items = list.is(ValueType::List) ? list.as_list() : List{list};
    for (const Value& item : items) {
      spend();
      result.push_back(row);
      result.back()[clause.variable.text] = item;
    }
  }
  return result;
}

Rows Evaluator::call(const syntax::CallSubquery& clause, const Rows& rows) {
  if (clause.in_transactions || clause.optional) throw Unknown("this form of CALL");
  Rows result;
  for (const Bindings& row : rows) {
    Bindings outer;
    if (clause.import_star) outer = row;
    if (clause.imports) {
      for (const syntax::Name& name : *clause.imports) outer[name.text] = row.at(name.text);
    }
    const Answer answer = run(*clause.query, outer);
    for (const List& cells : answer.rows) {
      spend();
      result.push_back(row);
      for (std::size_t i = 0; i < cells.size(); ++i) result.back()[answer.columns[i]] = cells[i];
    }
  }
  return result;
}

}  // namespace agora::reference
