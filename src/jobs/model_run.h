// One run of one model, step by step: prepare, write, merge, balance, audit, publish.
#pragma once

#include "jobs/dead_letters.h"
#include "jobs/model_runner.h"
#include "jobs/prepared_model.h"
#include "jobs/publish.h"
#include "jobs/replay_records.h"

namespace sluice::jobs {

// Made for one run, used by one thread.
class ModelRun {
 public:
  ModelRun(const Core& core, ModelStates& states, DeadLetters& dead_letters, const Model& model,
           const ModelRunOptions& options);

  // The whole run; its record ends with the table's change, in one commit.
  ModelResult run();

  // The same over what earlier runs set aside, in place of the source. The records' own letters are
  // resolved by it; what still does not fit is in a new one.
  ModelResult replay(const std::optional<std::vector<DeadRecord>>& corrected);

 private:
  void prepare_run();
  void replay_records(const std::optional<std::vector<DeadRecord>>& corrected);
  void take_records(ReplayRecords& records,
                    const std::optional<std::vector<DeadRecord>>& corrected);
  void keep_dead(const DeadRecord& record);
  void write_rows(const query::PlanOptions& options);
  void merge_rows();
  std::uint64_t count_rows(const std::string& sql, const query::PlanOptions& options) const;
  void count_inputs(const query::Plan& plan, const engine::QueryStatistics& statistics);
  void check_set_aside(const engine::WriteResult& written, std::uint64_t records_before,
                       std::uint64_t rows_before) const;
  void check_expectations(const CheckedQuery& query, const engine::WriteResult& written);
  void check_reject_limit() const;
  void plan_change();
  void keep_untouched_partitions();
  void refuse_foreign_partitions() const;
  void audit_change();
  void publish_change();
  void publish_failure(const Error& error);
  ModelResult guarded(const std::function<void()>& steps);
  engine::WriteRequest write_request(const query::Plan& plan, const CheckedQuery& query) const;
  void close_dead_letter(meta::Transaction& change, bool is_failed);

  const Core& core_;
  ModelStates& states_;
  DeadLetters& dead_letters_;
  const Model& model_;
  const ModelRunOptions& options_;
  meta::Snapshot now_;
  PreparedModel prepared_;
  ModelResult result_;
  TableChange change_;
  std::vector<engine::ScanFile> kept_;  // files of the table that stay
  std::unique_ptr<DeadLetterWriter> dead_letter_;
  std::optional<store::StagedObject> dead_lines_;
  std::vector<DeadLetter> resolved_;  // letters that this run replaces
  bool is_replaying_ = false;         // what it sets aside lies in those letters already
};

}  // namespace sluice::jobs
