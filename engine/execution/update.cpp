#include "execution/streams.h"
#include "execution/updater.h"

namespace agora::execution {

namespace {

/// SET and REMOVE: changes the graph for each row and lets it through as it was.
class Update : public Stream {
 public:
  Update(const plan::Update& node, const Site& site)
      : input_(site.input()), updater_(node.items, site.context, site.scope) {}

  bool next(Batch& batch) override {
    if (!input_->next(batch)) return false;
    updater_.apply(batch);
    return true;
  }
  void restart() override { input_->restart(); }

 private:
  StreamPtr input_;
  Updater updater_;
};

}  // namespace

StreamPtr make_update(const plan::Update& node, const Site& site) {
  return std::make_unique<Update>(node, site);
}

}  // namespace agora::execution
