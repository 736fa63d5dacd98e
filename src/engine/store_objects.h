// The store itself as Objects.
#pragma once

#include "engine/objects.h"

namespace sluice::engine {

class StoreObjects final : public Objects {
 public:
  explicit StoreObjects(store::Store& store) : store_(store) {}
  std::unique_ptr<store::ObjectReader> open(const store::Object& object) override {
    return store_.open(object);
  }
  std::unique_ptr<store::BodyWriter> stage(const store::BucketName& bucket,
                                           const store::ObjectKey& key) override {
    return store_.stage(bucket, key);
  }

 private:
  store::Store& store_;
};

}  // namespace sluice::engine
