// A lake made of a backup. lake.json comes last: until then the folder is no lake.
#include "store/backup/restore.h"

#include "base/error.h"
#include "store/backup/index.h"
#include "store/bodies/own_files.h"
#include "store/bodies/segment_log.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

constexpr std::string_view kMark = "restoring";  // from the first step to the last but one

class Restoring {
 public:
  Restoring(Files& files, Random& random, BackupTarget& target, const RestoreOptions& options)
      : files_(files),
        random_(random),
        target_(target),
        options_(options),
        directory_(options.directory) {}

  BackupInfo run() {
    const Manifest manifest = target_.manifest(target_.find(options_.at));
    IndexReader entries(target_.blobs(), files_, manifest.index);
    begin();
    OwnFiles bodies(files_, directory_ + "/bodies/files");
    while (entries.peek())
      restore(entries.take(), bodies);
    end_file();
    finish(manifest, bodies);
    return manifest.info;
  }

 private:
  std::string segments() const { return directory_ + "/bodies/segments"; }
  std::string mark() const { return fmt::format("{}/{}", directory_, kMark); }

  // An interrupted restore left its mark: what it wrote goes.
  void begin() {
    if (!files_.exists(mark())) {
      write_whole_file(files_, mark(), "`sluice restore` begins this folder anew\n");
    }
    files_.remove(directory_ + "/meta.db");
    create_durable_directory(files_, segments());
    remove_files_in(segments());
    OwnFiles bodies(files_, directory_ + "/bodies/files");
    for (const std::string& shard : bodies.shards())
      remove_files_in(shard);
  }

  void remove_files_in(const std::string& folder) {
    for (const std::string& name : files_.list(folder))
      files_.remove(folder + "/" + name);
  }

  void restore(const IndexEntry& entry, OwnFiles& bodies) {
    if (entry.kind != last_.kind || entry.id != last_.id || !file_) {
      end_file();
      file_ = open(entry, bodies);
      last_ = entry;
    }
    std::uint64_t at = entry.from;
    target_.blobs().read(entry.blob, [&](std::span<const std::byte> piece) {
      file_->write_at(at, piece);
      at += piece.size();
      read_bytes_ += piece.size();
      if (options_.progress) options_.progress(read_bytes_);
    });
  }

  std::unique_ptr<File> open(const IndexEntry& entry, OwnFiles& bodies) {
    if (entry.kind == EntryKind::database) {
      return files_.open(directory_ + "/meta.db", OpenMode::create_new);
    }
    if (entry.kind != EntryKind::segment) return bodies.create(entry.id);
    newest_segment_ = entry.id;
    return files_.open(segment_path(segments(), entry.id), OpenMode::create_new);
  }

  void end_file() {
    if (file_) file_->sync();
    file_.reset();
  }

  void finish(const Manifest& manifest, OwnFiles& bodies) {
    // The restored lake and the old one go on differently, so neither goes on in a segment of both.
    const std::int64_t next = newest_segment_ + 1;
    create_segment(files_, segment_path(segments(), next), next, random_);
    for (const std::string& shard : bodies.shards())
      files_.sync_directory(shard);
    files_.sync_directory(segments());
    files_.sync_directory(directory_);
    write_whole_file(files_, directory_ + "/lake.json", manifest.lake_text);
    files_.remove(mark());
    files_.sync_directory(directory_);
  }

  Files& files_;
  Random& random_;
  BackupTarget& target_;
  const RestoreOptions& options_;
  const std::string& directory_;
  IndexEntry last_;
  std::unique_ptr<File> file_;  // of last_
  std::int64_t newest_segment_ = 0;
  std::uint64_t read_bytes_ = 0;
};

bool is_free(Files& files, const std::string& directory) {
  if (files.exists(directory + "/lake.json")) return false;
  const auto names = files.list(directory);
  const auto is_known = [](const std::string& name) { return name == "lock"; };
  return std::find(names.begin(), names.end(), kMark) != names.end() ||
         std::all_of(names.begin(), names.end(), is_known);
}

}  // namespace

void prepare_restore(Files& files, const std::string& directory) {
  if (!files.exists(directory)) {
    create_durable_directory(files, directory);
    return;
  }
  if (is_free(files, directory)) return;
  throw Error(ErrorKind::conflict, "FolderNotEmpty",
              fmt::format("{} is not empty: name a new or empty folder with --lake", directory));
}

BackupInfo restore_files(Files& files, Random& random, BackupTarget& target,
                         const RestoreOptions& options) {
  return Restoring(files, random, target, options).run();
}

}  // namespace sluice::store
