#include "jobs/dead_letters.h"

#include "store/bucket_documents.h"

#include "base/bytes.h"
#include "base/error.h"

namespace sluice::jobs {
namespace {

const store::BucketName kBucket("sluice-dead-letters");

const std::array kSchema{meta::Migration{"jobs dead letters 1", R"(
  CREATE TABLE dead_letters (
    database TEXT NOT NULL,
    name TEXT NOT NULL,
    run TEXT NOT NULL,
    key TEXT NOT NULL,
    records INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    is_of_failed_run INTEGER NOT NULL,
    written_us INTEGER NOT NULL,
    added INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 9223372036854775807
  );
  CREATE INDEX dead_letters_by_table ON dead_letters (database, name, run);
)"}};

// Splits a stream into lines of any length.
class Lines {
 public:
  explicit Lines(std::unique_ptr<Reader> reader) : reader_(std::move(reader)) {}

  std::optional<std::string> next() {
    std::string line;
    while (true) {
      auto end = buffer_.find('\n', position_);
      if (end != std::string::npos) {
        line += buffer_.substr(position_, end - position_);
        position_ = end + 1;
        return line;
      }
      line += buffer_.substr(position_);
      if (!fill()) return line.empty() ? std::nullopt : std::optional(line);
    }
  }

 private:
  bool fill() {
    buffer_.resize(64 << 10);
    auto size = reader_->read(std::as_writable_bytes(std::span(buffer_)));
    buffer_.resize(size);
    position_ = 0;
    return size > 0;
  }

  std::unique_ptr<Reader> reader_;
  std::string buffer_;
  std::size_t position_ = 0;
};

}  // namespace

DeadLetterWriter::DeadLetterWriter(store::Store& store, const catalog::TableName& table,
                                   const RunId& run)
    : store_(store), table_(table), run_(run) {}

DeadLetterWriter::~DeadLetterWriter() = default;

void DeadLetterWriter::write_line(const json::object& line) {
  if (!body_) {
    auto key = fmt::format("{}/{}/{}.jsonl", table_.database, table_.table, run_);
    body_ = store_.stage(kBucket, store::ObjectKey(key), {.content_type = "application/x-ndjson"});
  }
  body_->write(bytes_of(sluice::to_text(json::value(line)) + "\n"));
}

void DeadLetterWriter::add(engine::Reject reject) {
  auto line = to_json(DeadRecord{.record = std::move(reject)});
  std::lock_guard lock(mutex_);
  write_line(line);
  ++records_;
}

void DeadLetterWriter::add_row(const std::string& expectation, json::object row) {
  auto line = to_json(DeadRecord{.expectation = expectation, .row = std::move(row)});
  std::lock_guard lock(mutex_);
  write_line(line);
  ++rows_;
}

std::uint64_t DeadLetterWriter::records() const {
  std::lock_guard lock(mutex_);
  return records_;
}

std::uint64_t DeadLetterWriter::rows() const {
  std::lock_guard lock(mutex_);
  return rows_;
}

std::optional<store::StagedObject> DeadLetterWriter::finish() {
  std::lock_guard lock(mutex_);
  if (!body_) return std::nullopt;
  auto staged = body_->finish();
  body_.reset();
  return staged;
}

std::span<const meta::Migration> DeadLetters::schema() {
  return kSchema;
}

void DeadLetters::prepare() {
  if (store_.find_bucket(database_.snapshot(), kBucket)) return;
  database_.write([&](meta::Transaction& change) {
    if (store_.find_bucket(change.now(), kBucket)) return;
    store::create_private_bucket(store_, change, kBucket);
  });
}

void DeadLetters::add(meta::Transaction& change, const DeadLetter& letter,
                      const store::StagedObject& lines) {
  auto object = store_.add(change, lines);
  change
      .prepare(
          "INSERT INTO dead_letters (database, name, run, key, records, row_count, "
          "is_of_failed_run, written_us, added) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
      .bind(1, letter.table.database.text())
      .bind(2, letter.table.table)
      .bind(3, letter.run.text())
      .bind(4, object.key.text())
      .bind(5, static_cast<std::int64_t>(letter.records))
      .bind(6, static_cast<std::int64_t>(letter.rows))
      .bind(7, std::int64_t{letter.is_of_failed_run})
      .bind(8, clock_.now().time_since_epoch().count())
      .bind(9, static_cast<std::int64_t>(change.commit()))
      .run();
}

void DeadLetters::remove(meta::Transaction& change, const DeadLetter& letter) {
  store_.remove(change, letter.object.bucket, letter.object.key);
  change
      .prepare(
          "UPDATE dead_letters SET retired = ?4 WHERE database = ?1 AND name = ?2 AND "
          "run = ?3 AND retired = ?5")
      .bind(1, letter.table.database.text())
      .bind(2, letter.table.table)
      .bind(3, letter.run.text())
      .bind(4, static_cast<std::int64_t>(change.commit()))
      .bind(5, meta::kNotRetired)
      .run();
}

std::vector<DeadLetter> DeadLetters::list(const meta::Snapshot& now,
                                          const catalog::TableName& table) const {
  return database_.read([&](meta::Connection& connection) {
    auto row = connection.prepare(
        "SELECT run, key, records, row_count, is_of_failed_run, written_us FROM dead_letters d "
        "WHERE database = ?1 AND name = ?2 AND " +
        now.sees("d") + " ORDER BY written_us, run");
    row.bind(1, table.database.text()).bind(2, table.table);
    std::vector<DeadLetter> letters;
    while (row.step()) {
      letters.push_back({.table = table,
                         .run = RunId(row.text(0)),
                         .object = {kBucket, store::ObjectKey(row.text(1))},
                         .records = static_cast<std::uint64_t>(row.int64(2)),
                         .rows = static_cast<std::uint64_t>(row.int64(3)),
                         .is_of_failed_run = row.int64(4) != 0,
                         .written = Timestamp(std::chrono::microseconds(row.int64(5)))});
    }
    return letters;
  });
}

void DeadLetters::read(const meta::Snapshot& now, const DeadLetter& letter,
                       const std::function<bool(DeadRecord)>& visit) const {
  auto object = store_.head(now, letter.object.bucket, letter.object.key);
  Lines lines(store::stream(store_.open(object)));
  while (auto line = lines.next()) {
    if (!visit(dead_record_from_json(parse_json(*line).as_object()))) return;
  }
}

}  // namespace sluice::jobs
