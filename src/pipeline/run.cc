#include "pipeline/run.h"

#include <condition_variable>
#include <thread>

#include "base/text.h"
#include "crawl/explain.h"
#include "pipeline/load.h"
#include "pipeline/zones.h"

namespace sluice::pipeline {
namespace {

using Milliseconds = std::chrono::milliseconds;

std::string count_of(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", human_count(count), thing, count == 1 ? "" : "s");
}

std::string crawl_summary(const crawl::CrawlPlan& plan) {
  auto changed = std::count_if(plan.tables.begin(), plan.tables.end(), [](const auto& table) {
    return table.action != crawl::TableAction::unchanged;
  });
  return fmt::format("{}, {} changed; {} read, {} unchanged, {} skipped",
                     count_of(plan.tables.size(), "table"), changed,
                     count_of(plan.counts.read, "object"), human_count(plan.counts.remembered),
                     human_count(plan.counts.skipped));
}

// The first few records and rows that one run set aside, for the report.
std::vector<jobs::DeadRecord> first_rejects(const Services& services, const jobs::Run& run,
                                            const catalog::TableName& table) {
  constexpr std::size_t kShown = 5;
  auto now = services.core.database.snapshot();
  std::vector<jobs::DeadRecord> records;
  for (const auto& letter : services.dead_letters.list(now, table)) {
    if (letter.run != run.id) continue;
    services.dead_letters.read(now, letter, [&](jobs::DeadRecord record) {
      records.push_back(std::move(record));
      return records.size() < kShown;
    });
  }
  return records;
}

// Cancels an attempt when the run is cancelled or its time is over.
class Deadline {
 public:
  Deadline(const CancelToken* parent, std::chrono::seconds timeout)
      : parent_(parent), timeout_(timeout), thread_([this] { watch(); }) {}
  ~Deadline() {
    {
      std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  const CancelToken* token() const { return &token_; }
  bool timed_out() const { return timed_out_; }

 private:
  void watch() {
    auto start = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, Milliseconds(20), [&] { return is_over_; })) {
      if (parent_ != nullptr && parent_->cancelled()) token_.cancel();
      bool is_late = timeout_.count() > 0 && std::chrono::steady_clock::now() - start > timeout_;
      if (is_late && !token_.cancelled()) {
        timed_out_ = true;
        token_.cancel();
      }
    }
  }

  const CancelToken* parent_;
  std::chrono::seconds timeout_;
  CancelToken token_;
  std::atomic<bool> timed_out_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;  // last: it uses the others
};

// Whether trying again can help.
bool is_passing(const Error& error) {
  return error.kind() == ErrorKind::io;
}

class Running {
 public:
  Running(const Pipeline& pipeline, const Services& services, const RunOptions& options,
          RunObserver& observer, PipelineResult& result)
      : pipeline_(pipeline),
        services_(services),
        options_(options),
        observer_(observer),
        result_(result) {}

  void step(std::size_t index, bool is_selected) {
    auto& status = result_.steps[index].status;
    result_.steps[index].step = index;
    if (!is_selected) {
      status = {.state = StepState::skipped, .note = "not selected"};
      return observer_.changed(index, status);
    }
    for (auto need : result_.graph.steps[index].needs) {
      auto state = result_.steps[need].status.state;
      bool is_there = state == StepState::succeeded || state == StepState::up_to_date ||
                      result_.steps[need].status.note == "not selected";
      if (is_there) continue;
      status = {.state = StepState::skipped,
                .note = fmt::format("needs {}", result_.graph.steps[need].name)};
      return observer_.changed(index, status);
    }
    if (options_.cancel != nullptr && options_.cancel->cancelled()) {
      status = {.state = StepState::stopped, .note = "cancelled before it started"};
      return observer_.changed(index, status);
    }
    attempt(index);
  }

 private:
  const RetryPolicy& retry_of(const Step& step) const {
    return step.kind == StepKind::model ? pipeline_.models[step.index].retry : pipeline_.retry;
  }

