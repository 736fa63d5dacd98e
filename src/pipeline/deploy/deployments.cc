#include "pipeline/deploy/deployments.h"

#include <array>

#include "base/error.h"

namespace sluice::pipeline {
namespace {

const std::array kSchema{meta::Migration{.name = "pipeline deployments 1", .sql = R"(
  CREATE TABLE deployments (
    name TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    schedule TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    deployed_us INTEGER NOT NULL,
    counted_from_us INTEGER NOT NULL,
    handled_until_us INTEGER NOT NULL,
    copy BLOB NOT NULL
  );
)"}};

constexpr std::string_view kSelect =
    "SELECT name, file, schedule, time_zone, deployed_us, counted_from_us, handled_until_us "
    "FROM deployments ";

std::int64_t microseconds(Timestamp time) {
  return time.time_since_epoch().count();
}

Timestamp from_microseconds(std::int64_t time) {
  return Timestamp(std::chrono::microseconds(time));
}

Deployment deployment_of(const meta::Statement& row) {
  return {.name = row.text(0),
          .file = row.text(1),
          .schedule = row.text(2),
          .time_zone = row.text(3),
          .deployed = from_microseconds(row.int64(4)),
          .counted_from = from_microseconds(row.int64(5)),
          .handled_until = from_microseconds(row.int64(6))};
}

Error no_such(const std::string& name) {
  return {
      ErrorKind::not_found, "NoSuchDeployment",
      fmt::format("no pipeline {} is deployed: `sluice deploy --list` shows those that are", name)};
}

std::optional<Deployment> find_in(meta::Connection& connection, const std::string& name) {
  auto row = connection.prepare(std::string(kSelect) + "WHERE name = ?1");
  row.bind(1, name);
  if (!row.step()) return std::nullopt;
  return deployment_of(row);
}

}  // namespace

void check_deployable(const Pipeline& pipeline, Timestamp now) {
  if (!pipeline.schedule) {
    throw Error(ErrorKind::invalid, "NoSchedule",
                fmt::format("{}:1:1: nothing would ever start it: expected a schedule, such as "
                            "`schedule: cron(0 8 * * ? *)` or `schedule: rate(1 hour)`",
                            pipeline.file));
  }
  if (pipeline.schedule->next(now, now)) return;
  throw Error(ErrorKind::invalid, "NeverFires",
              fmt::format("{}: {} fires in the past only", to_text(pipeline.schedule_place),
                          pipeline.schedule->expression()));
}

std::optional<Timestamp> next_firing(const Deployment& deployment) {
  return flow::Schedule::parse(deployment.schedule, flow::TimeZone::find(deployment.time_zone))
      .next(deployment.handled_until, deployment.counted_from);
}

std::span<const meta::Migration> Deployments::schema() {
  return kSchema;
}

Deployment Deployments::put(const CopiedPipeline& pipeline) {
  const auto now = clock_.now();
  const auto& [read, copy] = pipeline;
  check_deployable(read, now);
  Deployment deployment{.name = read.name,
                        .file = copy.file,
                        .schedule = read.schedule->expression(),
                        .time_zone = read.schedule->zone().name(),
                        .deployed = now,
                        .counted_from = now,
                        .handled_until = now};
  const auto sealed = sealer_.seal(encode(copy), deployment.name);
  database_.write([&](meta::Transaction& change) {
    const auto old = find_in(change, deployment.name);
    const bool is_same =
        old && old->schedule == deployment.schedule && old->time_zone == deployment.time_zone;
    if (is_same) {
      deployment.counted_from = std::min(old->counted_from, now);
      deployment.handled_until = std::min(old->handled_until, now);
    }
    change.prepare("INSERT OR REPLACE INTO deployments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .bind(1, deployment.name)
        .bind(2, deployment.file)
        .bind(3, deployment.schedule)
        .bind(4, deployment.time_zone)
        .bind(5, microseconds(deployment.deployed))
        .bind(6, microseconds(deployment.counted_from))
        .bind(7, microseconds(deployment.handled_until))
        .bind_blob(8, std::as_bytes(std::span(sealed)))
        .run();
  });
  return deployment;
}

void Deployments::remove(const std::string& name) {
  database_.write([&](meta::Transaction& change) {
    change.prepare("DELETE FROM deployments WHERE name = ?1").bind(1, name).run();
    if (change.changes() == 0) throw no_such(name);
  });
}

std::vector<Deployment> Deployments::list() {
  return database_.read([](meta::Connection& connection) {
    auto row = connection.prepare(std::string(kSelect) + "ORDER BY name");
    std::vector<Deployment> all;
    while (row.step())
      all.push_back(deployment_of(row));
    return all;
  });
}

std::optional<Deployment> Deployments::find(const std::string& name) {
  return database_.read([&](meta::Connection& connection) { return find_in(connection, name); });
}

PipelineCopy Deployments::copy_of(const std::string& name) {
  const auto sealed = database_.read([&](meta::Connection& connection) {
    auto row = connection.prepare("SELECT copy FROM deployments WHERE name = ?1");
    row.bind(1, name);
    return row.step() ? std::optional(row.blob(0)) : std::nullopt;
  });
  if (!sealed) throw no_such(name);
  const auto bytes = sealer_.open(*sealed, name);
  if (!bytes) {
    throw Error(ErrorKind::corrupt, "CorruptDeployment",
                fmt::format("the deployed pipeline {} cannot be opened: deploy it again", name));
  }
  return decode_pipeline_copy(*bytes);
}

bool Deployments::set_handled(const Deployment& as_given, Timestamp until) {
  bool is_set = false;
  database_.write([&](meta::Transaction& change) {
    change
        .prepare(
            "UPDATE deployments SET handled_until_us = ?2 "
            "WHERE name = ?1 AND deployed_us = ?3 AND handled_until_us = ?4")
        .bind(1, as_given.name)
        .bind(2, microseconds(until))
        .bind(3, microseconds(as_given.deployed))
        .bind(4, microseconds(as_given.handled_until))
        .run();
    is_set = change.changes() == 1;
  });
  return is_set;
}

}  // namespace sluice::pipeline
