// One backup: the database as of a moment, then the bodies that it refers to.
#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "meta/database_copy.h"
#include "store/backup/body_list.h"
#include "store/backup/stored_body.h"
#include "store/backup/target.h"
#include "store/lake/whole_file.h"
#include "store/store_parts.h"

namespace sluice::store {
namespace {

constexpr std::size_t kDatabaseBlockBytes = 256 * 1024;
// A segment that is appended to grows by a piece a backup: with more it is copied as one again.
constexpr std::size_t kPiecesMax = 64;
constexpr std::size_t kNamedMax = 1'000;

class Making {
 public:
  Making(StoreParts& parts, BackupTarget& target, const BackupSource& source,
         const BackupOptions& options)
      : parts_(parts), target_(target), source_(source), options_(options), index_(target.blobs()) {
    read_previous();
  }

  BackupResult run() {
    // From before the moment: what the database refers to then stays until it is copied.
    const BodyHold hold(parts_);
    const auto copy = parts_.database.copy(source_.scratch, [this] { go_on(); });
    connection_ = &copy->connection();
    result_.backup.taken = parts_.clock.now();
    result_.backup.objects = count_objects(*connection_);
    add_database(*target_.files().open(copy->path(), OpenMode::read));
    for (const std::int64_t segment : live_segments(*connection_))
      add_segment(segment);
    add_own_bodies(EntryKind::object);
    add_own_bodies(EntryKind::part);
    finish();
    return std::move(result_);
  }

 private:
  // Of the newest backup that can be read: what it says is spared the copying.
  void read_previous() {
    const auto names = target_.names();
    if (names.empty()) return;
    try {
      const Manifest newest = target_.manifest(names.back());
      previous_.emplace(target_.blobs(), target_.files(), newest.index);
    } catch (const Error& error) {
      // Without it everything is compared again, and only what is not there is written.
      if (error.kind() != ErrorKind::corrupt) throw;
    }
  }

  void go_on(std::uint64_t read_bytes = 0) {
    read_bytes_ += read_bytes;
    if (options_.progress) options_.progress(read_bytes_);
  }

  void add_database(File& file) {
    std::vector<std::byte> block(kDatabaseBlockBytes);
    for (std::uint64_t at = 0;; at += block.size()) {
      const std::size_t bytes = file.read_at(at, block);
      if (bytes == 0) return;
      add_entry(
          {.kind = EntryKind::database, .from = at, .blob = keep(std::span(block).first(bytes))});
      go_on(bytes);
    }
  }

  // Written only when the target does not have it.
  Blob keep(std::span<const std::byte> content) {
    const Blob blob{.name = sha256_hex(text_of(content)), .bytes = content.size()};
    if (target_.blobs().contains(blob.name)) return blob;
    BlobWriter writer(target_.blobs());
    writer.write(content);
    return count(writer.finish());
  }

  Blob count(const BlobWriter::Added& added) {
    if (added.is_new) {
      ++result_.copied_files;
      result_.copied_bytes += added.blob.bytes;
    }
    return added.blob;
  }

  void add_entry(const IndexEntry& entry) {
    index_.add(entry);
    result_.backup.bytes += entry.blob.bytes;
  }

  void add_segment(std::int64_t id) {
    const std::shared_ptr<Segment> segment = parts_.bodies.log().find(id);
    if (!segment) {
      check_bodies(id, 0, nullptr);
      return;
    }
    const std::uint64_t end = parts_.bodies.log().settled_bytes(*segment);
    const std::string identity = segment_identity(segment->file());
    std::uint64_t from = 0;
    for (const IndexEntry& piece : pieces_before(id, identity, end)) {
      add_entry(piece);
      from += piece.blob.bytes;
    }
    if (from == end) return;
    BlobWriter writer(target_.blobs());
    copy_range(segment->file(), from, end - from, writer);
    go_on(writer.size_bytes());
    const bool is_whole = check_bodies(id, from, &writer.file());
    const Blob blob = count(writer.finish());
    add_entry({.kind = EntryKind::segment,
               .id = id,
               .identity = identity,
               .from = from,
               .blob = blob,
               .is_damaged = !is_whole});
  }

  // What the previous backup has of the segment, from its beginning: it was not written since.
  std::vector<IndexEntry> pieces_before(std::int64_t id, const std::string& identity,
                                        std::uint64_t end) {
    std::vector<IndexEntry> pieces;
    if (!previous_) return pieces;
    previous_->skip_to(EntryKind::segment, id);
    std::uint64_t from = 0;
    bool is_usable = !identity.empty();
    while (previous_->peek() && previous_->peek()->is_of(EntryKind::segment, id)) {
      pieces.push_back(previous_->take());
      const IndexEntry& piece = pieces.back();
      is_usable = is_usable && piece.identity == identity && piece.from == from &&
                  !piece.is_damaged && target_.blobs().contains(piece.blob.name);
      from += piece.blob.bytes;
    }
    is_usable = is_usable && from <= end && (pieces.size() < kPiecesMax || from == end);
    if (!is_usable) pieces.clear();
    return pieces;
  }

