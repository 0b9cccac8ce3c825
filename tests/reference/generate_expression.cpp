// Random expressions of a kind.
#include "reference/query_generator.h"

namespace agora::reference {

std::string QueryGenerator::pick(std::initializer_list<const char*> texts) {
  return *(texts.begin() + below(texts.size()));
}

const QueryGenerator::Variable* QueryGenerator::any_of(Kind kind) {
  std::vector<const Variable*> found;
  for (const Variable& variable : scope_) {
    if (variable.kind == kind) found.push_back(&variable);
  }
  return found.empty() ? nullptr : found[below(found.size())];
}

QueryGenerator::Kind QueryGenerator::scalar_kind() {
  constexpr Kind kinds[] = {Kind::Integer, Kind::Integer, Kind::Number,   Kind::String,
                            Kind::Boolean, Kind::Date,    Kind::Integers, Kind::Any};
  return kinds[below(std::size(kinds))];
}

std::string QueryGenerator::property(const char* key, const char* otherwise) {
  const Variable* variable = any_of(chance(70) ? Kind::Node : Kind::Relationship);
  if (!variable) variable = any_of(Kind::Node);
  return variable ? variable->name + '.' + key : otherwise;
}

std::string QueryGenerator::expression(Kind kind, int depth) {
  if (chance(25)) {
    if (const Variable* variable = any_of(kind)) return variable->name;
  }
  if (chance(2) && kind != Kind::Gathered) return pick({"null", "$nothing"});
  switch (kind) {
    case Kind::Integer:
      return integer(depth);
    case Kind::Number:
      return number(depth);
    case Kind::String:
      return string(depth);
    case Kind::Boolean:
      return boolean(depth);
    case Kind::Date:
      return chance(70) ? property("d", "date('2019-04-14')") : "date('2019-04-15')";
    case Kind::Integers:
      return integers(depth);
    case Kind::Gathered: {
      gathered_ = true;
      const Scope before = scope_;
      plain_ = true;  // No part may repeat there.
      std::string text = '[' + pattern(1, 1, true);
      plain_ = false;
      if (chance(40)) text += " WHERE " + boolean(depth - 1);
      text += " | " + expression(chance(50) ? Kind::Integer : Kind::Any, depth - 1) + ']';
      scope_ = before;
      return text;
    }
    default:
      return mixed(depth);
  }
}

/// `head(v IN list WHERE …)` and the like: `[v IN list WHERE … | body]`.
std::string QueryGenerator::over_list(const char* head, const char* bar, Kind body, int depth) {
  const std::string list = integers(depth - 1);
  const Scope before = scope_;
  scope_.push_back({fresh("v"), Kind::Integer});
  const std::string name = scope_.back().name;
  std::string text = head + name + " IN " + list;
  if (!bar) {
    text += " WHERE " + boolean(depth - 1);
  } else {
    if (chance(50)) text += " WHERE " + boolean(depth - 1);
    text += bar + expression(body, depth - 1);
  }
  scope_ = before;
  return text;
}

std::string QueryGenerator::integer(int depth) {
  if (depth <= 0 || chance(40)) {
    return chance(70) ? property(chance(80) ? "x" : "uid", "1") : pick({"0", "1", "2", "-1", "$i"});
  }
  switch (below(14)) {
    case 0:
      return '(' + integer(depth - 1) + pick({" + ", " - ", " * "}) + integer(depth - 1) + ')';
    case 1:
      return '(' + integer(depth - 1) + pick({" % 2", " / 2", " % 3"}) + ')';
    case 2:
      return "size(" + expression(Kind::Integers, depth - 1) + ')';
    case 3:
      return "size(" + string(depth - 1) + ')';
    case 4:
      return "CASE WHEN " + boolean(depth - 1) + " THEN " + integer(depth - 1) +
             (chance(50) ? " ELSE " + integer(depth - 1) : "") + " END";
    case 5:
      return "coalesce(" + integer(depth - 1) + ", " + integer(depth - 1) + ')';
    case 6: {
      const std::string list = integers(depth - 1);
      return "reduce(t = 0, u IN " + list + " | t + u)";
    }
    case 7: {
      const Scope before = scope_;
      std::string text = "COUNT { " + pattern(0, 2, true);
      if (chance(50)) text += " WHERE " + boolean(depth - 1);
      scope_ = before;
      return text + " }";
    }
    case 8:
      return '(' + integers(depth - 1) + ")[" + integer(depth - 1) + ']';
    case 9:
      return "size(" + expression(Kind::Gathered, depth - 1) + ')';
    case 10:
      if (const Variable* path = any_of(Kind::Path)) return "length(" + path->name + ')';
      return "abs(" + integer(depth - 1) + ')';
    case 11: {
      const std::string test = chance(50) ? pick({"> 1", "<= 0", "IS NULL", "IN [1, null]", "IS :: INTEGER NOT NULL"})
                                          : "1, " + integer(depth - 1);
      return "CASE " + mixed(depth - 1) + " WHEN " + test + " THEN " + integer(depth - 1) +
             (chance(50) ? " WHEN " + integer(depth - 1) + " THEN 7" : "") + " ELSE 4 END";
    }
    case 12: {
      // One row or none, as an aggregate gives one.
      const Scope before = scope_;
      std::string text = "VALUE { MATCH " + pattern(0, 2, true);
      if (chance(50)) text += " WHERE " + boolean(depth - 1);
      text += " RETURN " + pick({"sum(", "min(", "count("}) + integer(depth - 1) + ") AS v }";
      scope_ = before;
      return text;
    }
    default:
      return "CASE " + integer(depth - 1) + " WHEN 1 THEN 2 WHEN " + integer(depth - 1) +
             " THEN 3 ELSE 4 END";
  }
}

std::string QueryGenerator::number(int depth) {
  if (depth <= 0 || chance(50)) return property("y", "1.5");
  if (chance(30)) return integer(depth - 1);
  return '(' + number(depth - 1) + pick({" + ", " - ", " * "}) + number(depth - 1) + ')';
}

std::string QueryGenerator::string(int depth) {
  if (depth <= 0 || chance(50))
    return chance(70) ? property("s", "'a'") : pick({"'a'", "'b'", "''", "'ab'", "$t"});
  switch (below(5)) {
    case 0:
      return '(' + string(depth - 1) + " + " + string(depth - 1) + ')';
    case 1:
      return pick({"toUpper(", "toLower(", "reverse("}) + string(depth - 1) + ')';
    case 2:
      return "substring(" + string(depth - 1) + ", " + pick({"0", "1"}) + ')';
    case 3:
      if (const Variable* relationship = any_of(Kind::Relationship))
        return "type(" + relationship->name + ')';
      return "toString(" + integer(depth - 1) + ')';
    default:
      return "CASE WHEN " + boolean(depth - 1) + " THEN " + string(depth - 1) + " END";
  }
}

std::string QueryGenerator::comparison_of(int depth) {
  const std::string op = pick({" = ", " <> ", " < ", " <= ", " > ", " >= "});
  if (chance(30)) {
    // Across kinds: unknown, unless it is equality.
    return '(' + mixed(depth - 1) + op + mixed(depth - 1) + ')';
  }
  const Kind kind = scalar_kind();
  std::string text = '(' + expression(kind, depth - 1) + op + expression(kind, depth - 1);
  if (chance(10)) text += pick({" < ", " <= ", " <> "}) + expression(kind, depth - 1);
  return text + ')';
}

std::string QueryGenerator::subquery_test(int depth) {
  const Scope before = scope_;
  std::string text;
  if (chance(40) && any_of(Kind::Node)) {
    // A pattern without new variables is a predicate where a truth value is asked for.
    text = pattern(1, 2, false);
    text = chance(50) ? "(NOT " + text + ')' : '(' + text + " AND true)";
  } else if (chance(60)) {
    text = "EXISTS { " + pattern(0, 2, true);
    if (chance(60)) text += " WHERE " + boolean(depth - 1);
    text += " }";
  } else {
    text = "EXISTS { MATCH " + pattern(0, 2, true);
    if (chance(40)) text += " WHERE " + boolean(depth - 1);
    text += " WITH " + integer(depth - 1) + " AS w WHERE w > 0 RETURN w }";
  }
  scope_ = before;
  return text;
}

std::string QueryGenerator::boolean(int depth) {
  if (depth <= 0) {
    return chance(50) ? property("b", "true") : '(' + property("x", "1") + " > 1)";
  }
  switch (below(15)) {
    case 13:
      return '(' + (chance(60) ? mixed(depth - 1) : integers(depth - 1)) + pick({" IS :: ", " IS NOT :: "}) +
             pick({"INTEGER", "STRING", "FLOAT | INTEGER", "BOOLEAN NOT NULL", "LIST<INTEGER>", "ANY NOT NULL",
                   "DATE", "LIST<ANY NOT NULL>", "LIST<INTEGER> | STRING NOT NULL"}) +
             ')';
    case 0:
      return '(' + boolean(depth - 1) + pick({" AND ", " OR ", " XOR "}) + boolean(depth - 1) + ')';
    case 1:
      return "(NOT " + boolean(depth - 1) + ')';
    case 2:
      return '(' + expression(scalar_kind(), depth - 1) + pick({" IS NULL", " IS NOT NULL"}) + ')';
    case 3:
      return '(' + integer(depth - 1) + " IN " +
             (chance(30) ? pick({"$list", "[1, null]", "[]"}) : integers(depth - 1)) + ')';
    case 4:
      return '(' + mixed(depth - 1) + " IN [1, 'a', 2.5, true" + (chance(30) ? ", null" : "") +
             "])";
    case 5:
      return '(' + string(depth - 1) + pick({" STARTS WITH ", " ENDS WITH ", " CONTAINS "}) +
             string(depth - 1) + ')';
    case 6:
    case 7:
      return subquery_test(depth);
    case 8:
      return over_list(pick({"any(", "all(", "none(", "single("}).c_str(), nullptr, Kind::Boolean,
                       depth) +
             ')';
    case 9:
      if (const Variable* node = any_of(Kind::Node))
        return '(' + node->name + ':' + label_expression(1) + ')';
      return comparison_of(depth);
    case 10: {
      const Kind kind = chance(70) ? Kind::Node : Kind::Relationship;
      const Variable *left = any_of(kind), *right = any_of(kind);
      if (left && right) return '(' + left->name + pick({" = ", " <> "}) + right->name + ')';
      return comparison_of(depth);
    }
    default:
      return comparison_of(depth);
  }
}

std::string QueryGenerator::integers(int depth) {
  if (depth <= 0 || chance(40))
    return chance(50) ? property("l", "[1, 2]") : pick({"[1, 2, 3]", "[]", "[2, 1]", "[0, 0, 1]"});
  switch (below(5)) {
    case 0:
      return '[' + integer(depth - 1) + ", " + integer(depth - 1) + ']';
    case 1:
      return over_list("[", " | ", Kind::Integer, depth) + ']';
    case 2:
      return pick({"tail(", "reverse("}) + integers(depth - 1) + ')';
    case 3:
      return '(' + integers(depth - 1) + ")[" + pick({"0..2", "1..", "..-1", "-2.."}) + ']';
    default:
      return '(' + integers(depth - 1) + " + " + integers(depth - 1) + ')';
  }
}

std::string QueryGenerator::mixed(int depth) {
  if (chance(60)) return property("m", "1");
  constexpr Kind kinds[] = {Kind::Integer, Kind::Number, Kind::String, Kind::Boolean,
                            Kind::Integers};
  return expression(kinds[below(std::size(kinds))], depth - 1);
}

}  // namespace agora::reference
