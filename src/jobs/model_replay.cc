// Loading again what earlier runs set aside.
#include "base/text.h"
#include "jobs/model_run.h"

namespace sluice::jobs {
namespace {

bool can_replay(const DeadRecord& record) {
  return record.record && !record.record->is_raw_cut;
}

// Where a record lies, as one text.
std::string place_of(const engine::Reject& record) {
  return fmt::format("{} line {} (record {}, version {})", to_text(record.source), record.line,
                     record.record, record.version);
}

std::set<std::string> places_of(const std::vector<DeadRecord>& records, const Model& model) {
  std::set<std::string> places;
  for (const auto& record : records) {
    if (!record.record || places.insert(place_of(*record.record)).second) continue;
    throw Error(ErrorKind::invalid, "CorrectedTwice",
                fmt::format("{}: the corrections hold {} twice", to_text(model.table),
                            place_of(*record.record)));
  }
  return places;
}

}  // namespace

ModelResult ModelRun::replay(const std::optional<std::vector<DeadRecord>>& corrected) {
  return guarded([&] {
    prepared_ = prepare(core_, states_, model_, now_, options_.is_rebuild);
    if (prepared_.plan.action == ModelAction::build || !model_.source) {
      // Building reads every record again, those of the dead letter included.
      if (corrected) {
        throw Error(ErrorKind::invalid, "CannotReplayCorrections",
                    fmt::format("{}: corrected records can only be loaded into a model with a "
                                "`source` that is built already",
                                model_.file));
      }
      if (!model_.source) prepared_ = prepare(core_, states_, model_, now_, true);
      resolved_ = dead_letters_.list(now_, model_.table);
      result_.plan = prepared_.plan;
      write_rows(prepared_.options);
      plan_change();
      if (prepared_.plan.action == ModelAction::merge) merge_rows();
      return publish_change();
    }
    replay_records(corrected);
  });
}

// What waits for its replay: of a corrected file each record must be one of these, once. What the
// file leaves out goes on waiting.
void ModelRun::take_records(ReplayRecords& records,
                            const std::optional<std::vector<DeadRecord>>& corrected) {
  std::map<std::string, PartitionValues> partition_of;
  for (const auto& file : core_.planner.content(now_, *model_.source).files)
    partition_of[uri_of(file.object)] = file.partition_values;
  auto take = [&](const DeadRecord& record) {
    if (!can_replay(record)) return keep_dead(record);
    auto partition = partition_of.find(to_text(record.record->source));
    if (partition == partition_of.end()) return keep_dead(record);
    records.take(*record.record, partition->second);
  };
  std::set<std::string> named;
  if (corrected) named = places_of(*corrected, model_);
  // A file that was read twice has rejected its records twice.
  std::set<std::string> met;
  for (const auto& letter : resolved_) {
    dead_letters_.read(now_, letter, [&](const DeadRecord& record) {
      if (record.record && !met.insert(place_of(*record.record)).second) return true;
      bool is_corrected = record.record && named.erase(place_of(*record.record)) > 0;
      if (corrected && !is_corrected) {
        keep_dead(record);
      } else if (!corrected) {
        take(record);
      }
      return true;
    });
  }
  if (!named.empty()) {
    throw Error(ErrorKind::invalid, "NotRejected",
                fmt::format("{}: the record of {} does not wait to be replayed: it was replayed "
                            "before, or the run that rejected it failed and the next will read it "
                            "again",
                            to_text(model_.table), *named.begin()));
  }
  for (const auto& record : corrected.value_or(std::vector<DeadRecord>{})) {
    if (record.record) take(record);
  }
}

void ModelRun::replay_records(const std::optional<std::vector<DeadRecord>>& corrected) {
  // What a failed run set aside will be read again by the next one.
  is_replaying_ = true;
  resolved_ = dead_letters_.list(now_, model_.table);
  std::erase_if(resolved_, [](const DeadLetter& letter) { return letter.is_of_failed_run; });
  auto source = core_.planner.content(now_, *model_.source);
  store::ObjectUri prefix{model_.location.bucket,
                          store::ObjectKey(fmt::format("replay/{}/", result_.run.id))};
  ReplayRecords records(core_, prefix, source.format, *dead_letter_);
  take_records(records, corrected);
  bool is_merge = model_.materialization == Materialization::merge;
  auto state = *states_.find(now_, model_.table);
  prepared_ = {.state = std::move(state),
               .columns = std::move(prepared_.columns),
               .is_table_there = prepared_.is_table_there};
  prepared_.plan.action = is_merge ? ModelAction::merge : ModelAction::add;
  prepared_.plan.reason =
      fmt::format("{} records of the dead letter", human_count(records.count()));
  result_.plan = prepared_.plan;
  source.format.csv.header_lines = 0;
  source.format.is_json_array = false;
  source.files = records.finish();
  if (const auto broken = records.count_of_broken(); broken > 0) {
    result_.ledger.inputs.push_back(
        {.object = to_text(prefix), .records = broken, .rejected = broken});
  }
  query::PlanOptions options{.database = model_.table.database.text(), .rejects = &records};
  options.overlays[*model_.source] = std::move(source);
  write_rows(options);
  plan_change();
  if (prepared_.plan.action == ModelAction::merge) merge_rows();
  publish_change();
}

// A row that failed an expectation, or a record whose text or source is not whole any more.
void ModelRun::keep_dead(const DeadRecord& record) {
  if (record.record) return dead_letter_->add(*record.record);
  dead_letter_->add_row(record.expectation, record.row);
}

}  // namespace sluice::jobs