  // The bodies of a segment from an offset on, in the file that begins there; null: all are gone.
  bool check_bodies(std::int64_t segment, std::uint64_t from, File* file) {
    bool is_whole = true;
    std::optional<std::uint64_t> checked;
    BodyState state = BodyState::damaged;
    for_each_body_in(*connection_, segment, from, [&](const ListedBody& body) {
      if (file != nullptr && checked != body.offset) {
        state = check(*file, body.offset - from, body);
        checked = body.offset;
      }
      if (state != BodyState::damaged) return;
      is_whole = false;
      report(body, file != nullptr ? "its stored bytes are damaged" : "its segment is not there");
    });
    return is_whole;
  }

  BodyState check(File& file, std::uint64_t offset, const ListedBody& body) {
    go_on();
    const BodyState state =
        check_body(file, offset, body.body, body.size_bytes, parts_.bodies.master_key());
    ++result_.copied_bodies;
    if (state == BodyState::unchecked) ++result_.unchecked_bodies;
    return state;
  }

  void add_own_bodies(EntryKind kind) {
    std::int64_t last = 0;
    std::string damage;
    for_each_own_body(*connection_, kind, [&](const ListedBody& body) {
      if (body.body != last) damage = add_own_body(kind, body);
      last = body.body;
      if (!damage.empty()) report(body, damage);
    });
  }

  // What is wrong with it; empty when nothing is.
  std::string add_own_body(EntryKind kind, const ListedBody& body) {
    std::unique_ptr<File> file;
    try {
      file = parts_.bodies.own_files().open(body.body);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::not_found && error.kind() != ErrorKind::io) throw;
      return error.message();
    }
    IndexEntry entry{.kind = kind, .id = body.body, .identity = identity_of(*file, body)};
    if (const auto same = body_before(entry)) {
      add_entry(*same);
      return "";
    }
    BlobWriter writer(target_.blobs());
    copy_range(*file, 0, stored_bytes(body.size_bytes), writer);
    go_on(writer.size_bytes());
    entry.is_damaged = check(writer.file(), 0, body) == BodyState::damaged;
    entry.blob = count(writer.finish());
    add_entry(entry);
    return entry.is_damaged ? "its stored bytes are damaged" : "";
  }

  // The header has the wrapped key, which no other body has; a plain body is what its row says.
  static std::string identity_of(File& file, const ListedBody& body) {
    BodyHeader header{};
    std::size_t bytes = 0;
    try {
      bytes = file.read_at(0, header);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::io) throw;
    }
    Sha256 digest;
    digest.update(std::span(header).first(bytes));
    digest.update(body.content);
    return digest.finish_hex();
  }

  std::optional<IndexEntry> body_before(const IndexEntry& wanted) {
    if (!previous_) return std::nullopt;
    previous_->skip_to(wanted.kind, wanted.id);
    if (!previous_->peek() || !previous_->peek()->is_of(wanted.kind, wanted.id)) {
      return std::nullopt;
    }
    IndexEntry same = previous_->take();
    const bool is_usable = same.identity == wanted.identity && !same.is_damaged &&
                           target_.blobs().contains(same.blob.name);
    return is_usable ? std::optional(std::move(same)) : std::nullopt;
  }

  void report(const ListedBody& body, const std::string& message) {
    ++result_.backup.damaged;
    if (result_.damaged.size() == kNamedMax) return;
    result_.damaged.push_back({.bucket = BucketName(body.bucket),
                               .key = ObjectKey(body.key),
                               .version = VersionId(body.version),
                               .message = message});
  }

  void finish() {
    result_.backup.name = target_.next_name(result_.backup.taken);
    const auto index = index_.finish();
    target_.add({.info = result_.backup, .lake_text = source_.lake_text, .index = index.blob});
    if (options_.keep > 0) result_.removed = target_.prune(options_.keep);
  }

  StoreParts& parts_;
  BackupTarget& target_;
  const BackupSource& source_;
  const BackupOptions& options_;
  IndexWriter index_;
  std::optional<IndexReader> previous_;
  meta::Connection* connection_ = nullptr;  // to the copy of the database
  std::uint64_t read_bytes_ = 0;
  BackupResult result_;
};

}  // namespace

BodyHold::BodyHold(StoreParts& parts) : parts_(parts) {
  // Waits for a collection that is under way.
  const std::lock_guard lock(parts_.collecting);
  if (parts_.is_backing_up) {
    throw Error(ErrorKind::conflict, "BackupRunning", "another backup of the lake is under way");
  }
  parts_.is_backing_up = true;
}

BodyHold::~BodyHold() {
  const std::lock_guard lock(parts_.collecting);
  parts_.is_backing_up = false;
}

BackupResult Store::back_up(Files& files, const BackupSource& source,
                            const BackupOptions& options) {
  BackupTarget target(files, options.target);
  target.prepare(source.lake_id);
  return Making(*parts_, target, source, options).run();
}

}  // namespace sluice::store
