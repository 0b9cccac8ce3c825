#include "execution/pattern_creator.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// CREATE: makes the pattern's new elements for each row and lets it through with them.
class Create : public Stream {
 public:
  Create(const plan::Create& node, const Site& site)
      : input_(site.input()),
        creator_(node.pattern, PatternCreator::NullProperty::LeftOut, site.context, site.scope) {}

  bool next(Batch& batch) override {
    if (!input_->next(batch)) return false;
    creator_.create(batch);
    return true;
  }
  void restart() override { input_->restart(); }

 private:
  StreamPtr input_;
  PatternCreator creator_;
};

}  // namespace

StreamPtr make_create(const plan::Create& node, const Site& site) {
  return std::make_unique<Create>(node, site);
}

}  // namespace agora::execution
