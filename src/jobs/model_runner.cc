#include "jobs/model_runner.h"

#include <mutex>

#include "jobs/audit.h"
#include "jobs/model_run.h"

namespace sluice::jobs {
namespace {

std::vector<meta::Migration> all_schemas() {
  std::vector<meta::Migration> all;
  for (auto part : {Runs::schema(), DeadLetters::schema(), ModelStates::schema()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

struct ModelRunner::Implementation {
  Core& core;
  DeadLetters& dead_letters;
  ModelStates states;
  std::mutex mutex;
  std::set<catalog::TableName> busy;
};

namespace {

// One run a table at a time; whoever comes second is told, not queued.
class Turn {
 public:
  Turn(std::mutex& mutex, std::set<catalog::TableName>& busy, const catalog::TableName& table)
      : mutex_(mutex), busy_(busy), table_(table) {
    std::lock_guard lock(mutex_);
    if (busy_.insert(table_).second) return;
    throw Error(
        ErrorKind::conflict, "TableBusy",
        fmt::format("{} is being written by another run: wait for it or stop it", to_text(table_)));
  }
  ~Turn() {
    std::lock_guard lock(mutex_);
    busy_.erase(table_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::mutex& mutex_;
  std::set<catalog::TableName>& busy_;
  catalog::TableName table_;
};

}  // namespace

ModelRunner::ModelRunner(Core& core, DeadLetters& dead_letters)
    : implementation_(new Implementation{
          .core = core, .dead_letters = dead_letters, .states = ModelStates(core.database)}) {}

ModelRunner::~ModelRunner() = default;

std::span<const meta::Migration> ModelRunner::schema() {
  static const auto all = all_schemas();
  return all;
}

ModelPlan ModelRunner::plan(const Model& model, const meta::Snapshot& now, bool is_rebuild) {
  return prepare(implementation_->core, implementation_->states, model, now, is_rebuild).plan;
}

ModelResult ModelRunner::run(const Model& model, const ModelRunOptions& options) {
  auto& self = *implementation_;
  Turn turn(self.mutex, self.busy, model.table);
  return ModelRun(self.core, self.states, self.dead_letters, model, options).run();
}

ModelResult ModelRunner::replay(const Model& model,
                                const std::optional<std::vector<DeadRecord>>& corrected,
                                const ModelRunOptions& options) {
  auto& self = *implementation_;
  Turn turn(self.mutex, self.busy, model.table);
  return ModelRun(self.core, self.states, self.dead_letters, model, options).replay(corrected);
}

std::vector<TestOutcome> ModelRunner::test(const Model& model, const CancelToken* cancel) {
  return audit(implementation_->core, model, implementation_->core.database.snapshot(), {}, cancel);
}

}  // namespace sluice::jobs
