// Reads a body at any position: only the chunks touched are read, and each is verified.
#include "base/error.h"
#include "store/bodies/body_store.h"

namespace sluice::store {
namespace {

class ChunkedObjectReader final : public ObjectReader {
 public:
  // `begin`: the body's first bytes as they are stored.
  ChunkedObjectReader(Object object, std::shared_ptr<Segment> segment, std::unique_ptr<File> own,
                      const BodySecret& secret, std::vector<std::byte> begin)
      : object_(std::move(object)),
        segment_(std::move(segment)),
        own_(std::move(own)),
        file_(segment_ ? segment_->file() : *own_),
        secret_(secret),
        begin_(std::move(begin)) {}

  const Object& object() const override { return object_; }

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= object_.size_bytes || out.empty()) return 0;
    out = out.first(std::min<std::uint64_t>(out.size(), object_.size_bytes - offset));
    std::unique_ptr<Lane> lane = take_lane(offset / kChunkBytes);
    for (std::size_t done = 0; done < out.size();) {
      done += read_some(*lane, offset + done, out.subspan(done));
    }
    give_back(std::move(lane));
    return out.size();
  }

 private:
  // What one thread needs to read; the last chunk opened stays in it.
  struct Lane {
    Lane(const BodySecret& secret, std::int64_t body) : cipher(secret, body) {}
    ChunkCipher cipher;
    std::unique_ptr<std::byte[]> sealed;  // of one chunk: so it stays in the processor's cache
    std::vector<std::byte> plain;
    std::optional<std::uint64_t> plain_chunk;
  };

  std::unique_ptr<Lane> take_lane(std::uint64_t chunk) {
    {
      std::lock_guard lock(mutex_);
      auto found = std::find_if(idle_.begin(), idle_.end(),
                                [&](const auto& lane) { return lane->plain_chunk == chunk; });
      if (found == idle_.end() && !idle_.empty()) found = idle_.begin();
      if (found != idle_.end()) {
        auto lane = std::move(*found);
        idle_.erase(found);
        return lane;
      }
    }
    return std::make_unique<Lane>(secret_, object_.body);
  }

  void give_back(std::unique_ptr<Lane> lane) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(lane));
  }

  std::size_t plain_bytes(std::uint64_t chunk) const {
    return std::min<std::uint64_t>(kChunkBytes, object_.size_bytes - chunk * kChunkBytes);
  }

  // A whole chunk goes straight to `out`; a part of one is taken from the lane's last chunk.
  std::size_t read_some(Lane& lane, std::uint64_t offset, std::span<std::byte> out) {
    const std::uint64_t chunk = offset / kChunkBytes;
    const std::size_t skip = offset % kChunkBytes;
    const std::size_t whole = plain_bytes(chunk);
    if (skip == 0 && out.size() >= whole && lane.plain_chunk != chunk) {
      read_chunk(lane, chunk, out.first(whole));
      return whole;
    }
    if (lane.plain_chunk != chunk) {
      lane.plain_chunk.reset();
      lane.plain.resize(whole);
      read_chunk(lane, chunk, lane.plain);
      lane.plain_chunk = chunk;
    }
    const std::size_t taken = std::min(out.size(), lane.plain.size() - skip);
    std::memcpy(out.data(), lane.plain.data() + skip, taken);
    return taken;
  }

  void read_chunk(Lane& lane, std::uint64_t chunk, std::span<std::byte> plain) {
    const bool is_last = chunk + 1 == chunk_count(object_.size_bytes);
    const auto sealed = read_sealed(lane, chunk, plain.size() + kTagBytes);
    if (!lane.cipher.open(chunk, is_last, sealed, plain)) {
      throw damaged(chunk, "does not match its checksum");
    }
  }

  std::span<const std::byte> read_sealed(Lane& lane, std::uint64_t chunk, std::size_t bytes) {
    if (chunk == 0 && begin_.size() == kBodyHeaderBytes + bytes) {
      return std::span(begin_).subspan(kBodyHeaderBytes);
    }
    if (!lane.sealed) lane.sealed = std::make_unique_for_overwrite<std::byte[]>(kSealedChunkBytes);
    const std::span sealed(lane.sealed.get(), bytes);
    const std::uint64_t at = object_.place.offset + kBodyHeaderBytes + chunk * kSealedChunkBytes;
    if (file_.read_at(at, sealed) != sealed.size()) throw damaged(chunk, "is cut off");
    return sealed;
  }

  Error damaged(std::uint64_t chunk, std::string_view what) const {
    return Error(ErrorKind::corrupt, "CorruptObject",
                 fmt::format("s3://{}/{} is damaged: its stored chunk {} of {} {}", object_.bucket,
                             object_.key, chunk + 1, chunk_count(object_.size_bytes), what));
  }

  Object object_;
  std::shared_ptr<Segment> segment_;  // shared with the log: keeps the file from going
  std::unique_ptr<File> own_;
  File& file_;
  BodySecret secret_;
  std::vector<std::byte> begin_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Lane>> idle_;
};

// Reads one after another.
class StreamedObject final : public Reader {
 public:
  StreamedObject(std::unique_ptr<ObjectReader> object, std::uint64_t offset,
                 std::uint64_t size_bytes)
      : object_(std::move(object)), offset_(offset), rest_bytes_(size_bytes) {}

  std::size_t read(std::span<std::byte> out) override {
    out = out.first(std::min<std::uint64_t>(out.size(), rest_bytes_));
    const std::size_t bytes = object_->read_at(offset_, out);
    offset_ += bytes;
    rest_bytes_ -= bytes;
    return bytes;
  }

 private:
  std::unique_ptr<ObjectReader> object_;
  std::uint64_t offset_;
  std::uint64_t rest_bytes_;
};

}  // namespace

std::unique_ptr<ObjectReader> BodyStore::reader(const Object& object,
                                                const std::optional<DataKey>& key) {
  std::shared_ptr<Segment> segment;
  std::unique_ptr<File> own;
  if (object.place.segment != 0) {
    segment = log_.find(object.place.segment);
    if (!segment) return nullptr;
  } else {
    try {
      own = own_files_.open(object.body);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::not_found) return nullptr;
      throw;
    }
  }
  BodyHeader header;
  File& file = segment ? segment->file() : *own;
  // A body of one chunk is read at once.
  const auto whole_bytes = stored_bytes(object.size_bytes);
  std::vector<std::byte> begin(object.size_bytes <= kChunkBytes ? whole_bytes : header.size());
  begin.resize(file.read_at(object.place.offset, begin));
  std::optional<BodySecret> secret;
  if (begin.size() >= header.size()) {
    std::copy_n(begin.begin(), header.size(), header.begin());
    secret = master_key_.read_header(header, object.body,
                                     format_of(object.properties.encryption), key);
  }
  if (!secret) {
    throw Error(ErrorKind::corrupt, "CorruptObject",
                fmt::format("s3://{}/{} is damaged: its stored header is not the one written",
                            object.bucket, object.key));
  }
  return std::make_unique<ChunkedObjectReader>(object, std::move(segment), std::move(own), *secret,
                                               std::move(begin));
}

std::unique_ptr<Reader> stream(std::unique_ptr<ObjectReader> object) {
  const std::uint64_t size_bytes = object->object().size_bytes;
  return stream(std::move(object), 0, size_bytes);
}

std::unique_ptr<Reader> stream(std::unique_ptr<ObjectReader> object, std::uint64_t offset,
                               std::uint64_t size_bytes) {
  return std::make_unique<StreamedObject>(std::move(object), offset, size_bytes);
}

}  // namespace sluice::store
