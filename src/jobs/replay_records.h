// The records of a dead letter as objects that a scan can read once more.
//
// Records of one partition share an object. One that cannot be taken apart is in none: an open
// quote or brace would take the records after it for its own text.
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

  // Hands it to `still_dead` when it cannot be taken apart.
  void take(const engine::Reject& record, const PartitionValues& partition);
  std::uint64_t count() const { return count_; }
  std::uint64_t count_of_broken() const { return count_of_broken_; }

  // Once, after the last take(). They can be read while this lives.
  std::vector<engine::ScanFile> finish();

  void add(engine::Reject reject) override;

 private:
  using Origins = std::map<std::uint64_t, engine::Reject>;  // by offset, without their texts

  struct Body {
    std::string text;
    Origins origins;
  };

  std::string fault_of(const std::string& record) const;
  void stage_bodies();

  const Core& core_;
  store::ObjectUri prefix_;
  catalog::TableFormat format_;
  engine::Rejects& still_dead_;
  std::uint64_t count_ = 0;
  std::uint64_t count_of_broken_ = 0;
  std::map<PartitionValues, Body> bodies_;  // that are not staged yet
  std::size_t bodies_bytes_ = 0;
  std::map<std::string, Origins> origins_;  // of staged ones, by uri
  std::vector<store::StagedObject> staged_;
  std::vector<engine::ScanFile> files_;
};

}  // namespace sluice::jobs
