#include "api/plan_cache.h"

#include <utility>

namespace agora::api {

CompiledPtr PlanCache::find(std::string_view text, std::uint64_t catalog_version) {
  const std::lock_guard lock(mutex_);
  const auto found = by_text_.find(text);
  if (found == by_text_.end() || (*found->second)->catalog_version != catalog_version) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second);
  return *found->second;
}

void PlanCache::insert(CompiledPtr statement) {
  if (statement->text.size() > kLongestText) return;
  const std::lock_guard lock(mutex_);
  if (const auto found = by_text_.find(statement->text); found != by_text_.end()) {
    const auto position = found->second;
    by_text_.erase(found);  // First: its key points into the statement.
    recent_.erase(position);
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
  recent_.clear();
}

}  // namespace agora::api
