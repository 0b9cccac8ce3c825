// Notifications: names that are allowed but that nothing in the graph has, most likely a slip.
#include "semantic/binding.h"

namespace agora::semantic {

void Binder::mentioned(NameKind kind, const std::string& name, const SourceSpan& where) {
  if (context_.catalog != nullptr) mentions_.push_back({kind, name, where});
}

void Binder::created(NameKind kind, const std::string& name) { created_.insert({kind, name}); }

void Binder::write_notices(BoundStatement& statement) {
  if (context_.catalog == nullptr) return;
  const catalog::Catalog& catalog = *context_.catalog;
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
