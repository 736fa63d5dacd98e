// A model against a snapshot: what is to be done, and everything that doing it needs.
#pragma once

#include <optional>

#include "jobs/model_runner.h"
#include "jobs/model_sql.h"
#include "jobs/source_delta.h"

namespace sluice::jobs {

struct KeyPosition {
  std::size_t position = 0;  // in Model::partition_by
  bool is_integer = false;   // "07" and "7" are one value
};

// The values of a file of the model's table under the source's keys, in one spelling.
PartitionValues source_values(const std::vector<KeyPosition>& keys, const PartitionValues& values);

struct PreparedModel {
  ModelPlan plan;
  ModelState state;                        // to be recorded with the run
  std::vector<sql::OutputColumn> columns;  // of the model's query
  query::PlanOptions options;              // which files of the source are read
  Contents contents;                       // of the source's files
  std::vector<SeenObject> newly_seen;
  std::vector<std::string> no_longer_seen;
  bool is_table_there = false;
  // replace_partitions: which partitions of the source are read, and where the source's keys stand
  // among the model's own.
  std::vector<KeyPosition> source_keys;
  std::set<PartitionValues> replaced;
  bool replaces_everything = false;
};

// Of a table's files: differs as soon as one of them is another or gone.
std::string files_hash(const std::vector<engine::ScanFile>& files);

// Throws Error with "file:line:column: " in front where the model's text is wrong.
PreparedModel prepare(const Core& core, const ModelStates& states, const Model& model,
                      const meta::Snapshot& now, bool is_rebuild);

// "line 3:7: …" becomes "models/a.sql:3:7: …"; other messages get the file in front.
Error located(const Error& error, const std::string& file);

}  // namespace sluice::jobs
