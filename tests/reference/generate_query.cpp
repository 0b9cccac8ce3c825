// Random clauses and queries.
#include <algorithm>

#include "reference/query_generator.h"

namespace agora::reference {

const Map& generated_parameters() {
  static const Map parameters{{"i", Value(1)},
                              {"t", Value("a")},
                              {"list", Value(List{Value(1), Value(), Value(3)})},
                              {"nothing", Value()}};
  return parameters;
}

GeneratedQuery QueryGenerator::query() {
  std::vector<std::string> names;
  for (std::size_t n = 1 + below(3); n > 0; --n) names.push_back(fresh("c"));
  std::size_t parts = chance(12) ? 2 + below(2) : 1;
  const bool all = chance(50);
  std::string text;
  for (std::size_t i = 0; i < parts; ++i) {
    if (i > 0) text += all ? " UNION ALL " : " UNION ";
    scope_.clear();
    matches_ = 0;
    text += part(names, parts == 1);
  }
  return {text, {parts == 1 && total_order_, !gathered_}};
}

std::string QueryGenerator::part(const std::vector<std::string>& names, bool last) {
  std::string text = chance(85) ? match() : clause();
  for (std::size_t n = below(3); n > 0; --n) text += ' ' + clause();
  std::vector<Column> columns;
  const bool aggregating = chance(30);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (aggregating && (i + 1 == names.size() || chance(40))) {
      columns.push_back(aggregate_column(names[i]));
      continue;
    }
    const bool variable = !scope_.empty() && chance(55);
    Column column{"", names[i], Kind::Any};
    if (variable) {
      const Variable& chosen = scope_[below(scope_.size())];
      column.text = chosen.name;
      column.kind = chosen.kind;
    } else {
      column.kind = chance(8) ? Kind::Gathered : scalar_kind();
      column.text = expression(column.kind, 2);
    }
    columns.push_back(std::move(column));
  }
  total_order_ = false;
  if (last && chance(10)) {
    // One after the other: what stands behind NEXT sees the columns before it alone.
    text += " RETURN " + projection(std::move(columns), false);
    text += " NEXT";
    if (chance(50)) text += ' ' + clause();
    columns.clear();
    for (const Variable& variable : scope_) columns.push_back({variable.name, fresh("c"), variable.kind});
    if (chance(30)) columns.push_back(aggregate_column(fresh("c")));
  }
  return text + " RETURN " + projection(std::move(columns), last && chance(50));
}

std::string QueryGenerator::clause() {
  switch (below(9)) {
    case 0:
    case 1:
    case 2:
      return match();
    case 8: {
      // GQL's words.
      if (scope_.empty() || chance(50)) {
        const std::string list = chance(30) ? pick({"$list", "[1, 2]", "null", "[]"}) : integers(2);
        scope_.push_back({fresh("u"), Kind::Integer});
        return "FOR " + scope_.back().name + " IN " + list;
      }
      if (chance(50)) return "FILTER " + boolean(2);
      const Kind kind = scalar_kind();
      const std::string text = expression(kind, 2);
      scope_.push_back({fresh("w"), kind});
      return "LET " + scope_.back().name + " = " + text;
    }
    case 3: {
      const bool gathered = any_of(Kind::Gathered) && chance(50);
      const std::string list = gathered     ? any_of(Kind::Gathered)->name
                               : chance(30) ? pick({"$list", "[1, 2]", "null", "[]"})
                                            : integers(2);
      scope_.push_back({fresh("u"), gathered ? Kind::Any : Kind::Integer});
      return "UNWIND " + list + " AS " + scope_.back().name;
    }
    case 4:
      return call();
    default:
      return scope_.empty() ? match() : with();
  }
}

std::string QueryGenerator::match() {
  if (++matches_ > 3) return with();
  if (chance(12)) return chosen_path();
  std::string text = chance(25) ? "OPTIONAL MATCH " : "MATCH ";
  const std::size_t parts = chance(75) ? 1 : 2;
  const Variable* earlier = any_of(Kind::Relationship);
  reusable_ = earlier ? earlier->name : "";
  for (std::size_t i = 0; i < parts; ++i) {
    if (i > 0) text += ", ";
    const bool named = chance(12);
    const std::string mode = chance(10) ? path_mode() : "";
    walk_ = mode == "WALK ";
    moded_ = !mode.empty();
    const std::string path = mode + pattern(0, parts == 1 ? 3 : 2, true);
    walk_ = moded_ = false;
    if (named) {
      scope_.push_back({fresh("p"), Kind::Path});
      text += scope_.back().name + " = ";
    }
    text += path;
  }
  reusable_.clear();
  if (chance(50)) text += " WHERE " + (chance(15) ? pattern(1, 2, false) : boolean(3));
  return text;
}

