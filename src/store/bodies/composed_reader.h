// A multipart object read as one: its parts one after another, each a body of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "store/bodies/body_store.h"

namespace sluice::store {

// Which bytes of a composed body a part is.
struct PartSpan {
  int number = 0;
  std::uint64_t offset = 0;  // in the object
  std::uint64_t size_bytes = 0;
};

// Where a part's bytes are.
struct PartPlace {
  std::int64_t content = 0;  // the part's own handle
  std::int64_t segment = 0;
  std::uint64_t offset = 0;

  bool operator==(const PartPlace&) const = default;
};

struct ComposedBody {
  Object object;
  std::vector<PartSpan> parts;  // ascending; together object.size_bytes
  std::optional<DataKey> key;
  // Asked for the parts that are read, when they are: compaction may move them.
  std::function<std::optional<PartPlace>(int number)> find_place;
  BodyPin pin;
};

std::unique_ptr<ObjectReader> read_composed(BodyStore& bodies, ComposedBody body);

}  // namespace sluice::store
