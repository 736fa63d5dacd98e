// A multipart object read as one: its parts one after another, each a body of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "store/bodies/body_store.h"

namespace sluice::store {

// A part of a composed body, and where its bytes are.
struct PartPlace {
  int number = 0;
  std::uint64_t offset = 0;  // in the object
  std::uint64_t size_bytes = 0;
  std::int64_t content = 0;  // the part's own handle
  BodyPlace place;
  std::optional<Checksum> checksum;
};

struct ComposedBody {
  Object object;
  std::vector<PartPlace> parts;  // ascending; together object.size_bytes
  std::optional<DataKey> key;
  // Where a part is now: compaction may have moved it.
  std::function<std::optional<BodyPlace>(int number)> find_place;
};

// The caller has pinned the body in `bodies.pins()`; the reader unpins it.
std::unique_ptr<ObjectReader> read_composed(BodyStore& bodies, ComposedBody body);

}  // namespace sluice::store
