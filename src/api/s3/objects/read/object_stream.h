// A stretch of an object as a stream.
#pragma once

#include <algorithm>
#include <memory>

#include "api/s3/objects/read/range.h"
#include "base/reader.h"
#include "store/store.h"

namespace sluice::api::s3 {

class ObjectStream final : public Reader {
 public:
  ObjectStream(std::unique_ptr<store::ObjectReader> object, const ByteRange& range)
      : object_(std::move(object)), at_(range.first), left_(range.bytes) {}

  std::size_t read(std::span<std::byte> out) override {
    const auto wanted = std::min<std::uint64_t>(out.size(), left_);
    if (wanted == 0) return 0;
    const auto bytes = object_->read_at(at_, out.first(wanted));
    at_ += bytes;
    left_ -= bytes;
    return bytes;
  }

 private:
  std::unique_ptr<store::ObjectReader> object_;
  std::uint64_t at_;
  std::uint64_t left_;
};

}  // namespace sluice::api::s3
