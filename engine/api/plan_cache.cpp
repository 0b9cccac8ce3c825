#include "api/plan_cache.h"

#include <utility>

#include "syntax/same_tokens.h"

namespace agora::api {

void CompiledStatement::place(Error& error) const {
  if (planned_text.empty() || !error.where()) return;
  const SourceSpan span = syntax::PlaceMap(planned_text, text)(*error.where());
  std::move(error).at(span);
}

CompiledPtr PlanCache::find(std::string_view text, std::uint64_t catalog_version) {
  if (CompiledPtr known = find_exact(text, catalog_version)) return known;
  if (text.size() > kLongestText) return nullptr;
  const CompiledPtr planned = find_same_tokens(syntax::tokens_text(text), catalog_version);
  if (!planned) return nullptr;
  auto statement = std::make_shared<CompiledStatement>(*planned);
  statement->text = text;
  statement->planned_text = planned->planned_text.empty() ? planned->text : planned->planned_text;
  const syntax::PlaceMap places(planned->text, text);
  for (Notification& each : statement->notifications) {
    if (each.where) each.where = places(*each.where);
  }
  insert(statement);
  return statement;
}

CompiledPtr PlanCache::find_exact(std::string_view text, std::uint64_t catalog_version) {
  const std::lock_guard lock(mutex_);
  const auto found = by_text_.find(text);
  if (found == by_text_.end() || (*found->second)->catalog_version != catalog_version) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return *found->second;
}

CompiledPtr PlanCache::find_same_tokens(const std::string& tokens, std::uint64_t catalog_version) {
  const std::lock_guard lock(mutex_);
  const auto found = by_tokens_.find(tokens);
  if (found == by_tokens_.end()) return nullptr;
  CompiledPtr planned = found->second.lock();
  return planned && planned->catalog_version == catalog_version ? planned : nullptr;
}

void PlanCache::insert(CompiledPtr statement) {
  if (statement->text.size() > kLongestText) return;
  std::string tokens = statement->plan ? syntax::tokens_text(statement->text) : std::string();
  const std::lock_guard lock(mutex_);
  if (const auto found = by_text_.find(statement->text); found != by_text_.end()) {
    const auto position = found->second;
    by_text_.erase(found);  // First: its key points into the statement.
    recent_.erase(position);
  }
  if (!tokens.empty()) {
    if (by_tokens_.size() > 2 * kCapacity) {
      std::erase_if(by_tokens_, [](const auto& each) { return each.second.expired(); });
    }
    by_tokens_[std::move(tokens)] = statement;
  }
  recent_.push_front(std::move(statement));
  by_text_.emplace(recent_.front()->text, recent_.begin());
  if (recent_.size() > kCapacity) {
    by_text_.erase(recent_.back()->text);
    recent_.pop_back();
  }
}

void PlanCache::clear() {
  const std::lock_guard lock(mutex_);
  by_text_.clear();
  by_tokens_.clear();
  recent_.clear();
}

}  // namespace agora::api
