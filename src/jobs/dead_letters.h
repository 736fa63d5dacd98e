// The dead letter: every record and row that a run set aside, with where it came from and why.
//
// One object of JSON lines a run, in the bucket "sluice-dead-letters", and one row that shows it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "catalog/catalog.h"
#include "engine/scan.h"
#include "jobs/runs.h"
#include "store/store.h"

namespace sluice::jobs {

// What one run set aside for one table.
struct DeadLetter {
  catalog::TableName table;
  RunId run;
  store::ObjectUri object;
  std::uint64_t records = 0;  // that could not be read
  std::uint64_t rows = 0;     // that failed an expectation or lack their merge key
  bool is_of_failed_run = false;
  Timestamp written;
};

// One line of it.
struct DeadRecord {
  std::optional<engine::Reject> record;  // a record of a source object
  std::string expectation;               // or a row: which expectation it failed
  json::object row;
};

// Collects while a run works. Thread-safe.
class DeadLetterWriter final : public engine::Rejects {
 public:
  DeadLetterWriter(store::Store& store, const catalog::TableName& table, const RunId& run);
  ~DeadLetterWriter() override;

  void add(engine::Reject reject) override;
  void add_row(const std::string& expectation, json::object row);

  std::uint64_t records() const;
  std::uint64_t rows() const;
  // The durable lines; absent when nothing was set aside. Once, after the last add.
  std::optional<store::StagedObject> finish();

 private:
  void write_line(const json::object& line);

  store::Store& store_;
  catalog::TableName table_;
  RunId run_;
  mutable std::mutex mutex_;
  std::unique_ptr<store::BodyWriter> body_;  // made with the first line
  std::uint64_t records_ = 0;
  std::uint64_t rows_ = 0;
};

// Thread-safe.
class DeadLetters {
 public:
  DeadLetters(store::Store& store, meta::Database& database, const Clock& clock)
      : store_(store), database_(database), clock_(clock) {}

  static std::span<const meta::Migration> schema();

  // Makes the bucket if it is absent.
  void prepare();
  void add(meta::Transaction&, const DeadLetter& letter, const store::StagedObject& lines);
  // Of earlier runs: after a rebuild, a replay, or a later run in place of a failed one.
  void remove(meta::Transaction&, const DeadLetter& letter);
  std::vector<DeadLetter> list(const meta::Snapshot&, const catalog::TableName& table) const;
  // Calls `visit` for each line until it answers false.
  void read(const meta::Snapshot&, const DeadLetter& letter,
            const std::function<bool(DeadRecord)>& visit) const;

 private:
  store::Store& store_;
  meta::Database& database_;
  const Clock& clock_;
};

// A line's JSON, as `sluice rejects --json` shows it, and back (a corrected export is replayed).
json::object to_json(const DeadRecord& record);
DeadRecord dead_record_from_json(const json::object& line);

}  // namespace sluice::jobs
