// Loading again what earlier runs set aside.
#include "base/bytes.h"
#include "base/text.h"
#include "jobs/model_run.h"

namespace sluice::jobs {
namespace {

bool can_replay(const DeadRecord& record) {
  return record.record && !record.record->is_raw_cut;
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

void ModelRun::replay_records(const std::optional<std::vector<DeadRecord>>& corrected) {
  resolved_ = dead_letters_.list(now_, model_.table);
  auto source = core_.planner.content(now_, *model_.source);
  std::map<std::string, std::vector<std::optional<std::string>>> partition_of;
  for (const auto& file : source.files)
    partition_of[uri_of(file.object)] = file.partition_values;
  std::map<std::vector<std::optional<std::string>>, std::unique_ptr<store::BodyWriter>> bodies;
  std::uint64_t replayed = 0;
  auto take = [&](const DeadRecord& record) {
    auto partition =
        record.record ? partition_of.find(to_text(record.record->source)) : partition_of.end();
    if (!can_replay(record) || partition == partition_of.end()) return keep_dead(record);
    auto& body = bodies[partition->second];
    if (!body) {
      auto key = fmt::format("replay/{}/{}", result_.run.id, bodies.size());
      body = core_.store.stage(model_.location.bucket, store::ObjectKey(key));
    }
    body->write(bytes_of(record.record->raw));
    body->write(bytes_of("\n"));
    ++replayed;
  };
  if (corrected) {
    for (const auto& record : *corrected)
      take(record);
  } else {
    for (const auto& letter : resolved_) {
      dead_letters_.read(now_, letter, [&](const DeadRecord& record) {
        take(record);
        return true;
      });
    }
  }
  prepared_.plan.action =
      model_.materialization == Materialization::merge ? ModelAction::merge : ModelAction::add;
  prepared_.plan.reason = fmt::format("{} records of the dead letter", human_count(replayed));
  prepared_.state = *states_.find(now_, model_.table);
  prepared_.newly_seen.clear();
  prepared_.no_longer_seen.clear();
  result_.plan = prepared_.plan;
  source.files.clear();
  source.format.csv.header_lines = 0;
  source.format.is_json_array = false;
  std::vector<store::StagedObject> held;
  for (auto& [values, body] : bodies) {
    held.push_back(body->finish());
    source.files.push_back({.object = as_object(held.back()), .partition_values = values});
  }
  query::PlanOptions options{.database = model_.table.database.text()};
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
