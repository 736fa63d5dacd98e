#include "engine/text/text_source.h"

#include "engine/text/decompress.h"

namespace sluice::engine {

namespace {

// An object from its beginning to its end, counting what was read.
class ObjectContent final : public Reader {
 public:
  ObjectContent(std::unique_ptr<store::ObjectReader> object, std::atomic<std::uint64_t>& read_bytes)
      : object_(std::move(object)), read_bytes_(read_bytes) {}

  std::size_t read(std::span<std::byte> out) override {
    const std::size_t size = object_->read_at(offset_, out);
    offset_ += size;
    read_bytes_.fetch_add(size, std::memory_order_relaxed);
    return size;
  }

 private:
  std::unique_ptr<store::ObjectReader> object_;
  std::atomic<std::uint64_t>& read_bytes_;
  std::uint64_t offset_ = 0;
};

}  // namespace

class TextSource::File {
 public:
  explicit File(std::size_t index) : index_(index) {}

  std::size_t index() const { return index_; }

 private:
  friend class TextSource;

  const std::size_t index_;
  std::mutex mutex_;  // the rest is behind it
  std::unique_ptr<RecordStream> stream_;
  std::size_t pieces_out_ = 0;
  bool is_at_end_ = false;
};

TextSource::TextSource(QueryState& query, const Scan& scan, const TextTable& table)
    : query_(query), scan_(scan), table_(table) {
  for (const ScanFile& file : scan.files)
    total_bytes_ += file.object.size_bytes;
}

TextSource::~TextSource() = default;

std::size_t TextSource::index(const Piece& piece) {
  return piece.file->index();
}

double TextSource::progress_percent() const {
  if (total_bytes_ == 0) return 100;
  return 100.0 * static_cast<double>(read_bytes_.load()) / static_cast<double>(total_bytes_);
}

TextSource::Piece TextSource::next(Piece last) {
  std::shared_ptr<File> file = std::move(last.file);
  bool has_piece = last.block != nullptr;
  while (true) {
    if (file == nullptr) file = choose(nullptr);
    if (file == nullptr) return {};
    {
      const std::lock_guard lock(file->mutex_);
      if (has_piece) --file->pieces_out_;
      has_piece = false;
      auto block = read(*file);
      if (block != nullptr) {
        ++file->pieces_out_;
        return {std::move(file), std::move(block)};
      }
      if (file->pieces_out_ == 0) query_.counter(scan_, file->index()).is_complete = true;
    }
    file = choose(file.get());
  }
}

// With the file's lock. Null at its end.
std::shared_ptr<const TextBlock> TextSource::read(File& file) {
  if (file.is_at_end_) return nullptr;
  try {
    if (file.stream_ == nullptr) {
      const std::string name = file_name(scan_, file.index());
      auto object = std::make_unique<ObjectContent>(query_.open(scan_, file.index()), read_bytes_);
      file.stream_ = std::make_unique<RecordStream>(open_content(std::move(object), name, name),
                                                    make_framer(table_), table_.limits, name);
    }
    auto block = file.stream_->next();
    if (block != nullptr) {
      query_.counter(scan_, file.index()).records += block->records.size();
      return block;
    }
  } catch (const Error& error) {
    query_.fail(error);
  }
  file.is_at_end_ = true;
  file.stream_.reset();
  return nullptr;
}

// A file that nobody has begun, else one to help with. `finished` has no more blocks.
std::shared_ptr<TextSource::File> TextSource::choose(const File* finished) {
  const std::lock_guard lock(mutex_);
  std::erase_if(open_, [&](const auto& file) { return file.get() == finished; });
  if (next_file_ < scan_.files.size()) {
    open_.push_back(std::make_shared<File>(next_file_++));
    return open_.back();
  }
  if (open_.empty()) return nullptr;
  std::rotate(open_.begin(), open_.begin() + 1, open_.end());
  return open_.back();
}

std::string file_name(const Scan& scan, std::size_t file) {
  const store::Object& object = scan.files[file].object;
  return fmt::format("s3://{}/{}", object.bucket, object.key);
}

}  // namespace sluice::engine
