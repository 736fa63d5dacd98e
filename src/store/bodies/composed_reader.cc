#include "store/bodies/composed_reader.h"

#include "base/error.h"

namespace sluice::store {
namespace {

// Parts open at a time: one for each of a few threads that read in different places.
constexpr std::size_t kOpenParts = 4;

constexpr int kOpenTries = 8;

class ComposedReader final : public ObjectReader {
 public:
  ComposedReader(BodyStore& bodies, ComposedBody body) : bodies_(bodies), body_(std::move(body)) {}

  const Object& object() const override { return body_.object; }

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= body_.object.size_bytes || out.empty()) return 0;
    out = out.first(std::min<std::uint64_t>(out.size(), body_.object.size_bytes - offset));
    for (std::size_t done = 0; done < out.size();) {
      const std::size_t index = part_at(offset + done);
      const PartSpan& part = body_.parts[index];
      const std::size_t bytes =
          opened(index)->read_at(offset + done - part.offset, out.subspan(done));
      if (bytes == 0) throw missing(part);
      done += bytes;
    }
    return out.size();
  }

 private:
  // Shared by threads that read the same part; the last one closes it.
  using Opened = std::shared_ptr<ObjectReader>;

  // The part that holds that byte; parts may be empty.
  std::size_t part_at(std::uint64_t offset) const {
    const auto after = std::upper_bound(
        body_.parts.begin(), body_.parts.end(), offset,
        [](std::uint64_t value, const PartSpan& part) { return value < part.offset; });
    return static_cast<std::size_t>(after - body_.parts.begin()) - 1;
  }

  Opened opened(std::size_t index) {
    {
      std::lock_guard lock(mutex_);
      const auto found = std::find_if(open_.begin(), open_.end(),
                                      [&](const auto& entry) { return entry.first == index; });
      if (found != open_.end()) return found->second;
    }
    Opened reader = open(body_.parts[index]);
    std::lock_guard lock(mutex_);
    if (open_.size() == kOpenParts) open_.erase(open_.begin());
    open_.emplace_back(index, reader);
    return reader;
  }

  Opened open(const PartSpan& part) {
    Object as_object;
    as_object.bucket = body_.object.bucket;
    as_object.key = body_.object.key;
    as_object.size_bytes = part.size_bytes;
    as_object.properties.encryption = body_.object.properties.encryption;
    std::optional<PartPlace> before;
    for (int tries = 0; tries < kOpenTries; ++tries) {
      const auto place = body_.find_place(part.number);
      if (!place || place == before) break;
      as_object.body = place->content;
      as_object.place = {.segment = place->segment, .offset = place->offset};
      if (auto reader = bodies_.reader(as_object, body_.key)) return reader;
      before = place;
    }
    throw missing(part);
  }

  Error missing(const PartSpan& part) const {
    return Error(ErrorKind::corrupt, "CorruptObject",
                 fmt::format("s3://{}/{} is damaged: the stored bytes of its part {} are missing",
                             body_.object.bucket, body_.object.key, part.number));
  }

  BodyStore& bodies_;
  ComposedBody body_;
  std::mutex mutex_;
  std::vector<std::pair<std::size_t, Opened>> open_;
};

}  // namespace

std::unique_ptr<ObjectReader> read_composed(BodyStore& bodies, ComposedBody body) {
  return std::make_unique<ComposedReader>(bodies, std::move(body));
}

}  // namespace sluice::store
