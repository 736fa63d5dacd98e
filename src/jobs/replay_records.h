// The records of a dead letter as objects that a scan can read once more.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "jobs/core.h"
#include "jobs/dead_letters.h"
#include "jobs/source_delta.h"

namespace sluice::jobs {

// A scan of the objects hands what it rejects again to `still_dead`, under the place from which it
// came at first, so that it can be replayed as often as it takes.
class ReplayRecords final : public engine::Rejects {
 public:
  // `prefix` keeps the objects' keys apart from those of other runs. Nobody ever sees them.
  ReplayRecords(const Core& core, store::ObjectUri prefix, catalog::TableFormat format,
                engine::Rejects& still_dead);

  void take(const engine::Reject& record, const PartitionValues& partition);
  std::uint64_t count() const { return count_; }

  // Once, after the last take(). They can be read while this lives.
  std::vector<engine::ScanFile> finish();

  void add(engine::Reject reject) override;

 private:
  struct Body {
    store::ObjectKey key;
    PartitionValues partition;
    std::unique_ptr<store::BodyWriter> writer;
    std::uint64_t size_bytes = 0;
    std::map<std::uint64_t, engine::Reject> origins;  // by offset, without their texts
  };

  Body& body_for(const engine::Reject& record, const PartitionValues& partition);
  bool may_swallow_others(const engine::Reject& record) const;

  const Core& core_;
  store::ObjectUri prefix_;
  catalog::TableFormat format_;
  engine::Rejects& still_dead_;
  std::uint64_t count_ = 0;
  std::map<std::string, Body> bodies_;  // by uri
  std::map<PartitionValues, Body*> shared_;
  std::vector<store::StagedObject> staged_;
};

}  // namespace sluice::jobs
