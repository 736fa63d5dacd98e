#include "store/uploads.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "store/rows/body_rows.h"
#include "store/rows/guards.h"
#include "store/rows/object_codec.h"
#include "store/store_parts.h"
#include "store/uploads/upload_rows.h"

namespace sluice::store {
namespace {

constexpr int kPagePartsMax = 1'000;

std::int64_t micros(Timestamp time) {
  return time.time_since_epoch().count();
}

// Ascending with time: uploads of one key are listed in the order in which they began.
UploadId new_upload_id(Timestamp now, Random& random) {
  std::array<std::byte, 16> bytes;
  random.fill(bytes);
  return UploadId(fmt::format("{:016x}{}", micros(now), to_hex(bytes)));
}

void insert_part(meta::Transaction& transaction, std::int64_t body, const UploadPart& part,
                 const StagedObject& staged) {
  auto statement = transaction.prepare(
      "INSERT INTO parts(body, number, size_bytes, etag, sha256, checksum, modified, content,"
      " segment, offset) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  statement.bind(1, body).bind(2, part.number);
  statement.bind(3, static_cast<std::int64_t>(part.size_bytes)).bind(4, part.etag);
  const std::string sha256 = from_hex(part.sha256).value_or("");
  statement.bind_blob(5, bytes_of(sha256)).bind_optional(6, checksum_text(part.checksum));
  statement.bind(7, micros(part.last_modified)).bind(8, staged.body);
  statement.bind(9, staged.place.segment);
  statement.bind(10, static_cast<std::int64_t>(staged.place.offset)).run();
  count_live_bytes(transaction, staged.place.segment,
                   static_cast<std::int64_t>(stored_bytes(part.size_bytes)));
}

}  // namespace

Upload Uploads::create(meta::Transaction& transaction, const BucketName& name, const ObjectKey& key,
                       const UploadOptions& options) {
  parts_.writes.require_published_at_once(transaction, "beginning an upload");
  const BucketRow bucket = bucket_row(transaction, transaction.now(), name);
  const Timestamp now = parts_.clock.now();
  retention_for(bucket.bucket, options.object.properties, now);  // refuses it here already
  Upload upload{.bucket = name,
                .key = key,
                .id = new_upload_id(now, parts_.random),
                .created = now,
                .options = options,
                .body = parts_.bodies.next_body()};
  const BodyKind kind = options.body_kind.value_or(bucket.bucket.body_kind);
  note_body_kind(kind, upload.options.object.properties.encryption);
  auto statement = transaction.prepare(
      "INSERT INTO uploads(body, bucket, key, id, created, options)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
  statement.bind(1, upload.body).bind(2, bucket.id).bind(3, key.text()).bind(4, upload.id.text());
  statement.bind(5, micros(now)).bind(6, upload_options_text(upload.options)).run();
  return upload;
}

Upload Uploads::head(const BucketName& bucket, const ObjectKey& key, const UploadId& id) const {
  return parts_.look_up(parts_.database.snapshot(), bucket,
                        [&](meta::Connection& connection, const BucketRow& row) {
                          return upload_row(connection, row, key, id);
                        });
}

std::unique_ptr<BodyWriter> Uploads::stage_part(const Upload& upload,
                                                const std::optional<DataKey>& key) {
  StagedObject staged{.bucket = upload.bucket, .key = upload.key, .options = {}};
  staged.options.properties.encryption = upload.options.object.properties.encryption;
  return parts_.bodies.writer(std::move(staged), key);
}

UploadPart Uploads::add_part(meta::Transaction& transaction, const Upload& upload, int number,
                             const StagedObject& staged) {
  parts_.writes.require_published_at_once(transaction, "adding a part");
  if (number < 1 || number > kPartNumberMax) {
    throw Error(ErrorKind::invalid, "InvalidArgument",
                fmt::format("a part's number is 1 to {}, not {}", kPartNumberMax, number));
  }
  const BucketRow bucket = bucket_row(transaction, transaction.now(), upload.bucket);
  upload_row(transaction, bucket, upload.key, upload.id);
  const auto before = part_rows(transaction, upload.body, number - 1, 1);
  if (!before.empty() && before.front().part.number == number) {
    delete_part(transaction, upload.body, before.front());
  }
  UploadPart part{.number = number,
                  .size_bytes = staged.size_bytes,
                  .etag = staged.etag,
                  .sha256 = staged.sha256,
                  .last_modified = parts_.clock.now(),
                  .checksum = staged.options.checksum};
  make_durable_with(transaction, staged);
  insert_part(transaction, upload.body, part, staged);
  return part;
}

PartPage Uploads::parts(const Upload& upload, int after, int max_parts) const {
  PartPage page;
  const int size_max = std::min(max_parts, kPagePartsMax);
  if (size_max <= 0) return page;
  auto rows = parts_.look_up(parts_.database.snapshot(), upload.bucket,
                             [&](meta::Connection& connection, const BucketRow& bucket) {
                               upload_row(connection, bucket, upload.key, upload.id);
                               return part_rows(connection, upload.body, after, size_max + 1);
                             });
  if (std::ssize(rows) > size_max) {
    rows.pop_back();
    page.next_after = rows.back().part.number;
  }
  for (PartRow& row : rows)
    page.parts.push_back(std::move(row.part));
  return page;
}

UploadPage Uploads::list(const BucketName& bucket, const UploadListOptions& options) const {
  return parts_.look_up(parts_.database.snapshot(), bucket,
                        [&](meta::Connection& connection, const BucketRow& row) {
                          return list_uploads(connection, row, options);
                        });
}

void Uploads::abort(meta::Transaction& transaction, const BucketName& name, const ObjectKey& key,
                    const UploadId& id) {
  parts_.writes.require_published_at_once(transaction, "aborting an upload");
  const BucketRow bucket = bucket_row(transaction, transaction.now(), name);
  delete_upload(transaction, upload_row(transaction, bucket, key, id).body);
}

}  // namespace sluice::store
