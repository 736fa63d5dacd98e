#include "store/backup/blobs.h"

#include "base/error.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

Error damaged(const std::string& path, std::string_view what) {
  return Error(ErrorKind::corrupt, "DamagedBackup",
               fmt::format("{} {}: the backups that consist of it cannot be restored", path, what));
}

}  // namespace

void Blobs::prepare() {
  create_durable_directory(files_, directory_);
  create_durable_directory(files_, unfinished());
  for (const std::string& name : files_.list(unfinished()))
    files_.remove(unfinished() + "/" + name);
}

std::string Blobs::path_of(const std::string& name) const {
  return fmt::format("{}/{}/{}", directory_, name.substr(0, 2), name);
}

void Blobs::read(const Blob& blob, const Sink& sink) {
  const std::string path = path_of(blob.name);
  if (!files_.exists(path)) throw damaged(path, "is not there");
  const auto file = files_.open(path, OpenMode::read);
  std::vector<std::byte> buffer(kReadBytes);
  Sha256 digest;
  std::uint64_t at = 0;
  while (true) {
    const std::size_t bytes = file->read_at(at, buffer);
    if (bytes == 0) break;
    const auto piece = std::span(buffer).first(bytes);
    digest.update(piece);
    at += bytes;
    if (at > blob.bytes) break;
    sink(piece);
  }
  if (at != blob.bytes || digest.finish_hex() != blob.name) {
    throw damaged(path, "is damaged: it does not match its name");
  }
}

void Blobs::sync() {
  for (const std::string& folder : touched_)
    files_.sync_directory(folder);
  touched_.clear();
}

void Blobs::for_each_folder(const std::function<void(const std::vector<std::string>&)>& visit) {
  for (const std::string& name : files_.list(directory_)) {
    if (name.size() == 2) visit(files_.list(directory_ + "/" + name));
  }
}

BlobWriter::BlobWriter(Blobs& blobs)
    : blobs_(blobs),
      path_(fmt::format("{}/{}", blobs.unfinished(), ++blobs.writers_)),
      file_(blobs.files_.open(path_, OpenMode::create_new)) {}

BlobWriter::~BlobWriter() {
  if (!file_) return;
  file_.reset();
  try {
    blobs_.files_.remove(path_);
  } catch (const Error&) {
    // The next backup's prepare() removes it.
  }
}

void BlobWriter::write(std::span<const std::byte> data) {
  file_->write_at(size_bytes_, data);
  digest_.update(data);
  size_bytes_ += data.size();
}

BlobWriter::Added BlobWriter::finish() {
  Added added{.blob = {.name = digest_.finish_hex(), .bytes = size_bytes_}};
  const std::string path = blobs_.path_of(added.blob.name);
  if (blobs_.files_.exists(path)) return added;
  const std::string folder = parent_directory(path);
  if (blobs_.made_.insert(folder).second) create_durable_directory(blobs_.files_, folder);
  file_->sync();
  blobs_.files_.rename(path_, path);
  file_.reset();
  blobs_.touched_.insert(folder);
  added.is_new = true;
  return added;
}

}  // namespace sluice::store
