#include "store/uploads/upload_rows.h"

#include <charconv>

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "store/listing/paging.h"
#include "store/rows/body_rows.h"
#include "store/rows/object_codec.h"
#include "store/rows/object_rows.h"

namespace sluice::store {
namespace {

constexpr std::string_view kUploadColumns = "body, key, id, created, options";
constexpr std::string_view kPartColumns =
    "number, size_bytes, etag, sha256, checksum, modified, content, segment, offset";

Upload upload_in(const meta::Statement& statement, const BucketRow& bucket) {
  return {.bucket = bucket.bucket.name,
          .key = ObjectKey(statement.text(1)),
          .id = UploadId(statement.text(2)),
          .created = timestamp_in(statement, 3),
          .options = upload_options_in(statement.text(4)),
          .body = statement.int64(0)};
}

PartRow part_in(const meta::Statement& statement) {
  PartRow row;
  row.part = {.number = static_cast<int>(statement.int64(0)),
              .size_bytes = static_cast<std::uint64_t>(statement.int64(1)),
              .etag = statement.text(2),
              .sha256 = to_hex(bytes_of(statement.blob(3))),
              .last_modified = timestamp_in(statement, 5),
              .checksum = {}};
  if (!statement.is_null(4)) row.part.checksum = checksum_in(statement.text(4));
  row.content = statement.int64(6);
  row.place = {.segment = statement.int64(7),
               .offset = static_cast<std::uint64_t>(statement.int64(8))};
  return row;
}

}  // namespace

std::optional<Upload> find_upload(meta::Connection& connection, const BucketRow& bucket,
                                  const ObjectKey& key, const UploadId& id) {
  auto statement = connection.prepare(fmt::format(
      "SELECT {} FROM uploads WHERE bucket = ?1 AND key = ?2 AND id = ?3", kUploadColumns));
  statement.bind(1, bucket.id).bind(2, key.text()).bind(3, id.text());
  if (!statement.step()) return std::nullopt;
  return upload_in(statement, bucket);
}

Upload upload_row(meta::Connection& connection, const BucketRow& bucket, const ObjectKey& key,
                  const UploadId& id) {
  auto upload = find_upload(connection, bucket, key, id);
  if (!upload) {
    throw Error(ErrorKind::not_found, "NoSuchUpload",
                fmt::format("there is no upload {} of s3://{}/{}: it may have been completed or"
                            " aborted",
                            id, bucket.bucket.name, key));
  }
  return *std::move(upload);
}

UploadPage list_uploads(meta::Connection& connection, const BucketRow& bucket,
                        const UploadListOptions& options) {
  UploadPage page;
  const auto size_max = static_cast<std::size_t>(page_size(options.max_uploads));
  if (size_max == 0) return page;
  const std::string end = prefix_end(options.prefix);
  auto statement =
      connection.prepare(fmt::format("SELECT {} FROM uploads INDEXED BY uploads_by_key"
                                     " WHERE bucket = ?1 AND (key, id) > (?2, ?3) ORDER BY key, id",
                                     kUploadColumns));
  const auto seek = [&](const std::string& key, const std::string& id) {
    statement.reset();
    statement.bind(1, bucket.id).bind(2, key).bind(3, id);
  };
  const bool is_from_start = options.key_marker < options.prefix;
  const bool has_id = !options.id_marker.empty();
  if (is_from_start || options.key_marker.empty()) {
    seek(options.prefix, "");
  } else {
    seek(has_id ? options.key_marker : after(options.key_marker), options.id_marker);
  }
  while (statement.step()) {
    Upload upload = upload_in(statement, bucket);
    const std::string& key = upload.key.text();
    if (!end.empty() && key >= end) break;
    const auto common = common_prefix_of(key, options.prefix, options.delimiter);
    const bool is_skipped = common && !options.key_marker.empty() && *common <= options.key_marker;
    const bool is_full = page.uploads.size() + page.common_prefixes.size() == size_max;
    if (is_full && !is_skipped) {
      page.is_truncated = true;
      return page;
    }
    if (!common) {
      page.next_key_marker = key;
      page.next_id_marker = upload.id.text();
      page.uploads.push_back(std::move(upload));
      continue;
    }
    if (!is_skipped) {
      page.next_key_marker = *common;
      page.next_id_marker.clear();
      page.common_prefixes.push_back(*common);
    }
    const std::string next = prefix_end(*common);
    if (next.empty()) break;
    seek(next, "");
  }
  page.next_key_marker.clear();
  page.next_id_marker.clear();
  return page;
}

std::vector<PartRow> part_rows(meta::Connection& connection, std::int64_t body, int after,
                               int rows_max) {
  auto statement = connection.prepare(
      fmt::format("SELECT {} FROM parts WHERE body = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
                  kPartColumns));
  statement.bind(1, body).bind(2, after).bind(3, rows_max);
  std::vector<PartRow> rows;
  while (statement.step())
    rows.push_back(part_in(statement));
  return rows;
}

std::optional<PartPlace> find_part_place(meta::Connection& connection, std::int64_t body,
                                         int number) {
  auto statement = connection.prepare(
      "SELECT content, segment, offset FROM parts WHERE body = ?1 AND number = ?2");
  if (!statement.bind(1, body).bind(2, number).step()) return std::nullopt;
  return PartPlace{.content = statement.int64(0),
                   .segment = statement.int64(1),
                   .offset = static_cast<std::uint64_t>(statement.int64(2))};
}

// "1:5242880 2:17": a part's number and bytes.
void write_composition(meta::Transaction& transaction, std::int64_t body,
                       const std::vector<PartRow>& parts) {
  std::string text;
  for (const PartRow& row : parts) {
    if (!text.empty()) text += ' ';
    fmt::format_to(std::back_inserter(text), "{}:{}", row.part.number, row.part.size_bytes);
  }
  auto statement = transaction.prepare("INSERT INTO compositions(body, parts) VALUES(?1, ?2)");
  statement.bind(1, body).bind(2, text).run();
}

std::vector<PartSpan> composition_of(meta::Connection& connection, std::int64_t body) {
  std::vector<PartSpan> spans;
  auto statement = connection.prepare("SELECT parts FROM compositions WHERE body = ?1");
  if (!statement.bind(1, body).step()) return spans;
  const std::string text = statement.text(0);
  std::uint64_t offset = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto read = [&](auto& number) {
    const auto parsed = std::from_chars(at, end, number);
    if (parsed.ec != std::errc()) {
      throw Error(ErrorKind::corrupt, "CorruptObject",
                  fmt::format("the parts of body {} are damaged", body));
    }
    at = std::min(parsed.ptr + 1, end);  // past ':' or ' '
  };
  while (at != end) {
    PartSpan span{.number = 0, .offset = offset, .size_bytes = 0};
    read(span.number);
    read(span.size_bytes);
    offset += span.size_bytes;
    spans.push_back(span);
  }
  return spans;
}

bool delete_upload(meta::Transaction& transaction, std::int64_t body) {
  transaction.prepare("DELETE FROM uploads WHERE body = ?1").bind(1, body).run();
  if (transaction.changes() == 0) return false;
  release_upload(transaction, body);
  return true;
}

void delete_part(meta::Transaction& transaction, std::int64_t body, const PartRow& row) {
  auto statement = transaction.prepare("DELETE FROM parts WHERE body = ?1 AND number = ?2");
  statement.bind(1, body).bind(2, row.part.number).run();
  if (transaction.changes() == 0) return;
  release_part(transaction, row.content, row.place.segment, row.part.size_bytes);
}

}  // namespace sluice::store
