// Random parts that repeat, path modes and choices among paths.
#include "reference/query_generator.h"

namespace agora::reference {

std::string QueryGenerator::times(bool bounded) {
  if (!bounded && chance(40)) return pick({"+", "*", "{1,}", "{2,}"});
  return pick({"{1,2}", "{2}", "{,2}", "{0,1}", "{1,3}", "{2,3}", "{1}"});
}

std::string QueryGenerator::inner_relationship(std::string& name) {
  std::string inside;
  if (chance(50)) inside = name = fresh("g");
  if (chance(65)) inside += ':' + pick({"R", "S", "T", "R|S", "!R"});
  if (!inside.empty()) inside = '[' + inside + ']';
  switch (below(3)) {
    case 0:
      return '-' + inside + "->";
    case 1:
      return "<-" + inside + '-';
    default:
      return '-' + inside + '-';
  }
}

/// Its conditions speak of its own variables alone.
std::string QueryGenerator::repeated_part(bool bounded) {
  std::string relationship;
  if (chance(35)) {
    std::string text = inner_relationship(relationship) + times(bounded);
    if (!relationship.empty()) scope_.push_back({relationship, Kind::Relationships});
    return text;
  }
  const std::string first = fresh("g"), last = fresh("g");
  const auto node = [&](const std::string& name) {
    return '(' + name + (chance(25) ? ":" + label_expression(1) : "") + (chance(8) ? " {x: 1}" : "") + ')';
  };
  std::string text = node(first) + inner_relationship(relationship), second;
  if (chance(25)) text += node("") + inner_relationship(second);
  text += node(last);
  const std::string path = chance(15) ? fresh("g") : "";
  if (!path.empty()) text = path + " = " + text;
  if (chance(35)) {
    text += " WHERE " + (relationship.empty() || chance(60)
                             ? first + pick({".x < ", ".x <> ", ".s <= "}) + last + pick({".x", ".s", ".x"})
                             : relationship + pick({".x > 0", ".b", ".x IS NULL"}));
  }
  for (const std::string& name : {first, last, relationship, second, path}) {
    if (!name.empty()) scope_.push_back({name, Kind::Relationships});
  }
  return '(' + text + ')' + times(bounded);
}

std::string QueryGenerator::path_mode() { return pick({"TRAIL ", "ACYCLIC ", "SIMPLE ", "WALK ", "ACYCLIC PATH "}); }

std::string QueryGenerator::chosen_path() {
  const bool by_length = chance(45);
  const std::string selector =
      by_length ? pick({"ALL SHORTEST ", "SHORTEST 1 GROUP ", "SHORTEST 2 GROUPS ", "SHORTEST GROUP "})
                : pick({"ANY ", "ANY SHORTEST ", "SHORTEST 2 ", "SHORTEST 3 PATHS ", "ANY 2 ", "SHORTEST $i "});
  const std::string mode = chance(35) ? path_mode() : "";
  const bool bounded = mode == "WALK ";
  const auto end = [&](std::string& name) {
    const Variable* known = chance(30) ? any_of(Kind::Node) : nullptr;
    name = known ? known->name : fresh("n");
    return '(' + name + (chance(40) ? ":" + label_expression(1) : "") + ')';
  };
  std::string start, last;
  const Scope before = scope_;
  std::string path = end(start);
  bool loose = false;  // Two parts that repeat can share a path in several ways.
  for (std::size_t n = 1 + below(2), i = 0; i < n; ++i) {
    if (i > 0) path += chance(50) ? "()" : "(:" + label_expression(1) + ')';
    if (chance(25)) {
      std::string name;
      path += inner_relationship(name);
      if (!name.empty()) scope_.push_back({name, Kind::Relationship});
    } else {
      path += repeated_part(bounded || loose);
      loose = true;
    }
  }
  const Scope inside(scope_.begin() + static_cast<std::ptrdiff_t>(before.size()), scope_.end());
  scope_ = before;
  path += end(last);
  if (chance(15) && !inside.empty() && inside.back().kind == Kind::Relationships) {
    path = "(" + path + " WHERE size(" + inside.back().name + ") <> 1)";
  }
  const std::string name = fresh("p");
  std::string text = "MATCH " + name + " = " + selector + mode + path;
  for (const std::string& each : {start, last}) {
    bool known = false;
    for (const Variable& variable : scope_) known |= variable.name == each;
    if (!known) scope_.push_back({each, Kind::Node});
  }
  if (chance(25)) text += " WHERE " + start + pick({".x > 0", " <> ", ".b"}) + "";
  if (text.ends_with(" <> ")) text += last;
  if (by_length) {
    scope_.insert(scope_.end(), inside.begin(), inside.end());
    scope_.push_back({name, Kind::Path});
    return text;
  }
  // Which of equally long paths was chosen is left open.
  text += " WITH ";
  for (const Variable& variable : scope_) text += variable.name + ", ";
  const std::string length = fresh("w");
  scope_.push_back({length, Kind::Integer});
  return text + "length(" + name + ") AS " + length;
}

}  // namespace agora::reference
