#include "store/buckets/documents.h"

#include "base/error.h"
#include "store/rows/object_rows.h"

namespace sluice::store {
namespace {

constexpr std::string_view kSelect =
    "SELECT kind, id, text, created, updated, row, added, retired FROM bucket_documents"
    " INDEXED BY bucket_documents_by_name WHERE bucket = ?1 AND kind = ?2";

// Put together once: every request asks it.
const std::string& select_one() {
  static const std::string sql = fmt::format("{} AND id = ?3", kSelect);
  return sql;
}

Document document_in(const meta::Statement& statement) {
  return {.name = {.kind = statement.text(0), .id = statement.text(1)},
          .text = statement.text(2),
          .created = timestamp_in(statement, 3),
          .updated = timestamp_in(statement, 4)};
}

bool is_seen(const meta::Statement& statement, const meta::Snapshot& snapshot) {
  return snapshot.includes(meta::CommitNumber(statement.int64(6))) &&
         !snapshot.includes(meta::CommitNumber(statement.int64(7)));
}

std::int64_t micros(Timestamp time) {
  return time.time_since_epoch().count();
}

struct DocumentRow {
  std::int64_t row = 0;
  Document document;
};

std::optional<DocumentRow> row_to_change(meta::Transaction& transaction, const BucketRow& bucket,
                                         const DocumentName& name) {
  auto statement = transaction.prepare(fmt::format("{} AND id = ?3 ORDER BY row DESC", kSelect));
  statement.bind(1, bucket.id).bind(2, name.kind).bind(3, name.id);
  while (statement.step()) {
    const auto& now = transaction.now();
    const meta::CommitNumber retired{statement.int64(7)};
    const bool is_retired = retired != kNever;
    if (!now.includes(meta::CommitNumber(statement.int64(6))) ||
        (is_retired && !now.includes(retired))) {
      throw Error(ErrorKind::conflict, "ConcurrentModification",
                  fmt::format("the {} of bucket {} is being changed by a commit in progress",
                              name.kind, bucket.bucket.name));
    }
    if (!is_retired) return DocumentRow{statement.int64(5), document_in(statement)};
  }
  return std::nullopt;
}

void retire_row(meta::Transaction& transaction, std::int64_t row) {
  auto statement = transaction.prepare("UPDATE bucket_documents SET retired = ?2 WHERE row = ?1");
  statement.bind(1, row).bind(2, static_cast<std::int64_t>(transaction.commit())).run();
  transaction.changes_configuration();
}

}  // namespace

std::optional<Document> find_document(meta::Connection& connection, const meta::Snapshot& snapshot,
                                      const BucketRow& bucket, const DocumentName& name) {
  auto statement = connection.prepare(select_one());
  statement.bind(1, bucket.id).bind(2, name.kind).bind(3, name.id);
  while (statement.step()) {
    if (is_seen(statement, snapshot)) return document_in(statement);
  }
  return std::nullopt;
}

std::vector<Document> single_documents(meta::Connection& connection, const meta::Snapshot& snapshot,
                                       const BucketRow& bucket) {
  auto statement = connection.prepare(
      "SELECT kind, id, text, created, updated, row, added, retired FROM bucket_documents"
      " INDEXED BY bucket_documents_by_name WHERE bucket = ?1 AND id = ''");
  statement.bind(1, bucket.id);
  std::vector<Document> documents;
  while (statement.step()) {
    if (is_seen(statement, snapshot)) documents.push_back(document_in(statement));
  }
  return documents;
}

std::vector<Document> documents_of(meta::Connection& connection, const meta::Snapshot& snapshot,
                                   const BucketRow& bucket, std::string_view kind) {
  auto statement = connection.prepare(fmt::format("{} ORDER BY id", kSelect));
  statement.bind(1, bucket.id).bind(2, kind);
  std::vector<Document> documents;
  while (statement.step()) {
    if (is_seen(statement, snapshot)) documents.push_back(document_in(statement));
  }
  return documents;
}

void write_document(meta::Transaction& transaction, const BucketRow& bucket,
                    const DocumentName& name, const std::string& text, Timestamp now) {
  const auto before = row_to_change(transaction, bucket, name);
  if (before && before->document.text == text) return;
  if (before) retire_row(transaction, before->row);
  auto statement = transaction.prepare(
      "INSERT INTO bucket_documents(bucket, kind, id, text, created, updated, added)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  statement.bind(1, bucket.id).bind(2, name.kind).bind(3, name.id).bind(4, text);
  statement.bind(5, micros(before ? before->document.created : now)).bind(6, micros(now));
  statement.bind(7, static_cast<std::int64_t>(transaction.commit())).run();
  transaction.changes_configuration();
}

void retire_document(meta::Transaction& transaction, const BucketRow& bucket,
                     const DocumentName& name) {
  if (const auto row = row_to_change(transaction, bucket, name)) retire_row(transaction, row->row);
}

void retire_documents(meta::Transaction& transaction, const BucketRow& bucket) {
  auto statement = transaction.prepare(
      "UPDATE bucket_documents SET retired = ?2 WHERE bucket = ?1 AND"
      " retired = 9223372036854775807");
  statement.bind(1, bucket.id).bind(2, static_cast<std::int64_t>(transaction.commit())).run();
  transaction.changes_configuration();
}

}  // namespace sluice::store
