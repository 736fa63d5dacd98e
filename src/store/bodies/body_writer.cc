// Streams a body in: hashed, sealed chunk by chunk, and kept small in memory whatever its size.
#include "base/digest.h"
#include "base/error.h"
#include "store/bodies/body_store.h"

namespace sluice::store {
namespace {

// Sealed and written together once a body has a file of its own.
constexpr std::size_t kBatchChunks = 4;
constexpr std::size_t kBatchBytes = kBatchChunks * kChunkBytes;

class StreamingBodyWriter final : public BodyWriter {
 public:
  StreamingBodyWriter(BodyStore& bodies, StagedObject staged, const std::optional<DataKey>& outer)
      : bodies_(bodies),
        staged_(std::move(staged)),
        outer_(outer),
        secret_(new_secret(bodies, format_of(staged_.options.properties.encryption))),
        cipher_(secret_, staged_.body) {}

  ~StreamingBodyWriter() override {
    if (!file_) return;
    file_.reset();
    try {
      bodies_.own_files().remove(staged_.body);
    } catch (const Error&) {
      // The collector removes what has no row.
    }
    bodies_.staged_files()->ended(staged_.body);
  }

  void write(std::span<const std::byte> data) override {
    md5_.update(data);
    sha256_.update(data);
    staged_.size_bytes += data.size();
    if (!file_ && staged_.size_bytes > kSmallBodyBytesMax) begin_own_file();
    if (file_) {
      write_own(data);
    } else {
      buffer_.insert(buffer_.end(), data.begin(), data.end());
    }
  }

  StagedObject finish() override {
    staged_.etag = md5_.finish_hex();
    staged_.sha256 = sha256_.finish_hex();
    if (file_) {
      finish_own();
    } else {
      finish_small();
    }
    return std::move(staged_);
  }

 private:
  static BodySecret new_secret(BodyStore& bodies, BodyFormat format) {
    if (format == BodyFormat::plain) return {.format = format};
    return {.format = format, .key = make_data_key(bodies.random())};
  }

  BodyHeader header() const {
    return bodies_.master_key().header(secret_, staged_.body, outer_, bodies_.random());
  }

  void begin_own_file() {
    while (!file_) {
      bodies_.staged_files()->began(staged_.body);
      try {
        file_ = bodies_.own_files().create(staged_.body);
      } catch (const Error& error) {
        bodies_.staged_files()->ended(staged_.body);
        if (error.kind() != ErrorKind::conflict) throw;
        // Left by a crash under a clock that was ahead of this one.
        staged_.body = bodies_.next_body();
        cipher_ = ChunkCipher(secret_, staged_.body);
      }
    }
    file_->write_at(0, header());
    written_ = kBodyHeaderBytes;
    std::vector<std::byte> begun = std::exchange(buffer_, {});
    buffer_.reserve(kBatchBytes);
    sealed_.resize(kBatchChunks * kSealedChunkBytes);
    write_own(begun);
  }

  // Keeps at least one byte back: only finish() knows which chunk is the last.
  void write_own(std::span<const std::byte> data) {
    while (buffer_.size() + data.size() > kBatchBytes) {
      if (buffer_.empty()) {
        seal_batch(data.first(kBatchBytes), false);
        data = data.subspan(kBatchBytes);
        continue;
      }
      const std::size_t fitting = kBatchBytes - buffer_.size();
      buffer_.insert(buffer_.end(), data.begin(), data.begin() + fitting);
      data = data.subspan(fitting);
      if (data.empty()) return;
      seal_batch(buffer_, false);
      buffer_.clear();
    }
    buffer_.insert(buffer_.end(), data.begin(), data.end());
  }

  // At most kBatchBytes, whole chunks unless it is the end.
  void seal_batch(std::span<const std::byte> plain, bool is_end) {
    const std::size_t bytes = seal(plain, is_end, sealed_);
    file_->write_at(written_, std::span(sealed_).first(bytes));
    written_ += bytes;
  }

  std::size_t seal(std::span<const std::byte> plain, bool is_end, std::span<std::byte> out) {
    std::size_t bytes = 0;
    bool is_last = false;
    while (!is_last) {
      const std::size_t length = std::min(plain.size(), kChunkBytes);
      const bool is_rest = length == plain.size();
      cipher_.seal(next_chunk_++, is_rest && is_end, plain.first(length),
                   out.subspan(bytes, length + kTagBytes));
      bytes += length + kTagBytes;
      plain = plain.subspan(length);
      is_last = is_rest;
    }
    return bytes;
  }

  void finish_own() {
    seal_batch(buffer_, true);
    file_->sync();
    file_.reset();
    staged_.hold = std::make_shared<StagedBody>(bodies_.staged_files(), staged_.body, nullptr);
    bodies_.own_files().sync_entry(staged_.body);
  }

  void finish_small() {
    std::vector<std::byte> body(stored_bytes(staged_.size_bytes));
    const BodyHeader begin = header();
    std::memcpy(body.data(), begin.data(), begin.size());
    seal(buffer_, true, std::span(body).subspan(kBodyHeaderBytes));
    const SegmentPlace place = bodies_.log().append(body);
    staged_.place = {.segment = place.segment->id(), .offset = place.offset};
    staged_.hold =
        std::make_shared<StagedBody>(bodies_.staged_files(), staged_.body, place.segment);
  }

  BodyStore& bodies_;
  StagedObject staged_;
  std::optional<DataKey> outer_;
  BodySecret secret_;
  ChunkCipher cipher_;
  Md5 md5_;
  Sha256 sha256_;
  std::vector<std::byte> buffer_;
  std::vector<std::byte> sealed_;
  std::unique_ptr<File> file_;  // while a body too large for a segment is being written
  std::uint64_t written_ = 0;
  std::uint64_t next_chunk_ = 0;
};

}  // namespace

std::unique_ptr<BodyWriter> BodyStore::writer(StagedObject staged,
                                              const std::optional<DataKey>& key) {
  const bool is_keyed = format_of(staged.options.properties.encryption) == BodyFormat::keyed;
  if (is_keyed != key.has_value()) {
    throw std::logic_error("a body's key and its encryption do not go together");
  }
  staged.body = next_body();
  return std::make_unique<StreamingBodyWriter>(*this, std::move(staged), key);
}

}  // namespace sluice::store
