#include "jobs/model_run.h"

#include "base/text.h"
#include "jobs/audit.h"
#include "query/values.h"

namespace sluice::jobs {
namespace {

bool is_partitioned(const Model& model) {
  return !model.partition_by.empty();
}

json::object row_json(const std::vector<engine::Value>& row,
                      const std::vector<sql::OutputColumn>& columns) {
  json::object object;
  for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i) {
    object[columns[i].name] = query::to_json(row[i], columns[i].type);
  }
  return object;
}

std::vector<std::string> names_of(const PartitionValues& values) {
  std::vector<std::string> names;
  for (const auto& value : values) {
    names.push_back(value.value_or(std::string(query::kHiveNullPartition)));
  }
  return names;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ModelRun::ModelRun(const Core& core, ModelStates& states, DeadLetters& dead_letters,
                   const Model& model, const ModelRunOptions& options)
    : core_(core),
      states_(states),
      dead_letters_(dead_letters),
      model_(model),
      options_(options),
      now_(core.database.snapshot()) {}

ModelResult ModelRun::run() {
  return guarded([&] {
    prepare_run();
    result_.plan = prepared_.plan;
    if (prepared_.plan.action == ModelAction::up_to_date) {
      return core_.runs.end(result_.run, RunState::succeeded);
    }
    if (prepared_.plan.action == ModelAction::needs_rebuild) {
      throw Error(ErrorKind::conflict, "RebuildNeeded",
                  fmt::format("{}: {}", model_.file, prepared_.plan.reason));
    }
    write_rows(prepared_.options);
    plan_change();
    if (prepared_.plan.action == ModelAction::merge) merge_rows();
    publish_change();
  });
}

ModelResult ModelRun::guarded(const std::function<void()>& steps) {
  dead_letters_.prepare();
  result_.run = core_.runs.begin("model", to_text(model_.table), options_.parent);
  dead_letter_ = std::make_unique<DeadLetterWriter>(core_.store, model_.table, result_.run.id);
  try {
    steps();
    return std::move(result_);
  } catch (const Error& error) {
    publish_failure(error);
    throw;
  } catch (const std::exception& error) {
    publish_failure(Error(ErrorKind::corrupt, "InternalError", error.what()));
    throw;
  }
}

void ModelRun::prepare_run() {
  prepared_ = prepare(core_, states_, model_, now_, options_.is_rebuild);
  if (prepared_.plan.action == ModelAction::needs_restore) {
    throw Error(ErrorKind::denied, "ObjectsArchived",
                fmt::format("{}: {}", model_.file, prepared_.plan.reason));
  }
  bool is_build = prepared_.plan.action == ModelAction::build;
  for (auto& letter : dead_letters_.list(now_, model_.table)) {
    if (is_build || letter.is_of_failed_run) resolved_.push_back(std::move(letter));
  }
}

engine::WriteRequest ModelRun::write_request(const query::Plan& plan,
                                             const CheckedQuery& query) const {
  engine::WriteRequest request;
  request.query = query::request(plan, options_.cancel);
  request.bucket = model_.location.bucket;
  request.prefix = model_.location.key.text();
  request.file_stem = result_.run.id.text();
  request.partition_keys = model_.partition_by;
  request.target_file_bytes = model_.target_file_bytes;
  request.sort = model_.sort_by;
  request.checks = query.checks;
  if (options_.progress) {
    request.progress = [this](const engine::WriteProgress& progress) {
      options_.progress(
          {.rows = progress.rows, .bytes = progress.bytes, .share_done = progress.share_done});
    };
  }
  return request;
}

void ModelRun::write_rows(const query::PlanOptions& plan_options) {
  auto options = plan_options;
  options.bad_records = engine::BadRecords::reject;
  if (options.rejects == nullptr) options.rejects = dead_letter_.get();
  auto checked = checked_query(model_);
  query::Plan plan;
  try {
    plan = core_.planner.plan(checked.sql, now_, options);
  } catch (const Error& error) {
    // The model's own text was sound, so an expectation is not.
    throw Error(error.kind(), error.code(),
                fmt::format("{}: in its expectations: {}", model_.file, error.message()));
  }
  auto request = write_request(plan, checked);
  bool is_merge = prepared_.plan.action == ModelAction::merge ||
                  model_.materialization == Materialization::merge;
  if (is_merge) {
    // These files are read once, by the merge, and never shown.
    request.partition_keys.clear();
    request.sort.clear();
    request.file_stem += "-new";
  }
  request.on_rejected = [&](const std::vector<engine::Value>& row, std::size_t check) {
    dead_letter_->add_row(checked.names.at(check), row_json(row, prepared_.columns));
  };
  auto records_before = dead_letter_->records();
  auto rows_before = dead_letter_->rows();
  auto written = core_.engine.write_parquet(std::move(request));
  check_set_aside(written, records_before, rows_before);
  count_inputs(plan, written.statistics);
  auto& ledger = result_.ledger;
  ledger.produced = written.rows_produced;
  ledger.written = written.rows;
  ledger.rejected_by_expectations = written.rows_rejected;
  change_.added = std::move(written.files);
  check_expectations(checked, written);
  check_reject_limit();
}

void ModelRun::count_inputs(const query::Plan& plan, const engine::QueryStatistics& statistics) {
  result_.scanned_bytes += statistics.scanned_bytes;
  std::map<std::string, InputCount> inputs;
  for (const auto& count : statistics.counts) {
    // A LIMIT or an empty join side stops early: then there is nothing to balance.
    if (!count.is_complete) continue;
    auto scan = std::find_if(plan.scans.begin(), plan.scans.end(),
                             [&](const engine::Scan& s) { return s.handle == count.handle; });
    auto uri = uri_of(scan->files.at(count.file).object);
    // A table that is read twice counts once for people, but must balance each time.
    auto& input = inputs[uri + " " + count.handle];
    input = {
        .object = uri, .records = count.records, .rows = count.rows, .rejected = count.rejected};
  }
  for (auto& [key, input] : inputs)
    result_.ledger.inputs.push_back(std::move(input));
}

// What the reader and the writer count as rejected must lie in the dead letter, to the last line.
void ModelRun::check_set_aside(const engine::WriteResult& written, std::uint64_t records_before,
                               std::uint64_t rows_before) const {
  std::uint64_t rejected = 0;
  for (const auto& count : written.statistics.counts)
    rejected += count.rejected;
  auto records = dead_letter_->records() - records_before;
  auto rows = dead_letter_->rows() - rows_before;
  if (records == rejected && rows == written.rows_rejected) return;
  throw Error(ErrorKind::corrupt, "LedgerMismatch",
              fmt::format("{} records and {} rows were rejected, but {} and {} lie in the dead "
                          "letter; nothing was published",
                          rejected, written.rows_rejected, records, rows));
}

void ModelRun::check_expectations(const CheckedQuery& query, const engine::WriteResult& written) {
  std::size_t first = query.checks.size() - model_.expectations.size();
  for (std::size_t i = 0; i < model_.expectations.size(); ++i) {
    const auto& expectation = model_.expectations[i];
    auto failures = written.check_failures.at(first + i);
    if (failures == 0 || expectation.on_fail == OnFail::reject) continue;
    auto message =
        fmt::format("{}:{}: {} rows do not satisfy {} ({})", model_.file, expectation.line,
                    human_count(failures), expectation.name, expectation.condition);
    if (expectation.on_fail == OnFail::fail) {
      throw Error(ErrorKind::invalid, "ExpectationFailed", message);
    }
    result_.warnings.push_back(std::move(message));
  }
}

void ModelRun::check_reject_limit() const {
  if (!model_.reject_limit) return;
  const auto& ledger = result_.ledger;
  auto worst = std::max(share(ledger.rejected_records(), ledger.records()),
                        share(ledger.rejected_by_expectations, ledger.produced));
  if (worst <= *model_.reject_limit) return;
  throw Error(
      ErrorKind::invalid, "RejectLimitExceeded",
      fmt::format("{}: {:.2f} % were rejected, the limit is {:.2f} %: see `sluice rejects "
                  "{}`; readers still see the table as it was",
                  model_.file, worst * 100, *model_.reject_limit * 100, to_text(model_.table)));
}

void ModelRun::plan_change() {
  refuse_foreign_partitions();
  change_.table = table_of(model_, prepared_.columns);
  bool is_merge = model_.materialization == Materialization::merge;
  if (!prepared_.is_table_there) {
    if (is_merge) prepared_.plan.action = ModelAction::merge;
    return;
  }
  auto before = core_.planner.content(now_, model_.table);
  switch (prepared_.plan.action) {
    case ModelAction::add:
    case ModelAction::merge:
      kept_ = std::move(before.files);
      return;
    case ModelAction::replace:
      kept_ = std::move(before.files);
      return keep_untouched_partitions();
    default:
      for (auto& file : before.files)
        change_.retired.push_back(std::move(file.object));
      for (const auto& partition : core_.catalog.partitions(now_, model_.table)) {
        change_.emptied.push_back(partition.values);
      }
      if (is_merge) prepared_.plan.action = ModelAction::merge;
  }
}

void ModelRun::keep_untouched_partitions() {
  auto is_replaced = [&](const engine::ScanFile& file) {
    return prepared_.replaces_everything ||
           prepared_.replaced.contains(source_values(prepared_.source_keys, file.partition_values));
  };
  for (const auto& file : kept_) {
    if (!is_replaced(file)) continue;
    change_.retired.push_back(file.object);
    if (is_partitioned(model_)) change_.emptied.push_back(names_of(file.partition_values));
  }
  std::erase_if(kept_, is_replaced);
}

// A key that the model computes anew under its source's name would leave rows behind, or take
// others'.
void ModelRun::refuse_foreign_partitions() const {
  if (prepared_.source_keys.empty()) return;
  for (const auto& file : change_.added) {
    auto values = source_values(prepared_.source_keys, file.partition_values);
    if (prepared_.replaced.contains(values)) continue;
    throw Error(ErrorKind::invalid, "ForeignPartition",
                fmt::format("{}: a row of partition {} does not come from that partition of {}: "
                            "call a partition key that the query computes otherwise",
                            model_.file, join(names_of(values), "/"), to_text(*model_.source)));
  }
}

void ModelRun::publish_change() {
  result_.ledger.check();
  audit_change();
  if (options_.cancel != nullptr) options_.cancel->check();
  dead_lines_ = dead_letter_->finish();
  // A partition that gets files again is put, not removed.
  std::set<std::vector<std::string>> filled;
  for (const auto& file : change_.added) {
    filled.insert(names_of(file.partition_values));
    result_.bytes_written += file.object.size_bytes;
  }
  // Each once, however many files it had.
  std::set<std::vector<std::string>> emptied(change_.emptied.begin(), change_.emptied.end());
  std::erase_if(emptied, [&](const auto& values) { return filled.contains(values); });
  change_.emptied.assign(emptied.begin(), emptied.end());
  result_.files_written = change_.added.size();
  result_.partitions_written = is_partitioned(model_) ? filled.size() : 0;
  result_.run.details = {{"ledger", to_json(result_.ledger)},
                         {"reason", prepared_.plan.reason},
                         {"files", result_.files_written},
                         {"bytes", result_.bytes_written},
                         {"scanned_bytes", result_.scanned_bytes}};
  auto bookmarks = [&](meta::Commit& commit) {
    in_slices(commit, prepared_.no_longer_seen, [&](meta::Transaction& slice, auto uris) {
      states_.remove_seen(slice, model_.table, uris);
    });
    in_slices(commit, prepared_.newly_seen, [&](meta::Transaction& slice, auto objects) {
      states_.add_seen(slice, model_.table, objects);
    });
  };
  auto ended = result_.run;  // the run itself has ended once this is durable
  publish(core_, change_, bookmarks, [&](meta::Transaction& last) {
    states_.put(last, model_.table, prepared_.state);
    close_dead_letter(last, false);
    core_.runs.end(last, ended, RunState::succeeded);
  });
  result_.run = std::move(ended);
}

void ModelRun::audit_change() {
  query::TableContent after{.schema = schema_of(model_, prepared_.columns),
                            .format = catalog::table_format(change_.table),
                            .files = kept_};
  for (const auto& file : change_.added) {
    after.files.push_back(
        {.object = as_object(file.object), .partition_values = file.partition_values});
  }
  prepared_.state.outputs = files_hash(after.files);
  result_.tests = audit(core_, model_, now_, {{model_.table, std::move(after)}}, options_.cancel);
  for (const auto& outcome : result_.tests) {
    if (outcome.is_warning) result_.warnings.push_back(outcome.message);
  }
  require_passed(model_, result_.tests);
}

void ModelRun::close_dead_letter(meta::Transaction& change, bool is_failed) {
  for (const auto& letter : resolved_)
    dead_letters_.remove(change, letter);
  if (!dead_lines_) return;
  dead_letters_.add(change,
                    {.table = model_.table,
                     .run = result_.run.id,
                     .records = dead_letter_->records(),
                     .rows = dead_letter_->rows(),
                     .is_of_failed_run = is_failed},
                    *dead_lines_);
}

void ModelRun::publish_failure(const Error& error) {
  if (result_.run.state != RunState::running) return;
  // A failed run replaces what earlier failed ones set aside, and nothing else.
  std::erase_if(resolved_, [](const DeadLetter& letter) { return !letter.is_of_failed_run; });
  bool is_cancelled = error.kind() == ErrorKind::cancelled;
  result_.run.error = error.message();
  result_.run.details["ledger"] = to_json(result_.ledger);
  // On a full disk even this cannot be kept; the run's record still says what happened.
  bool is_kept = error.kind() != ErrorKind::limit && !is_replaying_;
  if (is_kept && !dead_lines_) dead_lines_ = dead_letter_->finish();
  core_.database.write([&](meta::Transaction& change) {
    if (is_kept) close_dead_letter(change, true);
    core_.runs.end(change, result_.run, is_cancelled ? RunState::stopped : RunState::failed);
  });
}

}  // namespace sluice::jobs