  void attempt(std::size_t index) {
    const auto& step = result_.graph.steps[index];
    const auto& retry = retry_of(step);
    auto& status = result_.steps[index].status;
    auto start = services_.core.clock.monotonic();
    started_ = start;
    for (int attempt = 1;; ++attempt) {
      status.state = StepState::running;
      changed(index);
      Deadline deadline(options_.cancel, retry.timeout);
      try {
        run(index, deadline.token());
        break;
      } catch (const Error& error) {
        status.note = error.message();
        if (deadline.timed_out()) {
          status.note = fmt::format("took longer than its timeout of {} s", retry.timeout.count());
        }
        bool is_cancelled = error.kind() == ErrorKind::cancelled && !deadline.timed_out();
        status.state = is_cancelled ? StepState::stopped : StepState::failed;
        bool is_worth = attempt < retry.attempts && (is_passing(error) || deadline.timed_out());
        if (!is_worth) break;
        if (!wait_before(index, attempt, retry)) {
          status.state = StepState::stopped;
          break;
        }
      } catch (const std::exception& error) {
        status.state = StepState::failed;
        status.note = error.what();
        break;
      }
    }
    changed(index);
  }

  // Answers false when the run is cancelled meanwhile.
  bool wait_before(std::size_t index, int attempt, const RetryPolicy& retry) {
    auto pause = retry.backoff * (1 << std::min(attempt - 1, 16));
    auto& status = result_.steps[index].status;
    status.state = StepState::waiting;
    status.note +=
        fmt::format("; attempt {} of {} in {}", attempt + 1, retry.attempts, human_duration(pause));
    changed(index);
    auto end = std::chrono::steady_clock::now() + pause;
    while (std::chrono::steady_clock::now() < end) {
      if (options_.cancel != nullptr && options_.cancel->cancelled()) return false;
      std::this_thread::sleep_for(std::min<Milliseconds>(pause, Milliseconds(20)));
    }
    return true;
  }

  void changed(std::size_t index) {
    auto& status = result_.steps[index].status;
    status.elapsed = services_.core.clock.monotonic() - started_;
    observer_.changed(index, status);
  }

  void run(std::size_t index, const CancelToken* cancel) {
    const auto& step = result_.graph.steps[index];
    switch (step.kind) {
      case StepKind::load:
        return run_load(index, pipeline_.sources[step.index], cancel);
      case StepKind::crawl:
        return run_crawl(index, pipeline_.crawls[step.index], cancel);
      case StepKind::model:
        return run_model(index, pipeline_.models[step.index], cancel);
    }
  }

  // A recorded run around work that does not record itself.
  template <class Work>
  void recorded(const std::string& kind, const std::string& name, Work&& work) {
    auto run = services_.core.runs.begin(kind, name, result_.run.id);
    try {
      work(run);
    } catch (const Error& error) {
      bool is_stopped = error.kind() == ErrorKind::cancelled;
      services_.core.runs.end(run, is_stopped ? jobs::RunState::stopped : jobs::RunState::failed,
                              error.message());
      throw;
    } catch (const std::exception& error) {
      services_.core.runs.end(run, jobs::RunState::failed, error.what());
      throw;
    }
  }

  void run_load(std::size_t index, const Source& source, const CancelToken* cancel) {
    auto& result = result_.steps[index];
    recorded("load", source.name, [&](jobs::Run& run) {
      auto report = [&](const LoadProgress& progress) {
        result.status.bytes = progress.bytes;
        result.status.bytes_total = progress.bytes_total;
        result.status.share_done = progress.share_done();
        changed(index);
      };
      auto end = [&](meta::Transaction& change, const LoadResult& loaded) {
        run.details = {
            {"loaded", loaded.loaded}, {"unchanged", loaded.unchanged}, {"bytes", loaded.bytes}};
        services_.core.runs.end(change, run, jobs::RunState::succeeded);
      };
      auto loaded = load(source, pipeline_.folder, services_.core, cancel, report, end);
      result.status.state = loaded.loaded > 0 ? StepState::succeeded : StepState::up_to_date;
      result.status.bytes = loaded.bytes;
      result.status.note = fmt::format("{} loaded, {} unchanged", count_of(loaded.loaded, "object"),
                                       human_count(loaded.unchanged));
      for (const auto& key : loaded.keys) {
        result.lines.push_back(fmt::format("s3://{}/{}", source.to.bucket, key));
      }
    });
  }

