// The engine's view of the store: bodies to read, bodies to write. A seam, so that tests need no
// disk.
#pragma once

#include <memory>

#include "store/store.h"

namespace sluice::engine {

// Thread-safe.
class Objects {
 public:
  virtual ~Objects() = default;
  virtual std::unique_ptr<store::ObjectReader> open(const store::Object& object) = 0;
  virtual std::unique_ptr<store::BodyWriter> stage(const store::BucketName& bucket,
                                                   const store::ObjectKey& key) = 0;
};

}  // namespace sluice::engine
