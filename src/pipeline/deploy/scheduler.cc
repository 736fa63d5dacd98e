#include "pipeline/deploy/scheduler.h"

#include <algorithm>
#include <system_error>

#include "base/error.h"

namespace sluice::pipeline {
namespace {

// A clock that was ahead must not keep a schedule from firing for as long.
constexpr std::chrono::hours kAheadMax{1};

// In a label of Prometheus' text format.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

Scheduler::Scheduler(Deployments& deployments, Run run, const Clock& clock, const Log& log)
    : deployments_(deployments), run_(std::move(run)), clock_(clock), log_(log) {}

Scheduler::~Scheduler() {
  stop();
  wait();
}

void Scheduler::fire_due() {
  join_done();
  if (cancel_.cancelled()) return;
  try {
    for (const auto& [due, deployment] : due_now()) {
      if (going_.size() >= kScheduledRunsMax) return;
      start(deployment, due);
    }
  } catch (const std::exception& error) {
    log_.write(LogLevel::error, "schedule", "schedules cannot be followed",
               {{"reason", error.what()}});
  }
}

void Scheduler::wait() {
  for (auto& going : going_)
    going.thread.join();
  going_.clear();
}

void Scheduler::stop() {
  cancel_.cancel();
}

// Those that have waited longest first.
std::vector<std::pair<Timestamp, Deployment>> Scheduler::due_now() {
  std::vector<std::pair<Timestamp, Deployment>> due;
  for (auto& deployment : deployments_.list()) {
    if (is_going(deployment.name)) continue;
    correct_clock(deployment);
    const auto time = due_time(deployment);
    if (time && *time <= clock_.now()) due.emplace_back(*time, std::move(deployment));
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  return due;
}

std::optional<Timestamp> Scheduler::due_time(const Deployment& deployment) {
  try {
    const auto time = next_firing(deployment);
    is_told_broken_.erase(deployment.name);
    return time;
  } catch (const Error& error) {
    // Said once, not at each look.
    if (is_told_broken_.insert(deployment.name).second) failed(deployment.name, error.message());
    return std::nullopt;
  }
}

void Scheduler::correct_clock(Deployment& deployment) {
  const auto now = clock_.now();
  if (deployment.handled_until <= now + kAheadMax) return;
  log_.write(LogLevel::warning, "schedule", "the clock was set back",
             {{"pipeline", deployment.name}, {"until", to_iso8601(deployment.handled_until)}});
  if (deployments_.set_handled(deployment, now)) deployment.handled_until = now;
}

bool Scheduler::is_going(const std::string& name) const {
  return std::any_of(going_.begin(), going_.end(),
                     [&](const Going& going) { return going.deployment.name == name; });
}

void Scheduler::start(const Deployment& deployment, Timestamp due) {
  const auto now = clock_.now();
  if (!deployments_.set_handled(deployment, now)) return;
  log_.write(LogLevel::info, "schedule", "run started",
             {{"pipeline", deployment.name}, {"due", to_iso8601(due)}});
  {
    std::lock_guard lock(mutex_);
    ++counts_[deployment.name].started;
  }
  auto& going = going_.emplace_back();
  going.deployment = deployment;
  going.begun = now;
  try {
    going.thread = std::thread([this, &going] {
      work(going);
      going.is_done = true;
    });
  } catch (const std::system_error& error) {
    going_.pop_back();
    failed(deployment.name, error.what());
  }
}

// A thread of its own: whatever goes wrong in here must not end the server.
void Scheduler::work(Going& going) {
  try {
    ended(going, run_(going.deployment.name, cancel_));
  } catch (const std::exception& error) {
    failed(going.deployment.name, error.what());
  }
}

void Scheduler::ended(const Going& going, const jobs::Run& run) {
  const auto& name = going.deployment.name;
  const bool is_good = run.state == jobs::RunState::succeeded;
  const bool is_stopped = run.state == jobs::RunState::stopped && cancel_.cancelled();
  if (is_good || is_stopped) {
    log_.write(LogLevel::info, "schedule", "run ended",
               {{"pipeline", name}, {"run", run.id.text()}, {"state", jobs::to_text(run.state)}});
  } else {
    log_.write(LogLevel::error, "schedule", "run ended",
               {{"pipeline", name},
                {"run", run.id.text()},
                {"state", jobs::to_text(run.state)},
                {"reason", run.error}});
  }
  if (is_stopped) {
    auto handled = going.deployment;
    handled.handled_until = going.begun;
    deployments_.set_handled(handled, going.deployment.handled_until);
  } else if (!is_good) {
    std::lock_guard lock(mutex_);
    ++counts_[name].failed;
  }
}

void Scheduler::failed(const std::string& name, const std::string& reason) {
  log_.write(LogLevel::error, "schedule", "run failed", {{"pipeline", name}, {"reason", reason}});
  std::lock_guard lock(mutex_);
  ++counts_[name].failed;
}

void Scheduler::join_done() {
  for (auto going = going_.begin(); going != going_.end();) {
    if (!going->is_done) {
      ++going;
      continue;
    }
    going->thread.join();
    going = going_.erase(going);
  }
}

std::string Scheduler::metrics() const {
  std::string started, failures;
  std::lock_guard lock(mutex_);
  for (const auto& [name, counts] : counts_) {
    const auto label = fmt::format("{{pipeline=\"{}\"}}", escaped(name));
    started += fmt::format("sluice_scheduled_runs_started_total{} {}\n", label, counts.started);
    failures += fmt::format("sluice_scheduled_runs_failed_total{} {}\n", label, counts.failed);
  }
  return "# HELP sluice_scheduled_runs_started_total Runs of deployed pipelines.\n"
         "# TYPE sluice_scheduled_runs_started_total counter\n" +
         started +
         "# HELP sluice_scheduled_runs_failed_total Those of them that failed.\n"
         "# TYPE sluice_scheduled_runs_failed_total counter\n" +
         failures;
}

}  // namespace sluice::pipeline
