// Random patterns.
#include <utility>

#include "reference/query_generator.h"

namespace agora::reference {

std::string QueryGenerator::label_expression(int depth) {
  if (depth <= 0 || chance(60)) return pick({"A", "B", "C", "A", "%"});
  switch (below(3)) {
    case 0:
      return label_expression(depth - 1) + '&' + label_expression(depth - 1);
    case 1:
      return label_expression(depth - 1) + '|' + label_expression(depth - 1);
    default:
      return "!" + label_expression(0);
  }
}

std::string QueryGenerator::property_map() {
  switch (below(4)) {
    case 0:
      return "{x: " + pick({"0", "1", "2", "$i"}) + '}';
    case 1:
      return "{s: 'a'}";
    case 2:
      return chance(50) ? "{b: true}" : "{x: 1, b: true}";
    default:
      return "{x: " + integer(1) + '}';
  }
}

std::string QueryGenerator::node_pattern(bool introduce) {
  const Variable* known = chance(introduce ? 35 : 70) ? any_of(Kind::Node) : nullptr;
  std::string text = "(", name;
  if (known) {
    name = known->name;
  } else if (introduce && chance(70)) {
    name = fresh("n");
  }
  text += name;
  if (chance(40)) text += ':' + label_expression(1);
  if (chance(12)) text += (text.size() > 1 ? " " : "") + property_map();
  if (!name.empty() && chance(10))
    text += " WHERE " + name + pick({".x > 0", ".b", ".s <> 'a'", ".x IS NULL"});
  // After its own properties, which may not speak of it.
  if (!known && !name.empty()) scope_.push_back({name, Kind::Node});
  return text + ')';
}

std::string QueryGenerator::relationship_pattern(bool introduce, bool& long_one) {
  std::string inside, name;
  const bool repeated = !long_one && chance(18);
  // One of an earlier clause; a MATCH may name it once.
  const bool known = !repeated && !reusable_.empty() && chance(15);
  if (known) {
    name = std::exchange(reusable_, {});
  } else if (introduce && chance(50)) {
    name = fresh("r");
  }
  inside += name;
  if (chance(65)) inside += ':' + pick({"R", "S", "T", "R|S", "S|T", "!R", "R"});
  if (repeated) {
    inside += pick({"*1..2", "*0..1", "*2", "*..3", "*0..2", "*1..3"});
    long_one = true;
  }
  // With a path mode it is a part that repeats, and knows nothing of the rest of its clause.
  if (chance(12) && !(repeated && moded_)) inside += (inside.empty() ? "" : " ") + property_map();
  if (!repeated && !name.empty() && chance(10))
    inside += " WHERE " + name + pick({".x > 0", ".b", ".x IS NULL"});
  if (!known && !name.empty())
    scope_.push_back({name, repeated ? Kind::Relationships : Kind::Relationship});
  if (!inside.empty() || chance(50)) inside = '[' + inside + ']';
  switch (below(3)) {
    case 0:
      return '-' + inside + "->";
    case 1:
      return "<-" + inside + '-';
    default:
      return '-' + inside + '-';
  }
}

std::string QueryGenerator::pattern(std::size_t least_steps, std::size_t most_steps,
                                    bool introduce) {
  bool long_one = false;
  std::string text = node_pattern(introduce);
  const std::size_t steps = least_steps + below(most_steps - least_steps + 1);
  for (std::size_t i = 0; i < steps; ++i) {
    if (introduce && !plain_ && !long_one && chance(12)) {
      long_one = true;
      text += repeated_part(walk_) + node_pattern(introduce);
      continue;
    }
    const std::string step = relationship_pattern(introduce, long_one);
    text += step + node_pattern(introduce);
  }
  return text;
}

}  // namespace agora::reference
