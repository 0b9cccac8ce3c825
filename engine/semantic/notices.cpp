// Notifications: what is allowed but is most likely a slip.
#include <algorithm>
#include <numeric>
#include <set>

#include "semantic/binding.h"
#include "semantic/expression_walk.h"

namespace agora::semantic {

void Binder::mentioned(NameKind kind, const std::string& name, const SourceSpan& where) {
  if (context_.catalog != nullptr) mentions_.push_back({kind, name, where});
}

void Binder::created(NameKind kind, const std::string& name) { created_.insert({kind, name}); }

void Binder::notice(std::string code, std::string message, std::string hint, const SourceSpan& where) {
  // An expression may be bound more than once.
  for (const Notification& each : notices_) {
    if (each.code == code && each.where && each.where->offset == where.offset) return;
  }
  Notification out;
  out.code = std::move(code);
  out.message = std::move(message);
  out.hint = std::move(hint);
  out.where = where;
  notices_.push_back(std::move(out));
}

void Binder::computed(const std::string& name, Slot slot, const SourceSpan& where) {
  computed_.push_back({name, slot, where});
}

// ---- products ----------------------------------------------------------------------------------

namespace {

/// Which nodes of a pattern hang together: through relationships, through values of each other, and through
/// what was bound before.
class Groups {
 public:
  explicit Groups(const Match& match) : pattern_(match.pattern), parent_(pattern_.nodes.size() + 1) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    for (std::size_t i = 0; i < pattern_.nodes.size(); ++i) {
      if (pattern_.nodes[i].bound) join(i, outside());
      for (const PropertyEntry& entry : pattern_.nodes[i].properties) join_readings(entry.value, i);
      if (pattern_.nodes[i].property_map) join_readings(pattern_.nodes[i].property_map, i);
    }
    for (const RelationshipPattern& each : pattern_.relationships) {
      join(each.left, each.right);
      if (each.bound) join(each.left, outside());
      for (const PropertyEntry& entry : each.properties) join_readings(entry.value, each.left);
    }
    if (match.predicate) join_predicate(match.predicate);
  }

  /// The groups besides the one of what was bound before.
  std::size_t count() {
    std::set<std::size_t> roots;
    for (std::size_t i = 0; i < pattern_.nodes.size(); ++i) roots.insert(find(i));
    return roots.size();
  }

 private:
  std::size_t outside() const { return pattern_.nodes.size(); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

  std::optional<std::size_t> node_of(Slot slot) const {
    for (std::size_t i = 0; i < pattern_.nodes.size(); ++i) {
      if (pattern_.nodes[i].slot == slot) return i;
    }
    for (const RelationshipPattern& each : pattern_.relationships) {
      if (each.slot == slot) return each.left;
    }
    return std::nullopt;
  }
  void join_readings(const ExpressionPtr& expression, std::size_t with) {
    for (const Reading& reading : readings(*expression)) join(node_of(reading.slot).value_or(outside()), with);
  }
  void join_predicate(const ExpressionPtr& predicate) {
    const auto* all = std::get_if<Operation>(&predicate->node);
    if (all != nullptr && all->op == Operator::And) {
      for (const ExpressionPtr& each : all->operands) join_predicate(each);
      return;
    }
    std::optional<std::size_t> first;
    for (const Reading& reading : readings(*predicate)) {
      const std::size_t node = node_of(reading.slot).value_or(outside());
      if (first) join(*first, node);
      first = node;
    }
  }

  const Pattern& pattern_;
  std::vector<std::size_t> parent_;
};

}  // namespace

void Binder::look_for_product(const Match& match, const SourceSpan& where) {
  if (match.pattern.paths.size() < 2 || Groups(match).count() < 2) return;
  notice("03N90",
         "the parts of this MATCH have nothing in common: each match of one is combined with each match of the other",
         "connect them with a relationship or a condition, unless all pairs are wanted", where);
}

void Binder::write_notices(BoundStatement& statement) {
  statement.notifications.insert(statement.notifications.end(), notices_.begin(), notices_.end());
  for (const Computed& each : computed_) {
    if (used_.contains(each.slot)) continue;
    Notification unused;
    unused.code = "01N80";
    unused.message = quoted(each.name) + " is computed here and never used";
    unused.hint = "leave it out, or look for a misspelling of it behind";
    unused.where = each.where;
    statement.notifications.push_back(std::move(unused));
  }
  if (context_.catalog == nullptr) return;
  const catalog::Catalog& catalog = *context_.catalog;
  for (const Alone& each : alone_) {
    const bool node = each.kind == NameKind::Label;
    const bool known = node ? catalog.find_label(each.name.text).has_value() : catalog.find_type(each.name.text).has_value();
    if (!known || used_.contains(each.slot)) continue;
    Notification notice;
    notice.code = "01N82";
    notice.message = quoted(each.name.text) + (node ? " is a variable here, so every node fits"
                                                    : " is a variable here, so a relationship of any type fits");
    notice.hint = node ? "write (:" + each.name.text + ") for the label" : "write [:" + each.name.text + "] for the type";
    notice.where = each.name.span;
    statement.notifications.push_back(std::move(notice));
  }
  std::set<std::pair<NameKind, std::string>> done = created_;
  for (const Mention& mention : mentions_) {
    if (!done.insert({mention.kind, mention.name}).second) continue;
    Notification notice;
    std::vector<std::string> near;
    bool known = false;
    switch (mention.kind) {
      case NameKind::Label:
        known = catalog.find_label(mention.name).has_value();
        notice.code = "01N50";
        notice.message = "no node has the label " + quoted(mention.name);
        if (!known) near = catalog.similar_labels(mention.name);
        break;
      case NameKind::Type:
        known = catalog.find_type(mention.name).has_value();
        notice.code = "01N51";
        notice.message = "no relationship has the type " + quoted(mention.name);
        if (!known) near = catalog.similar_types(mention.name);
        break;
      case NameKind::Property:
        known = catalog.find_property_key(mention.name).has_value();
        notice.code = "01N52";
        notice.message = "no node or relationship has the property " + quoted(mention.name);
        if (!known) near = catalog.similar_property_keys(mention.name);
        break;
    }
    if (known) continue;
    if (!near.empty()) notice.hint = "did you mean " + quoted(near.front()) + "?";
    notice.where = mention.where;
    statement.notifications.push_back(std::move(notice));
  }
}

}  // namespace agora::semantic
