// Plans and runs models: reads a snapshot, writes new files, audits them, publishes all in one
// commit.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "jobs/core.h"
#include "jobs/dead_letters.h"
#include "jobs/ledger.h"
#include "jobs/model.h"

namespace sluice::jobs {

enum class ModelAction {
  up_to_date,     // nothing to do
  build,          // from everything: first time, full, or its definition changed
  add,            // incremental: from the new objects
  replace,        // replace_partitions: from the source's changed partitions
  merge,          // from the new and changed objects
  needs_restore,  // objects that it would read are archived: restore them first
  needs_rebuild,  // an object it has read already has other bytes now: run with a rebuild
};

struct ModelPlan {
  ModelAction action = ModelAction::up_to_date;
  std::string reason;  // "its SQL changed", "3 new objects in raw.flights"
  std::vector<query::PlannedTable> reads;
  std::uint64_t read_bytes = 0;
  std::size_t new_objects = 0;
  std::size_t duplicate_objects = 0;         // new keys with content that was loaded before
  std::vector<std::string> changed_objects;  // keys with other bytes than before
  std::vector<std::string> partitions;       // replace: "month=2001-01", of the source
};

struct Progress {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;  // written
  double share_done = 0;    // of the work, 0 to 1
};

struct ModelRunOptions {
  bool is_rebuild = false;  // forget what was read before
  const CancelToken* cancel = nullptr;
  std::function<void(const Progress&)> progress;
  RunId parent;
};

struct TestOutcome {
  std::string test;  // "not_null(carrier)"
  std::uint64_t failures = 0;
  bool is_warning = false;  // failed, but only warns
  bool passed = true;
  std::string message;  // what was found and how to see it
};

struct ModelResult {
  Run run;  // as recorded
  ModelPlan plan;
  Ledger ledger;
  std::size_t files_written = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t scanned_bytes = 0;
  std::size_t partitions_written = 0;
  std::vector<TestOutcome> tests;
  std::vector<std::string> warnings;
};

// Thread-safe; two runs of one table at once: the second fails with Error conflict (TableBusy).
class ModelRunner {
 public:
  explicit ModelRunner(Core& core, DeadLetters& dead_letters);
  ~ModelRunner();

  static std::span<const meta::Migration> schema();

  // Reads nothing but metadata. Throws what the planner throws, its message behind
  // "file:line:column: ".
  ModelPlan plan(const Model& model, const meta::Snapshot& now, bool is_rebuild = false);

  // The recorded run tells success or failure; an exception comes out only after the run is
  // recorded.
  ModelResult run(const Model& model, const ModelRunOptions& options);

  // Loads again what earlier runs set aside; what still does not fit stays in the dead letter.
  // `corrected` replaces the recorded dead letters by an edited export.
  ModelResult replay(const Model& model, const std::optional<std::vector<DeadRecord>>& corrected,
                     const ModelRunOptions& options);

  // The model's tests on the table as it is.
  std::vector<TestOutcome> test(const Model& model, const CancelToken* cancel);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::jobs
