#include "jobs/runs.h"

#include "base/error.h"

namespace sluice::jobs {
namespace {

constexpr std::array<std::string_view, 6> kStates{"QUEUED", "RUNNING", "SUCCEEDED",
                                                  "FAILED", "STOPPED", "TIMED_OUT"};
constexpr std::string_view kColumns =
    "id, parent, kind, name, state, started_us, ended_us, attempt, error, details";

const std::array kSchema{meta::Migration{"jobs runs 1", R"(
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    state INTEGER NOT NULL,
    started_us INTEGER NOT NULL,
    ended_us INTEGER,
    attempt INTEGER NOT NULL,
    error TEXT NOT NULL,
    details TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX runs_by_parent ON runs (parent, started_us);
  CREATE INDEX runs_going ON runs (state) WHERE state IN (0, 1);
)"}};

std::int64_t microseconds(Timestamp time) {
  return time.time_since_epoch().count();
}
Timestamp from_microseconds(std::int64_t time) {
  return Timestamp(std::chrono::microseconds(time));
}

Run run_of(const meta::Statement& row) {
  Run run{.id = RunId(row.text(0)),
          .parent = RunId(row.text(1)),
          .kind = row.text(2),
          .name = row.text(3),
          .state = static_cast<RunState>(row.int64(4)),
          .started = from_microseconds(row.int64(5))};
  if (!row.is_null(6)) run.ended = from_microseconds(row.int64(6));
  run.attempt = static_cast<int>(row.int64(7));
  run.error = row.text(8);
  run.details = parse_json(row.text(9)).as_object();
  return run;
}

}  // namespace

std::string_view to_text(RunState state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::span<const meta::Migration> Runs::schema() {
  return kSchema;
}

Run Runs::begin(std::string kind, std::string name, const RunId& parent) {
  Run run{.id = RunId(make_uuid(random_)),
          .parent = parent,
          .kind = std::move(kind),
          .name = std::move(name),
          .state = RunState::running,
          .started = clock_.now()};
  database_.write([&](meta::Transaction& change) {
    change.prepare("INSERT INTO runs VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, '', '{}')")
        .bind(1, run.id.text())
        .bind(2, run.parent.text())
        .bind(3, run.kind)
        .bind(4, run.name)
        .bind(5, std::int64_t{static_cast<int>(run.state)})
        .bind(6, microseconds(run.started))
        .bind(7, std::int64_t{run.attempt})
        .run();
  });
  return run;
}

void Runs::end(meta::Transaction& change, Run& run, RunState state) {
  run.state = state;
  run.ended = clock_.now();
  change
      .prepare(
          "UPDATE runs SET state = ?2, ended_us = ?3, attempt = ?4, error = ?5, details = ?6 "
          "WHERE id = ?1")
      .bind(1, run.id.text())
      .bind(2, std::int64_t{static_cast<int>(state)})
      .bind(3, microseconds(*run.ended))
      .bind(4, std::int64_t{run.attempt})
      .bind(5, run.error)
      .bind(6, sluice::to_text(json::value(run.details)))
      .run();
}

void Runs::end(Run& run, RunState state, const std::string& error) {
  run.error = error;
  database_.write([&](meta::Transaction& change) { end(change, run, state); });
}

std::optional<Run> Runs::find(const RunId& id) {
  return database_.read([&](meta::Connection& connection) -> std::optional<Run> {
    auto row = connection.prepare(fmt::format("SELECT {} FROM runs WHERE id = ?1", kColumns));
    row.bind(1, id.text());
    if (!row.step()) return std::nullopt;
    return run_of(row);
  });
}

std::vector<Run> Runs::list(int max_runs, const RunId& parent) {
  return database_.read([&](meta::Connection& connection) {
    auto row = connection.prepare(fmt::format(
        "SELECT {} FROM runs WHERE parent = ?1 ORDER BY started_us DESC, id LIMIT ?2", kColumns));
    row.bind(1, parent.text()).bind(2, std::int64_t{max_runs});
    std::vector<Run> runs;
    while (row.step())
      runs.push_back(run_of(row));
    return runs;
  });
}

void Runs::fail_interrupted() {
  bool is_any = database_.read([](meta::Connection& connection) {
    return connection.prepare("SELECT 1 FROM runs WHERE state IN (0, 1)").step();
  });
  if (!is_any) return;
  database_.write([&](meta::Transaction& change) {
    change
        .prepare(
            "UPDATE runs SET state = 3, ended_us = ?1, error = "
            "'interrupted: the process ended before the run did' WHERE state IN (0, 1)")
        .bind(1, microseconds(clock_.now()))
        .run();
  });
}

}  // namespace sluice::jobs