  void run_crawl(std::size_t index, const Crawl& crawl, const CancelToken* cancel) {
    auto& result = result_.steps[index];
    recorded("crawl", crawl.name, [&](jobs::Run& run) {
      auto options = crawl.options;
      options.cancel = cancel;
      auto now = services_.core.database.snapshot();
      auto plan = services_.crawler.plan(now, crawl.target, options);
      auto summary = crawl_summary(plan);
      run.details = {{"summary", summary}};
      auto commit = services_.core.database.begin_commit();
      services_.crawler.apply(commit, plan);
      commit.publish([&](meta::Transaction& change) {
        services_.core.runs.end(change, run, jobs::RunState::succeeded);
      });
      bool is_new = plan.changes_anything();
      result.status.state = is_new ? StepState::succeeded : StepState::up_to_date;
      result.status.note = summary;
      auto text = crawl::explain(plan);
      for (auto line : split(trim(text), '\n'))
        result.lines.emplace_back(line);
    });
  }

  void run_model(std::size_t index, const ModelStep& step, const CancelToken* cancel) {
    auto& result = result_.steps[index];
    std::mutex mutex;
    jobs::ModelRunOptions options{.is_rebuild = options_.is_rebuild, .cancel = cancel};
    options.parent = result_.run.id;
    options.progress = [&](const jobs::Progress& progress) {
      std::lock_guard lock(mutex);
      result.status.rows = progress.rows;
      result.status.bytes = progress.bytes;
      result.status.share_done = progress.share_done;
      changed(index);
    };
    auto done = services_.models.run(step.model, options);
    bool is_new = done.plan.action != jobs::ModelAction::up_to_date;
    result.status.state = is_new ? StepState::succeeded : StepState::up_to_date;
    result.status.rows = done.ledger.written;
    result.status.bytes = done.bytes_written;
    result.status.rejected = done.ledger.rejected_records() + done.ledger.rejected_by_expectations;
    result.status.note = done.plan.reason;
    result.lines = done.warnings;
    if (result.status.rejected > 0) {
      result.rejects = first_rejects(services_, done.run, step.model.table);
    }
    result.model = std::move(done);
  }

  const Pipeline& pipeline_;
  const Services& services_;
  const RunOptions& options_;
  RunObserver& observer_;
  PipelineResult& result_;
  std::chrono::nanoseconds started_{0};
};

void make_buckets(const Pipeline& pipeline, const jobs::Core& core) {
  core.database.write([&](meta::Transaction& change) {
    make_zone_buckets(pipeline, core.store, change);
    for (const auto& zone : pipeline.zones) {
      if (core.catalog.find_database(change.now(), zone.database)) continue;
      core.catalog.create_database(
          change, {.name = zone.database,
                   .location_uri = fmt::format("s3://{}/{}", zone.bucket, zone.prefix)});
    }
  });
}

}  // namespace

bool PipelineResult::succeeded() const {
  return run.state == jobs::RunState::succeeded;
}

PipelineResult run_pipeline(const Pipeline& pipeline, const Services& services,
                            const RunOptions& options, RunObserver& observer) {
  auto now = services.core.database.snapshot();
  PipelineResult result;
  result.graph = make_graph(pipeline, [&](const catalog::TableName& table) {
    return services.core.catalog.find_table(now, table).has_value();
  });
  auto selected = select_steps(result.graph, options.selection);
  make_buckets(pipeline, services.core);
  result.run = services.core.runs.begin("pipeline", pipeline.name);
  result.steps.resize(result.graph.steps.size());
  observer.started(pipeline, result.graph);
  Running running(pipeline, services, options, observer, result);
  for (std::size_t i = 0; i < result.steps.size(); ++i)
    running.step(i, selected[i]);
  auto state = jobs::RunState::succeeded;
  std::vector<std::string> failed;
  for (const auto& step : result.steps) {
    if (step.status.state == StepState::stopped) state = jobs::RunState::stopped;
    if (step.status.state == StepState::failed)
      failed.push_back(result.graph.steps[step.step].name);
  }
  if (!failed.empty()) state = jobs::RunState::failed;
  services.core.runs.end(result.run, state,
                         failed.empty() ? "" : fmt::format("failed: {}", join(failed, ", ")));
  return result;
}

}  // namespace sluice::pipeline