std::string QueryGenerator::with() {
  if (scope_.empty()) {
    scope_.push_back({fresh("u"), Kind::Integer});
    return "UNWIND [1, 2] AS " + scope_.back().name;
  }
  std::vector<Column> columns;
  const bool aggregating = chance(30);
  for (const Variable& variable : scope_) {
    if (chance(aggregating ? 40 : 75))
      columns.push_back({variable.name, variable.name, variable.kind});
  }
  for (std::size_t n = below(2) + (columns.empty() ? 1 : 0); n > 0; --n) {
    const Kind kind = chance(10) ? Kind::Gathered : scalar_kind();
    columns.push_back({expression(kind, 2), fresh("w"), kind});
  }
  if (aggregating) columns.push_back(aggregate_column(fresh("w")));
  std::string text = "WITH " + projection(std::move(columns), chance(15));
  if (chance(35)) text += " WHERE " + boolean(2);
  return text;
}

std::string QueryGenerator::call() {
  if (matches_ >= 3) return with();
  const Scope outer = scope_;
  Scope inner;
  std::string imports;
  for (const Variable& variable : outer) {
    if (!chance(50)) continue;
    inner.push_back(variable);
    imports += (imports.empty() ? "" : ", ") + variable.name;
  }
  scope_ = inner;
  std::string text = "CALL (" + imports + ") { " + match();
  std::vector<Column> columns;
  const std::string name = fresh("w");
  if (chance(50)) {
    columns.push_back(aggregate_column(name));
  } else {
    const Kind kind = scalar_kind();
    columns.push_back({expression(kind, 2), name, kind});
  }
  text += " RETURN " + projection(std::move(columns), chance(20)) + " }";
  const Scope result = scope_;
  scope_ = outer;
  scope_.insert(scope_.end(), result.begin(), result.end());
  return text;
}

QueryGenerator::Column QueryGenerator::aggregate_column(std::string name) {
  const std::string distinct = chance(30) ? "DISTINCT " : "";
  switch (below(6)) {
    case 0:
      return {"count(*)", name, Kind::Integer, true};
    case 1:
      return {"count(" + distinct +
                  (chance(50) && !scope_.empty() ? scope_[below(scope_.size())].name
                                                 : expression(scalar_kind(), 1)) +
                  ')',
              name, Kind::Integer, true};
    case 2:
      return {"sum(" + distinct + integer(1) + ')', name, Kind::Integer, true};
    case 3: {
      const Kind kind = chance(50) ? Kind::Integer : Kind::Any;
      return {pick({"min(", "max("}) + expression(kind, 1) + ')', name, kind, true};
    }
    case 4:
      if (chance(40)) {
        // What is gathered is the whole order, so that the list is certain.
        const std::string item = integer(1);
        return {"collect(" + item + " ORDER BY " + item + pick({"", " DESC", " DESC NULLS LAST"}) + ')', name,
                Kind::Integers, true};
      }
      gathered_ = true;
      return {"collect(" + distinct + expression(scalar_kind(), 1) + ')', name, Kind::Gathered,
              true};
    default:
      return {"sum(" + number(1) + ") + count(*)", name, Kind::Number, true};
  }
}

std::string QueryGenerator::order_key(const Column& column) {
  switch (column.kind) {
    case Kind::Node:
    case Kind::Relationship:
      return column.name + ".uid";
    case Kind::Path:
    case Kind::Gathered:
    case Kind::Relationships:
      return "";
    default:
      return column.name;
  }
}

std::string QueryGenerator::projection(std::vector<Column> columns, bool force_order) {
  const bool distinct = chance(20);
  std::string text = distinct ? "DISTINCT " : "";
  bool aggregating = false, total = true;
  Scope after;
  std::vector<std::string> keys;
  for (const Column& column : columns) {
    if (text.size() > (distinct ? 9u : 0u)) text += ", ";
    text += column.text == column.name ? column.name : column.text + " AS " + column.name;
    aggregating |= column.aggregate;
    after.push_back({column.name, column.kind});
    keys.push_back(order_key(column));
    total &= !keys.back().empty();
  }
  if (force_order && total) {
    for (std::size_t i = keys.size(); i > 1; --i) std::swap(keys[i - 1], keys[below(i)]);
    // Something that is not returned may come first.
    if (!distinct && !aggregating && chance(25))
      keys.insert(keys.begin(), expression(Kind::Integer, 1));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      text += (i == 0 ? " ORDER BY " : ", ") + keys[i];
      if (chance(40)) text += " DESC";
      if (chance(25)) text += pick({" NULLS FIRST", " NULLS LAST"});
    }
    if (chance(30)) text += " SKIP " + pick({"0", "1", "$i"});
    if (chance(40)) text += " LIMIT " + pick({"0", "1", "2", "5"});
    total_order_ = true;
  }
  scope_ = std::move(after);
  return text;
}

}  // namespace agora::reference
