// Random queries that count.
#include <algorithm>

#include "reference/query_generator.h"

namespace agora::reference {

std::string QueryGenerator::counted_node() {
  if (!scope_.empty() && chance(10)) return "(" + (chance(50) ? ":" + pick({"A", "B"}) : std::string()) + ")";
  const std::string name(1, static_cast<char>('a' + below(pool_)));
  std::string text = "(" + name;
  if (chance(25)) text += ":" + pick({"A", "B", "C", "A|B"});
  if (chance(5)) text += " {x: 1}";
  const auto same = [&](const Variable& variable) { return variable.name == name; };
  if (std::none_of(scope_.begin(), scope_.end(), same)) scope_.push_back({name, Kind::Node});
  return text + ')';
}

std::string QueryGenerator::counted_path(std::size_t most_steps) {
  std::string text = counted_node();
  for (std::size_t steps = 1 + below(most_steps); steps > 0; --steps) {
    std::string inside;
    const bool named = chance(12);
    if (named) {
      inside = fresh("r");
      scope_.push_back({inside, Kind::Relationship});
    }
    if (chance(80)) inside += ":" + pick({"R", "R", "R", "S", "R|S", "T"});
    if (!named && chance(3)) inside += "*1..2";
    if (chance(3)) inside += " {x: 1}";
    if (!inside.empty()) inside = '[' + inside + ']';
    const std::string arrow = pick({"-", "<-", "-"});
    text += arrow + inside + (arrow == "-" && chance(50) ? "->" : "-") + counted_node();
  }
  return text;
}

std::string QueryGenerator::counted_condition() {
  const std::string one = any_of(Kind::Node)->name, other = any_of(Kind::Node)->name;
  switch (below(9)) {
    case 0:
    case 1:
      return one + " <> " + other;
    case 2:
      return "NOT " + one + " = " + other;
    case 3:
      return "id(" + one + ") <> id(" + other + ")";
    case 4:
      return one + pick({".x > 0", ".b", ".s <> 'a'", ".x IS NULL"});
    case 5: {
      const std::string op = ' ' + pick({"=", "<", "<>", "<=", ">", ">="}) + ' ';
      if (chance(15)) return "id(" + one + ")" + op + "id(" + other + ")";
      const std::string key = pick({".x", ".x", ".y", ".s", ".uid"});
      return one + key + op + other + (chance(85) ? key : ".x");
    }
    case 6: {
      const std::string label = chance(15) ? pick({":A", ":B"}) : std::string();
      return (chance(50) ? "NOT " : "") + ("(" + one) + label + ")-" + pick({"[:R]", "[:S]", ""}) +
             pick({"->(", "-("}) + other + ")";
    }
    case 7:
      return "NOT EXISTS { (" + one + ")-[:R]-(z)" + pick({"-[:S]->(", "-[:R]-("}) + other + ") }";
    default: {
      const Variable* relationship = any_of(Kind::Relationship);
      if (!relationship) return one + " <> " + other;
      const Variable* second = any_of(Kind::Relationship);
      return chance(50) ? relationship->name + ".x > 0"
                        : relationship->name + " <> " + second->name;
    }
  }
}

std::string QueryGenerator::counted_match(bool optional) {
  std::string text = optional ? "OPTIONAL MATCH " : "MATCH ";
  const std::size_t parts = optional ? 1 : 1 + below(3);
  for (std::size_t i = 0; i < parts; ++i)
    text += (i > 0 ? ", " : "") + counted_path(parts == 1 ? 4 : 3);
  if (chance(45)) {
    text += " WHERE " + counted_condition();
    while (chance(35)) text += " AND " + counted_condition();
  }
  return text;
}

std::string QueryGenerator::counted_item() {
  const std::string node = any_of(Kind::Node)->name;
  const Variable* relationship = any_of(Kind::Relationship);
  if (relationship && chance(15)) return pick({"count(", "count(DISTINCT "}) + relationship->name + ')';
  if (relationship && chance(5)) return "sum(" + relationship->name + ".x)";
  if (chance(45)) return "count(*)";
  const std::string value = node + pick({".x", ".x", ".y", ".uid"});
  switch (below(8)) {
    case 0:
    case 1:
      return "count(" + node + ')';
    case 2:
      return "count(DISTINCT " + node + ')';
    case 3:
      return pick({"sum(", "avg("}) + value + ')';
    case 4:
      return pick({"sum(DISTINCT ", "avg(DISTINCT ", "count(DISTINCT ", "count("}) + value + ')';
    case 5:
      return pick({"min(", "max("}) + node + pick({".x", ".y", ".s"}) + ')';
    case 6:
      return "collect(DISTINCT " + value + " ORDER BY " + value + ')';
    default:
      return "sum(" + value + " + " + any_of(Kind::Node)->name + ".uid)";
  }
}

GeneratedQuery QueryGenerator::counting_query() {
  scope_.clear();
  pool_ = 2 + below(4);
  std::string text = counted_match(false);
  for (std::size_t n = chance(40) ? 1 + below(2) : 0; n > 0; --n)
    text += ' ' + counted_match(chance(55));
  if (chance(6)) return {text + " RETURN DISTINCT " + any_of(Kind::Node)->name + ".x AS k", {false, true}};
  std::string result = counted_item() + " AS c";
  if (chance(8)) result += ", count(*) + 1 AS d";
  for (std::size_t n = chance(45) ? 1 + below(3) : 0; n > 0; --n)
    result += ", " + counted_item() + " AS e" + std::to_string(n);
  if (chance(40)) result = any_of(Kind::Node)->name + (chance(70) ? ".uid" : ".x") + " AS k, " + result;
  return {text + " RETURN " + result, {false, true}};
}

}  // namespace agora::reference
