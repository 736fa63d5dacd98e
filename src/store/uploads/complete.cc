// Completing an upload: its parts become an object's body where they lie.
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "store/rows/object_codec.h"
#include "store/store_parts.h"
#include "store/uploads.h"
#include "store/uploads/upload_rows.h"

namespace sluice::store {
namespace {

Error invalid(std::string code, std::string message) {
  return Error(ErrorKind::invalid, std::move(code), std::move(message));
}

// Tells a repeated request from another one.
std::string digest_of(std::span<const NamedPart> parts) {
  Sha256 digest;
  for (const NamedPart& part : parts)
    digest.update(fmt::format("{}:{};", part.number, part.etag));
  return digest.finish();
}

// What the repeated request is answered; absent when this upload was not finished that way.
std::optional<Object> finished_before(meta::Connection& connection, const BucketRow& bucket,
                                      const ObjectKey& key, const UploadId& id,
                                      const std::string& digest) {
  auto statement = connection.prepare(
      "SELECT answer FROM finished_uploads WHERE id = ?1 AND bucket = ?2 AND key = ?3 AND"
      " parts = ?4");
  statement.bind(1, id.text()).bind(2, bucket.id).bind(3, key.text());
  statement.bind_blob(4, bytes_of(digest));
  if (!statement.step()) return std::nullopt;
  Object object = finished_in(statement.text(0));
  object.bucket = bucket.bucket.name;
  object.key = key;
  return object;
}

void check_order(std::span<const NamedPart> parts) {
  if (parts.empty()) throw invalid("MalformedXML", "an upload is completed with one part or more");
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i - 1].number < parts[i].number) continue;
    throw invalid("InvalidPartOrder", "parts are named in ascending order of their numbers");
  }
}

// Those of `rows` that are named; both ascend.
std::vector<PartRow> choose(std::span<const NamedPart> parts, std::vector<PartRow> rows) {
  std::vector<PartRow> chosen;
  for (PartRow& row : rows) {
    const std::size_t next = chosen.size();
    if (next == parts.size() || parts[next].number != row.part.number) continue;
    const NamedPart& named = parts[next];
    const bool is_it =
        named.etag == row.part.etag && (!named.checksum || named.checksum == row.part.checksum);
    if (!is_it) {
      throw invalid("InvalidPart", fmt::format("part {} is not the one that was uploaded under"
                                               " that number: its ETag or checksum differs",
                                               named.number));
    }
    chosen.push_back(std::move(row));
  }
  if (chosen.size() < parts.size()) {
    throw invalid("InvalidPart", "one or more of the parts were not uploaded");
  }
  return chosen;
}

void check_sizes(const std::vector<PartRow>& parts, const std::optional<std::uint64_t>& wanted,
                 std::uint64_t part_bytes_min) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const UploadPart& part = parts[i].part;
    total += part.size_bytes;
    if (i + 1 == parts.size() || part.size_bytes >= part_bytes_min) continue;
    throw invalid("EntityTooSmall",
                  fmt::format("part {} has {} bytes; all but the last have at least {}",
                              part.number, part.size_bytes, part_bytes_min));
  }
  if (!wanted || *wanted == total) return;
  throw invalid("InvalidRequest",
                fmt::format("the parts have {} bytes together, not {}", total, *wanted));
}

StagedObject composed(const Upload& upload, const std::vector<PartRow>& parts) {
  StagedObject staged{.bucket = upload.bucket,
                      .key = upload.key,
                      .options = upload.options.object,
                      .body = upload.body,
                      .place = {.segment = kComposedSegment},
                      .part_count = static_cast<int>(parts.size())};
  Md5 md5;
  Sha256 sha256;
  for (const PartRow& row : parts) {
    staged.size_bytes += row.part.size_bytes;
    md5.update(from_hex(row.part.etag).value_or(row.part.etag));
    sha256.update(fmt::format("{} {};", row.part.size_bytes, row.part.sha256));
  }
  staged.etag = fmt::format("{}-{}", md5.finish_hex(), parts.size());
  staged.sha256 = sha256.finish_hex();
  return staged;
}

void remember(meta::Transaction& transaction, const BucketRow& bucket, const Upload& upload,
              const std::string& digest, const Object& object) {
  auto statement = transaction.prepare(
      "INSERT OR REPLACE INTO finished_uploads(id, bucket, key, finished, parts, answer)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
  statement.bind(1, upload.id.text()).bind(2, bucket.id).bind(3, upload.key.text());
  statement.bind(4, std::int64_t{object.last_modified.time_since_epoch().count()});
  statement.bind_blob(5, bytes_of(digest)).bind(6, finished_text(object)).run();
}

}  // namespace

Object Uploads::complete(meta::Transaction& transaction, const BucketName& name,
                         const ObjectKey& key, const UploadId& id, std::span<const NamedPart> parts,
                         const CompleteOptions& options) {
  parts_.writes.require_published_at_once(transaction, "completing an upload");
  const BucketRow bucket = bucket_row(transaction, transaction.now(), name);
  const std::string digest = digest_of(parts);
  if (auto object = finished_before(transaction, bucket, key, id, digest)) return *object;
  const Upload upload = upload_row(transaction, bucket, key, id);
  check_order(parts);
  auto rows = part_rows(transaction, upload.body, 0, kPartNumberMax);
  const bool has_surplus = rows.size() > parts.size();
  const std::vector<PartRow> chosen = choose(parts, std::move(rows));
  check_sizes(chosen, options.size_bytes, parts_.options.part_bytes_min);
  StagedObject staged = composed(upload, chosen);
  staged.options.checksum = options.checksum;
  Object object = parts_.writes.add(transaction, staged,
                                    {.conditions = options.conditions, .cause = options.cause});
  write_composition(transaction, upload.body, chosen);
  if (has_surplus) {
    auto surplus = transaction.prepare("INSERT INTO surplus_parts(body) VALUES(?1)");
    surplus.bind(1, upload.body).run();
  }
  transaction.prepare("DELETE FROM uploads WHERE body = ?1").bind(1, upload.body).run();
  remember(transaction, bucket, upload, digest, object);
  return object;
}

}  // namespace sluice::store
